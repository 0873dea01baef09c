"""Commands about the site as it is written: check, build, look at it, begin new files, papers on the wall."""

import errno
import gc
import ipaddress
import socket
import sys
from dataclasses import replace
from pathlib import Path

import click

from cchc import text
from cchc.cli.base import AS_OF, CONFIG, VietnameseHelp, bar, load_engine, read_day, release_memory, require, sound
from cchc.problems import FORMATS, Level, Refused, arrange, has_errors, tally


@click.command(cls=VietnameseHelp)
@CONFIG
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="Cách in kết quả.")
@click.option("--errors", is_flag=True, help="Chỉ in lỗi, không in cảnh báo, lưu ý.")
@click.option("--explain", metavar="MÃ", help="Giải thích một quy tắc, ví dụ typo hoặc Q05; không kiểm tra gì.")
@AS_OF
def check(config_file: Path, form: str, errors: bool, explain: str | None, as_of: str | None) -> None:
    """Kiểm tra mọi tệp dữ liệu và tin, bài; không dựng trang."""
    if explain is not None:
        click.echo(_explained(explain))
        return
    from cchc.publish import former

    site, _, problems = load_engine(config_file).whole_site(config_file, read_day(as_of))
    dying = former.dying(site, release_memory(config_file)) if site is not None else ()
    problems = arrange([*problems, *dying])
    shown = [problem for problem in problems if problem.level is Level.ERROR or not errors]
    if form == "github":  # which shows them beside lines of the repository, and one may have many sites
        shown = [replace(problem, path=(config_file.parent / problem.path).as_posix()) for problem in shown]
    if shown or form == "json":
        click.echo(FORMATS[form](shown))
    if form == "text":
        click.echo(tally(problems), err=True)
    sys.exit(1 if has_errors(problems) else 0)


@click.command(cls=VietnameseHelp)
@CONFIG
@click.option(
    "--out", metavar="THƯ-MỤC", type=click.Path(path_type=Path), help="Thư mục đặt trang; mặc định theo mkdocs.yml."
)
@click.option(
    "--cache",
    metavar="THƯ-MỤC",
    type=click.Path(path_type=Path),
    help="Thư mục ghi nhớ; mặc định .cache/cchc cạnh mkdocs.yml.",
)
@click.option("--no-cache", is_flag=True, help="Dựng lại từ đầu, không ghi nhớ gì.")
@click.option("--strict", is_flag=True, help="Coi cảnh báo của MkDocs là lỗi.")
@AS_OF
def build(
    config_file: Path, out: Path | None, cache: Path | None, no_cache: bool, strict: bool, as_of: str | None
) -> None:
    """Dựng trang: chỉ làm lại những gì đã đổi."""
    gc.disable()  # a build is short, and keeps nearly all it makes
    from cchc.engine import run
    from cchc.engine.workspace import Wish

    require(config_file)
    place = out.resolve() if out else None
    with bar() as progress:
        wish = Wish(config_file, place, cache, not no_cache, strict, read_day(as_of), progress)
        done = run.build(wish)
    if done.report:
        click.echo(done.report, err=True)
    if not done.good:
        sys.exit(1)
    what = f"{done.changed} tệp thay đổi" if done.changed else "không có gì thay đổi"
    click.echo(f"Đã dựng {done.pages} trang vào {done.out} ({what})")


@click.command(cls=VietnameseHelp)
@CONFIG
@click.option("--address", metavar="ĐỊA_CHỈ", default="127.0.0.1:8000", help="Địa chỉ để xem thử trên máy này.")
def serve(config_file: Path, address: str) -> None:
    """Xem thử trang trên máy này; sửa tệp nào, trang tự dựng lại."""
    from cchc.presence import SERVE, working

    _refuse_taken(address)
    engine = load_engine(config_file)
    with working(config_file.resolve().parent, SERVE):
        done = engine.serve(config_file, address)
    if not done:
        sys.exit(1)


def _refuse_taken(address: str) -> None:
    """Raise UsageError for what is no address of a machine and a port, Refused where another program is there."""
    host, _, port = address.rpartition(":")
    try:
        machine = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
        family = socket.AF_INET6 if machine.version == 6 else socket.AF_INET
        socket.create_server((str(machine), int(port)), family=family).close()
    except (ValueError, OverflowError):
        example = "viết như 127.0.0.1:8001 (địa chỉ IP của máy này, dấu hai chấm, cổng)"
        raise click.UsageError(f"không hiểu địa chỉ {address}; {example}") from None
    except OSError as error:
        why = "một chương trình khác đang dùng, có thể là cửa sổ `cchc serve` còn mở"
        why = why if error.errno == errno.EADDRINUSE else "máy này không cho dùng"
        raise Refused(f"không xem thử ở {address} được: {why}. Thử thêm --address 127.0.0.1:8001", 3) from None


@click.command(cls=VietnameseHelp)
@CONFIG
@click.option(
    "--out", metavar="THƯ-MỤC", type=click.Path(path_type=Path), required=True, help="Thư mục mới để đặt các trang."
)
@AS_OF
def pages(config_file: Path, out: Path, as_of: str | None) -> None:
    """Ghi mọi trang thành tệp Markdown thường, để MkDocs bất kỳ dựng được."""
    engine = load_engine(config_file)
    if out.exists() and any(out.iterdir()):
        raise click.UsageError(f"thư mục {out} không trống")
    count, problems = engine.write_pages(config_file, out, read_day(as_of))
    if not count:
        click.echo(FORMATS["text"](problems), err=True)
        sys.exit(1)
    click.echo(f"Đã ghi {count} trang vào {out}")


class NewCommand(VietnameseHelp):
    """Names the content types in its help; they are imported only then."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help with the list of types."""
        from cchc.drafts import types_in_words
        from cchc.model.registry import TYPES

        self.help = (
            "Tạo tệp mới đã ghi sẵn mọi mục. TÊN: tên tệp không dấu, hoặc tên có dấu đặt trong ngoặc kép.\n\n"
            f"LOẠI: {types_in_words(TYPES)}."
        )
        super().format_help_text(ctx, formatter)


@click.command(cls=NewCommand, short_help="Tạo tệp mới đã ghi sẵn mọi mục.")
@click.argument("kind", metavar="LOẠI")
@click.argument("name", metavar="TÊN")
@CONFIG
def new(kind: str, name: str, config_file: Path) -> None:
    """Write the blank form of a content type where such records belong."""
    from cchc import drafts

    content = load_engine(config_file).content_folder(config_file)
    path, more = drafts.write_form(kind, name, config_file.resolve().parent, content, text.today())
    what = "Đã thêm một mục vào cuối" if more else "Đã tạo"
    click.echo(f"{what} {path}. Mở ra điền, rồi chạy: cchc check")


@click.command(cls=VietnameseHelp)
@CONFIG
def schema(config_file: Path) -> None:
    """Ghi lại lược đồ JSON cho trình soạn thảo (site_data/.schema/)."""
    from cchc import drafts

    require(config_file)
    for path in drafts.write_schemas(config_file.resolve().parent):
        click.echo(str(path))


@click.command(cls=VietnameseHelp)
@CONFIG
@click.option("--printed", metavar="TÊN", help="Ghi rằng đã in tờ này: mã thủ tục hoặc địa chỉ bản in.")
@click.option("--at", "place", metavar="NƠI", help="Tờ vừa in treo ở đâu; đi cùng --printed.")
@click.option("--stamp", metavar="SỐ", help="“Bản in số” ở chân tờ giấy; không ghi thì lấy số hiện nay.")
@AS_OF
def sheets(config_file: Path, printed: str | None, place: str | None, stamp: str | None, as_of: str | None) -> None:
    """Liệt kê các bản in để treo; cho biết tờ nào đang treo đã cũ."""
    from cchc import printing

    if (printed is None) != (place is None):
        raise click.UsageError('viết cả hai: --printed TÊN --at "Nơi treo"')
    site, theme = sound(*load_engine(config_file).records(config_file, read_day(as_of)))
    found = printing.current_sheets(site, theme)
    if printed is not None and place is not None:
        sheet = printing.meant(printed, found)
        printing.write_down(site, sheet, stamp or sheet.stamp, place, text.today())
        click.echo(f"Đã ghi vào {printing.FILE}: “{sheet.title}”, bản in số {stamp or sheet.stamp}, treo ở {place}")
        return
    papers = list(printing.papers(site, found))
    click.echo(printing.told(site, found.values(), papers))
    sys.exit(1 if any(paper.standing is not printing.Standing.CURRENT for paper in papers) else 0)


def _explained(name: str) -> str:
    """What the manual says of a rule; an unknown name is refused with the nearest one and the list."""
    from cchc.checks import manual

    if rules := manual.meant(name.strip()):
        return "\n\n".join(map(manual.explain, rules))
    near = manual.nearest(name)
    guess = f"có phải “{near}”? " if near else ""
    listed = "\n".join(f"  {part.title}: {', '.join(rule.rule for rule in part.rules)}" for part in manual.sections())
    raise click.UsageError(f"không có quy tắc “{name}”. {guess}Các quy tắc:\n{listed}")


@click.command(cls=VietnameseHelp)
@click.argument("name", metavar="TÊN", required=False)
@click.option("--list", "shown", is_flag=True, help="Chỉ liệt kê những gì trong thùng rác.")
@CONFIG
def trash(name: str | None, shown: bool, config_file: Path) -> None:
    """Bỏ một tệp vào thùng rác thay vì xóa; lấy lại bằng `cchc restore`.

    TÊN là đường dẫn của tệp tính từ thư mục của trang, hoặc tên tệp, có hay không có đuôi.
    """
    from cchc import trash as bin_
    from cchc.presence import working

    if shown == (name is not None):
        raise click.UsageError("viết TÊN tệp cần bỏ, hoặc --list")
    root = config_file.resolve().parent
    if name is None:
        lines = [f"{day}  {file}" for day, file in bin_.listed(root)]
        click.echo("\n".join(lines) or "Thùng rác trống.")
        return
    content = load_engine(config_file).content_folder(config_file)
    with working(root):
        file, place = bin_.discard(root, (content.name, "site_data"), name, text.today())
    click.echo(f"Đã bỏ {file} vào {place.relative_to(root).as_posix()}. Lấy lại: cchc restore {file}")
    click.echo("Trang ấy đã công bố thì chạy cchc check: máy kể địa chỉ sẽ mất, để ghi vào site_data/redirects.yml.")


@click.command(cls=VietnameseHelp)
@click.argument("name", metavar="TÊN")
@CONFIG
def restore(name: str, config_file: Path) -> None:
    """Lấy một tệp từ thùng rác về chỗ cũ."""
    from cchc import trash as bin_
    from cchc.presence import working

    require(config_file)
    root = config_file.resolve().parent
    with working(root):
        file, _ = bin_.restore(root, name)
    click.echo(f"Đã đưa {file} về chỗ cũ. Chạy: cchc check")


COMMANDS = (check, build, serve, pages, new, trash, restore, schema, sheets)
