"""The command line. Exit status: 0 done, 1 problems in the data, 2 wrong usage, 3 could not reach something."""

import datetime as dt
import gc
import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from cchc import text
from cchc.problems import FORMATS, Level, Refused, refused_by_system, tally

_CONFIG = click.option(
    "--config",
    "config_file",
    default="mkdocs.yml",
    type=click.Path(path_type=Path),
    help="Tệp mkdocs.yml của trang.",
)
_AS_OF = click.option("--as-of", metavar="NGÀY", help="Dựng trang như vào ngày này, ví dụ 2024-12-31.")


class VietnameseHelp(click.Command):
    """Help in Vietnamese: click's own headings are English."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """`Cách dùng:` line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cách dùng: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options under a Vietnamese heading."""
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))]
        if records:
            with formatter.section("Tùy chọn"):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help` explained in Vietnamese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Hiện lời giải thích này."
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """`[TÙY CHỌN]` instead of `[OPTIONS]`."""
        return [piece.replace("[OPTIONS]", "[TÙY CHỌN]") for piece in super().collect_usage_pieces(ctx)]


class VietnameseGroup(VietnameseHelp, click.Group):
    """The group of all commands."""

    command_class = VietnameseHelp

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then the commands."""
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str(80)) for name, command in self.commands.items()]
        with formatter.section("Lệnh"):
            formatter.write_dl(rows)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """One command must follow."""
        return ["[TÙY CHỌN]", "LỆNH"]


@click.group(cls=VietnameseGroup, name="cchc")
@click.version_option(package_name="cchc", message="cchc %(version)s", help="Hiện phiên bản.")
def cchc() -> None:
    """Trang cải cách hành chính của xã, phường: kiểm tra dữ liệu và dựng trang."""


@cchc.command()
@_CONFIG
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="Cách in kết quả.")
@click.option("--errors", is_flag=True, help="Chỉ in lỗi, không in cảnh báo, lưu ý.")
@click.option("--explain", metavar="MÃ", help="Giải thích một quy tắc, ví dụ typo hoặc Q05; không kiểm tra gì.")
@_AS_OF
def check(config_file: Path, form: str, errors: bool, explain: str | None, as_of: str | None) -> None:
    """Kiểm tra mọi tệp dữ liệu và tin, bài; không dựng trang."""
    if explain is not None:
        click.echo(_explained(explain))
        return
    problems = _engine(config_file).problems(config_file, _day(as_of))
    shown = [problem for problem in problems if problem.level is Level.ERROR or not errors]
    if shown or form == "json":
        click.echo(FORMATS[form](shown))
    wrong = sum(problem.level is Level.ERROR for problem in problems)
    if form == "text":
        click.echo(tally(problems), err=True)
    sys.exit(1 if wrong else 0)


@cchc.command()
@_CONFIG
@click.option("--out", type=click.Path(path_type=Path), help="Thư mục đặt trang; mặc định theo mkdocs.yml.")
@click.option("--cache", type=click.Path(path_type=Path), help="Thư mục ghi nhớ; mặc định .cache/cchc cạnh mkdocs.yml.")
@click.option("--no-cache", is_flag=True, help="Dựng lại từ đầu, không ghi nhớ gì.")
@click.option("--strict", is_flag=True, help="Coi cảnh báo của MkDocs là lỗi.")
@_AS_OF
def build(
    config_file: Path, out: Path | None, cache: Path | None, no_cache: bool, strict: bool, as_of: str | None
) -> None:
    """Dựng trang: chỉ làm lại những gì đã đổi."""
    from cchc.engine import run
    from cchc.engine.workspace import Wish

    gc.disable()  # a build is short, and keeps nearly all it makes
    _require(config_file)
    place = out.resolve() if out else None
    with _bar() as progress:
        wish = Wish(config_file, place, cache, not no_cache, strict, _day(as_of), progress)
        done = run.build(wish)
    if done.report:
        click.echo(done.report, err=True)
    if not done.good:
        sys.exit(1)
    what = f"{done.changed} tệp thay đổi" if done.changed else "không có gì thay đổi"
    click.echo(f"Đã dựng {done.pages} trang vào {done.out} ({what})")


@cchc.command()
@_CONFIG
@click.option("--address", default="127.0.0.1:8000", help="Địa chỉ để xem thử trên máy này.")
def serve(config_file: Path, address: str) -> None:
    """Xem thử trang trên máy này; sửa tệp nào, trang tự dựng lại."""
    if not _engine(config_file).serve(config_file, address):
        sys.exit(1)


@cchc.command()
@_CONFIG
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục mới để đặt các trang.")
@_AS_OF
def pages(config_file: Path, out: Path, as_of: str | None) -> None:
    """Ghi mọi trang thành tệp Markdown thường, để MkDocs bất kỳ dựng được."""
    engine = _engine(config_file)
    if out.exists() and any(out.iterdir()):
        raise click.UsageError(f"thư mục {out} không trống")
    count, problems = engine.write_pages(config_file, out, _day(as_of))
    if not count:
        click.echo(FORMATS["text"](problems), err=True)
        sys.exit(1)
    click.echo(f"Đã ghi {count} trang vào {out}")


class NewCommand(VietnameseHelp):
    """Names the content types in its help; they are imported only then."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help with the list of types."""
        from cchc.model.registry import BY_KEY

        self.help = f"Tạo tệp mới đã ghi sẵn mọi mục. LOẠI: {', '.join(BY_KEY)}."
        super().format_help_text(ctx, formatter)


@cchc.command(cls=NewCommand, short_help="Tạo tệp mới đã ghi sẵn mọi mục.")
@click.argument("kind", metavar="LOẠI")
@click.argument("name", metavar="TÊN")
@_CONFIG
def new(kind: str, name: str, config_file: Path) -> None:
    """Write the blank form of a content type where such records belong."""
    from cchc import drafts

    content = _engine(config_file).content_folder(config_file)
    path, more = drafts.write_form(kind, name, config_file.resolve().parent, content, text.today())
    what = "Đã thêm một mục vào cuối" if more else "Đã tạo"
    click.echo(f"{what} {path}. Mở ra điền, rồi chạy: cchc check")


@cchc.command()
@_CONFIG
def schema(config_file: Path) -> None:
    """Ghi lại lược đồ JSON cho trình soạn thảo (site_data/.schema/)."""
    from cchc import drafts

    _require(config_file)
    for path in drafts.write_schemas(config_file.resolve().parent):
        click.echo(str(path))


@cchc.command()
@_CONFIG
@click.option("--printed", metavar="TÊN", help="Ghi rằng đã in tờ này: mã thủ tục hoặc địa chỉ bản in.")
@click.option("--at", "place", metavar="NƠI", help="Tờ vừa in treo ở đâu; đi cùng --printed.")
@click.option("--stamp", metavar="SỐ", help="“Bản in số” ở chân tờ giấy; không ghi thì lấy số hiện nay.")
@_AS_OF
def sheets(config_file: Path, printed: str | None, place: str | None, stamp: str | None, as_of: str | None) -> None:
    """Liệt kê các bản in để treo; cho biết tờ nào đang treo đã cũ."""
    from cchc import printing

    if (printed is None) != (place is None):
        raise click.UsageError('viết cả hai: --printed TÊN --at "Nơi treo"')
    site, theme, problems = _engine(config_file).records(config_file, _day(as_of))
    wrong = [problem for problem in problems if problem.level is Level.ERROR]
    if site is None or wrong:
        click.echo(FORMATS["text"](wrong), err=True)
        sys.exit(1)
    found = printing.current_sheets(site, theme)
    if printed is not None and place is not None:
        sheet = printing.meant(printed, found)
        file = printing.write_down(site, sheet, stamp or sheet.stamp, place, text.today())
        click.echo(f"Đã ghi vào {file}: “{sheet.title}”, bản in số {stamp or sheet.stamp}, treo ở {place}")
        return
    papers = list(printing.papers(site, found))
    click.echo(printing.told(site, found.values(), papers))
    sys.exit(1 if any(paper.standing is not printing.Standing.CURRENT for paper in papers) else 0)


_KEY = click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    envvar="CCHC_KEY",
    help="Tệp khóa riêng; mặc định trong thư mục của người dùng (CCHC_KEY).",
)
_UNLOCK = click.option("--unlock", is_flag=True, help="Mở khóa mà một lần đăng dở để lại ở nơi đăng.")
_KEEP = click.option(
    "--keep",
    type=click.IntRange(1, 100),
    default=5,
    metavar="SỐ",
    help="Giữ bao nhiêu bản để quay về được; mặc định 5.",
)


@cchc.command()
@click.argument("target", metavar="NƠI")
@_CONFIG
@click.option("--no-build", is_flag=True, help="Không dựng lại; đăng bản dựng đạt gần nhất.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ thay đổi gì; không gửi gì.")
@_KEEP
@click.option("--all", "again", is_flag=True, help="Gửi lại mọi tệp, kể cả tệp không đổi.")
@click.option("--remove-now", is_flag=True, help="Xóa ngay tệp không còn nữa (S3, WebDAV mặc định xóa ở lần đăng sau).")
@_UNLOCK
@_KEY
@_AS_OF
def publish(
    target: str,
    config_file: Path,
    no_build: bool,
    dry_run: bool,
    keep: int,
    again: bool,
    remove_now: bool,
    unlock: bool,
    key_file: Path | None,
    as_of: str | None,
) -> None:
    """Dựng trang rồi đưa lên mạng. NƠI: thư mục, sftp://…, s3://… hoặc davs://…"""
    from cchc.publish import report, run
    from cchc.publish.target import parse

    _require(config_file)
    parse(target)  # wrong usage is told before a long build
    if not no_build:
        _built(config_file, as_of)
    with _bar("Đăng trang") as progress:
        wish = run.Wish(
            config_file, target, _key_file(key_file), _memory(config_file), keep, again, remove_now, unlock, progress
        )
        told = report.dry_run(run.compare(wish)) if dry_run else report.published(run.publish(wish), target)
    click.echo(told)


@cchc.command()
@click.argument("target", metavar="NƠI")
@_CONFIG
@click.option("--to", "release", metavar="BẢN", help="Quay về bản nào; mặc định bản ngay trước.")
@click.option("--list", "listed", is_flag=True, help="Chỉ liệt kê các bản còn giữ.")
@_KEEP
@_UNLOCK
@_KEY
def rollback(
    target: str,
    config_file: Path,
    release: str | None,
    listed: bool,
    keep: int,
    unlock: bool,
    key_file: Path | None,
) -> None:
    """Đưa một bản đã đăng trước đây trở lại."""
    from cchc.publish import report, run

    _require(config_file)
    with _bar("Quay về") as progress:
        wish = run.Wish(
            config_file, target, _key_file(key_file), _memory(config_file), keep, unlock=unlock, progress=progress
        )
        told = report.releases(run.kept(wish)) if listed else report.published(run.rollback(wish, release), target)
    click.echo(told)


@cchc.command()
@click.option("--out", type=click.Path(path_type=Path), help="Nơi để tệp khóa riêng.")
def key(out: Path | None) -> None:
    """Tạo khóa để ký bản kê của trang đăng lên mạng."""
    from cchc.publish import keys

    path = _key_file(out)
    if folder := keys.repository_of(path):
        raise click.UsageError(f"không để khóa riêng trong {folder}: ai chép thư mục ấy cũng có khóa. Chọn nơi khác")
    made = keys.make(path)
    click.echo(f"Đã tạo khóa riêng ở {path}. Chép dự phòng ra USB, không gửi cho ai, không đưa vào thư mục của trang.")
    click.echo(f"Thêm dòng này vào site_data/site.yml:\n\nsigning_key: {made.public}")


@cchc.command()
@click.argument("what", metavar="ĐỊA_CHỈ|THƯ_MỤC")
@_CONFIG
@click.option("--key", "public", metavar="KHÓA", help="Khóa công khai; mặc định signing_key trong site.yml.")
@click.option("--quick", is_flag=True, help="Hỏi máy chủ tệp nào đã đổi, không tải lại hết.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Cách in kết quả.")
def verify(what: str, config_file: Path, public: str | None, quick: bool, form: str) -> None:
    """So trang đang chạy với bản kê đã đăng.

    Tìm tệp bị sửa, bị mất, tệp lạ, liên kết và mã bị chèn, nội dung chỉ máy tìm kiếm thấy. Mã kết thúc: 0 đúng như
    đã đăng, 1 có báo động, 3 không mở được trang.
    """
    from cchc.publish import keys, report, verify

    public = public if public is not None else keys.declared(config_file.resolve().parent)
    if public and not keys.is_public(public):
        raise click.UsageError("khóa công khai phải có dạng ed25519:…, như `cchc key` đã in ra")
    with _bar("Kiểm trang") as progress:
        memory = _memory(config_file) if config_file.is_file() else None
        found = verify.verify(what, public, memory, quick, progress)
    click.echo(report.FORMATS[form](found))
    sys.exit(found.status)


def _built(config_file: Path, as_of: str | None) -> None:
    """Build before publishing; errors end it here."""
    from cchc.engine import run
    from cchc.engine.workspace import Wish

    with _bar("Dựng trang") as progress:
        done = run.build(Wish(config_file, as_of=_day(as_of), progress=progress))
    if not done.good:
        if done.report:
            click.echo(done.report, err=True)
        raise Refused("trang còn lỗi nên không đăng; bản đang chạy giữ nguyên", 1)


def _key_file(given: Path | None) -> Path:
    return given or Path(click.get_app_dir("cchc")) / "signing.key"


def _memory(config_file: Path) -> Path:
    return config_file.resolve().parent / ".cache" / "cchc" / "publish"


def main() -> None:
    """Entry point: wrong usage is explained in Vietnamese."""
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # a Windows code page may lack Vietnamese
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    plainly(lambda: cchc.main(standalone_mode=False))


def plainly(do: Callable[[], object]) -> None:
    """Do something and end the program; what goes wrong is told in Vietnamese."""
    try:
        sys.exit(do() or 0)  # type: ignore[arg-type]
    except click.exceptions.Abort:
        click.echo("Đã dừng.", err=True)
        sys.exit(130)
    except OSError as error:
        refusal = refused_by_system(error, Path.cwd())
        click.echo(f"Lỗi: {refusal}", err=True)
        sys.exit(refusal.status)
    except Refused as refusal:
        click.echo(f"Lỗi: {refusal}", err=True)
        sys.exit(refusal.status)
    except click.ClickException as error:
        click.echo(f"Lỗi: {_in_vietnamese(error)}", err=True)
        sys.exit(2)


def _in_vietnamese(error: click.ClickException) -> str:
    """click's own sentences are English; ours pass unchanged."""
    if isinstance(error, click.NoSuchOption):
        return f"không có tùy chọn {error.option_name}. Xem `cchc --help`."
    if isinstance(error, click.MissingParameter):
        names = error.param.opts if isinstance(error.param, click.Option) else [error.param and error.param.metavar]
        return f"thiếu {names[0]}. Xem `cchc --help`."
    if isinstance(error, click.BadParameter) and isinstance(getattr(error.param, "type", None), click.Choice):
        choices = ", ".join(error.param.type.choices)  # type: ignore[union-attr]
        return f"{error.param.human_readable_name} phải là một trong: {choices}."  # type: ignore[union-attr]
    if isinstance(error, click.BadParameter) and isinstance(getattr(error.param, "type", None), click.IntRange):
        return f"{error.param.opts[0]} phải là số từ {error.param.type.min} đến {error.param.type.max}."  # type: ignore[union-attr]
    if error.message.startswith("No such command"):
        return "không có lệnh này. Xem `cchc --help`."
    return error.message


def _explained(name: str) -> str:
    """What the manual says of a rule; an unknown name is refused with the nearest one and the list."""
    from cchc.checks import manual

    if rules := manual.meant(name.strip()):
        return "\n\n".join(map(manual.explain, rules))
    near = manual.nearest(name)
    guess = f"có phải “{near}”? " if near else ""
    listed = "\n".join(f"  {part.title}: {', '.join(rule.rule for rule in part.rules)}" for part in manual.sections())
    raise click.UsageError(f"không có quy tắc “{name}”. {guess}Các quy tắc:\n{listed}")


def _engine(config_file: Path) -> ModuleType:
    """MkDocs as a function, imported late: `--help` and wrong usage need not wait for it."""
    from cchc.engine import host

    _require(config_file)
    return host


def _require(config_file: Path) -> None:
    if not config_file.is_file():
        raise click.UsageError(f"không thấy {config_file}; chạy lệnh trong thư mục của trang, hoặc thêm --config")


@contextmanager
def _bar(label: str = "Dựng trang") -> Iterator[Callable[[int, int], None]]:
    """A progress bar that appears when work takes longer than a second, on a terminal only."""
    began = time.monotonic()
    bars: list[Any] = []

    def progress(done: int, total: int) -> None:
        if not bars and time.monotonic() - began > 1 and sys.stderr.isatty():
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr).__enter__())
        if bars:
            bars[0].update(done - bars[0].pos)

    try:
        yield progress
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def _day(value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.UsageError(f"không hiểu ngày {value}; viết năm-tháng-ngày, ví dụ 2024-12-31") from None
