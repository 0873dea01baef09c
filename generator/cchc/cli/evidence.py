"""Commands about what was done and is due: reports, texts for channels, the calendar, closed periods."""

import sys
from pathlib import Path

import click

from cchc import text
from cchc.cli.base import AS_OF, CONFIG, VietnameseHelp, load_engine, read_day, sound
from cchc.files import write_new
from cchc.problems import FORMATS


@click.command(cls=VietnameseHelp)
@CONFIG
@click.argument("period", metavar="KỲ")
@click.option("--out", metavar="TỆP", required=True, type=click.Path(path_type=Path), help="Viết ra tệp này.")
@click.option("--merge", metavar="TỆP.docx", type=click.Path(path_type=Path), help="Lấy lại chữ điền trong tệp Word.")
@AS_OF
def report(config_file: Path, period: str, out: Path, merge: Path | None, as_of: str | None) -> None:
    """Lập báo cáo của một kỳ, số liệu điền sẵn. KỲ: 2024-Q3, 2024-H1, 2024-9M, 2024.

    TỆP kết thúc bằng .docx (Word, theo Nghị định 30/2020), .md, .html (để in), hoặc .yml (để đăng thành trang).
    """
    from cchc.period import period_of
    from cchc.reporting import writer

    span = period_of(period)
    site, theme = sound(*load_engine(config_file).whole_site(config_file, read_day(as_of)))
    done = writer.write(site, theme, span, out, merge)
    if done.problems:
        click.echo(FORMATS["text"](done.problems), err=True)
    where = "chưa điền, không vào bản ghi" if out.suffix.lower() == ".yml" else "cần viết, ghi […] trong tệp"
    left = f"còn {done.gaps} chỗ {where}" if done.gaps else "không còn chỗ trống"
    click.echo(f"Đã viết báo cáo {span.label} vào {out}: {left}.")


@click.command(cls=VietnameseHelp)
@CONFIG
@click.argument("form", metavar="DẠNG")
@click.argument("name", metavar="TÊN")
@click.option("--out", metavar="TỆP", type=click.Path(path_type=Path), help="Viết ra tệp này; không ghi thì in ra.")
@click.option("--minutes", type=click.IntRange(1, 60), metavar="SỐ", help="Lời đọc dài nhất mấy phút.")
@click.option("--length", type=click.IntRange(40, 5000), metavar="SỐ", help="Chữ dài nhất bao nhiêu ký tự.")
@click.option("--log", "day", metavar="NGÀY", help="Đã đăng, phát ngày này: ghi vào sổ đăng, phát.")
@click.option("--channel", "outlet", metavar="MÃ", help="Đăng, phát trên kênh nào; đi cùng --log.")
def channel(
    config_file: Path,
    form: str,
    name: str,
    out: Path | None,
    minutes: int | None,
    length: int | None,
    day: str | None,
    outlet: str | None,
) -> None:
    """Viết một tin hay thủ tục thành lời cho loa, bài Zalo, Facebook, chữ bảng LED.

    DẠNG: loa, zalo, facebook, bang-led. TÊN: tên tệp của tin, hoặc mã thủ tục.
    """
    from cchc.channels import formats, log, message, script

    wanted = formats.form_of(form).model_copy(
        update={key: value for key, value in (("minutes", minutes), ("length", length)) if value is not None}
    )
    site, _ = sound(*load_engine(config_file).whole_site(config_file, None))
    told = message.message_of(site, name)
    made = script.script(site, told, wanted)
    if out is not None:
        write_new(out, f"{made.text}\n".encode(), "đặt tên khác sau --out, hoặc xóa tệp ấy trước")
    elif day is None:
        click.echo(made.text + "\n")
    if made.unread:
        click.echo(f"Chưa biết cách đọc: {', '.join(made.unread)}. Sửa thành lời trước khi phát.", err=True)
    if day is not None:
        when = read_day(day) or text.today()
        where = log.channel_of(site, wanted, outlet, when)
        identity = log.write_down(site, wanted, told, made, where, when)
        click.echo(f"Đã ghi vào {log.FILE}: {identity}, trên kênh {where}.")
        return
    size = (
        f"đọc chừng {made.seconds // 60} phút {made.seconds % 60} giây" if made.seconds else f"{len(made.text)} ký tự"
    )
    left = f", bỏ bớt {made.left_out} câu cuối" if made.left_out else ""
    click.echo(f"{wanted.name[:1].upper()}{wanted.name[1:]}, mã {made.id}: {size}{left}.", err=True)
    click.echo(f"Đăng, phát rồi thì ghi sổ: cchc channel {form} {name} --log {site.as_of.isoformat()}", err=True)


@click.command(cls=VietnameseHelp)
@CONFIG
@click.option("--all", "whole", is_flag=True, help="Liệt kê cả kỳ đã xong và kỳ chưa đến.")
@AS_OF
def due(config_file: Path, whole: bool, as_of: str | None) -> None:
    """Liệt kê việc đến hạn theo kế hoạch: quá hạn, sắp đến hạn, từng bộ phận."""
    from cchc.ledger import listing

    site, _ = sound(*load_engine(config_file).whole_site(config_file, read_day(as_of)))
    click.echo(listing.told(site, whole))
    sys.exit(1 if listing.missing(site) else 0)


@click.command(cls=VietnameseHelp)
@click.argument("period", metavar="KỲ")
@CONFIG
@AS_OF
def close(period: str, config_file: Path, as_of: str | None) -> None:
    """Chốt số liệu một kỳ: ghi lại các số đếm được lúc này.

    KỲ: 2024-Q3, 2024-H1, 2024-9M, 2024. Sau này ai thêm, xóa, sửa bản ghi của kỳ ấy thì cchc check báo.
    """
    from cchc import closings
    from cchc.period import period_of

    meant = period_of(period)
    site, _ = sound(*load_engine(config_file).whole_site(config_file, read_day(as_of)))
    count = closings.close(site, meant, min(site.as_of, text.today()))  # not ahead of time, whatever --as-of says
    click.echo(f"Đã chốt {meant.label}: {count} số, ghi vào {closings.FILE}")


COMMANDS = (report, channel, due, close)
