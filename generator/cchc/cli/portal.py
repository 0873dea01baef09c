"""Commands for portals that read the sites of many units."""

import sys
import time
from pathlib import Path
from types import ModuleType

import click

from cchc.cli.base import VietnameseHelp, bar
from cchc.problems import FORMATS, Refused


@click.command(cls=VietnameseHelp)
@click.argument("listing", metavar="DANH-SÁCH", type=click.Path(path_type=Path))
@click.option(
    "--out",
    metavar="THƯ-MỤC",
    type=click.Path(path_type=Path),
    default="cong-tong-hop",
    help="Nơi đặt trang tổng hợp; mặc định cong-tong-hop.",
)
@click.option(
    "--store",
    metavar="TỆP",
    type=click.Path(path_type=Path),
    help="Kho tin (SQLite); mặc định cạnh danh sách, cùng tên, đuôi .sqlite.",
)
@click.option("--seconds", metavar="GIÂY", default="30", help="Đợi mỗi máy chủ lâu nhất bấy nhiêu; mặc định 30.")
@click.option("--local", is_flag=True, help="Cho phép đọc cả địa chỉ trong mạng nội bộ.")
@click.option("--again", is_flag=True, help="Đọc lại ngay cả những đơn vị đang phải đợi vì lần trước hỏng.")
def collect(listing: Path, out: Path, store: Path | None, seconds: str, local: bool, again: bool) -> None:
    """Đọc nguồn tin của nhiều đơn vị, gộp thành trang và nguồn tin chung.

    DANH-SÁCH là tệp YAML hoặc OPML ghi tên và địa chỉ nguồn tin của từng đơn vị. Lệnh kết thúc với mã 0 khi đọc được
    mọi đơn vị, 3 khi có đơn vị không đọc được, 1 khi danh sách có lỗi.
    """
    wait = _seconds(seconds)
    run, report, subscriptions = _portal()
    if not listing.is_file():
        raise click.UsageError(f"không thấy danh sách {listing}")
    listed, problems = subscriptions.read(listing)
    if listed is None:
        click.echo(FORMATS["text"](problems), err=True)
        sys.exit(1)
    with bar("Đọc nguồn tin") as progress:
        place = store or listing.with_suffix(".sqlite")
        done = run.collect(run.Wish(listed, place, out, wait, local, again, progress), int(time.time()))
    click.echo(report.told(done))
    click.echo(f"Trang tổng hợp: {out} ({done.files} tệp thay đổi)")
    sys.exit(0 if all(outcome.well for outcome in done.outcomes) else 3)


def _portal() -> tuple[ModuleType, ModuleType, ModuleType]:
    """The portal's side; its libraries are not installed with a commune's site."""
    try:
        from cchc.collect import report, run, subscriptions
    except ModuleNotFoundError as error:
        if error.name not in ("aiohttp", "nh3", "lxml"):
            raise
        advice = "lệnh này dành cho cổng tổng hợp, cần cài thêm: pip install 'cchc[collect]' (gồm aiohttp, lxml, nh3)"
        raise Refused(f"thiếu thư viện {error.name}; {advice}") from None
    return run, report, subscriptions


def _seconds(value: str) -> float:
    try:
        seconds = float(value.replace(",", "."))
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 600:
        raise click.UsageError(f"không hiểu --seconds {value}; viết số giây từ 0,1 đến 600")
    return seconds


COMMANDS = (collect,)
