"""Taking over what offices have already: Word files, spreadsheets."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from cchc import text
from cchc.cli.base import CONFIG, VietnameseHelp, load_engine, read_day
from cchc.problems import FORMATS, Level, Problem, Refused, arrange

_OTHERS = {
    ".doc": "mở bằng Word, chọn Lưu thành… .docx, rồi nhập tệp .docx",
    ".odt": "mở bằng LibreOffice Writer, chọn Lưu thành… .docx, rồi nhập tệp .docx",
    ".rtf": "mở bằng Word, chọn Lưu thành… .docx, rồi nhập tệp .docx",
    ".pdf": "nhập tệp Word đã soạn ra nó; chỉ có PDF thì mở bằng Word, lưu thành .docx, đọc lại thật kỹ",
}
_MANY = 5  # files told by name
_MAY_COME = "unknown-reference"  # the record that another names may be among those that come


@click.command(cls=VietnameseHelp, name="import")
@click.argument("files", metavar="TỆP…", nargs=-1, type=click.Path(path_type=Path))
@CONFIG
@click.option("--type", "kind", metavar="LOẠI", help="Bảng tính ghi loại gì, như ở `cchc new`; không ghi thì máy đoán.")
@click.option("--columns", metavar="LOẠI", help="Chỉ kể các cột mà bảng tính của loại ấy có thể có.")
@click.option("--category", metavar="MÃ", default="", help="Chuyên mục của tin lấy từ tệp Word.")
@click.option("--date", "day", metavar="NGÀY", help="Ngày đăng tin; mặc định hôm nay.")
def take(
    files: tuple[Path, ...], config_file: Path, kind: str | None, columns: str | None, category: str, day: str | None
) -> None:
    """Lấy tin từ tệp Word, bản ghi từ bảng tính.

    TỆP: .docx thành một tin để sửa tiếp; .xlsx, .xls, .ods, .csv thành bản ghi, mỗi dòng một bản ghi, mỗi cột một mục
    gọi theo tên tiếng Việt của nó. Không ghi đè tệp nào. Bảng tính có lỗi thì máy chỉ ô sai và chưa ghi gì.
    """
    if columns is not None:
        from cchc.importing import records

        click.echo(records.explained(_type(columns)))
        return
    if not files:
        raise click.UsageError("viết tên tệp cần nhập, hoặc --columns LOẠI")
    on = read_day(day) or text.today()
    good = [_taken(file, config_file, kind, category, on) for file in files]
    if any(good):
        click.echo("Chạy: cchc check")
    sys.exit(0 if all(good) else 1)


def _taken(file: Path, config_file: Path, kind: str | None, category: str, day: dt.date) -> bool:
    """Whether a file was taken over; what is wrong with one keeps nobody from the others."""
    try:
        if file.suffix.lower() == ".docx":
            _take_word(file, config_file, category, day)
            return True
        return _take_sheet(file, config_file, kind, day)
    except Refused as refusal:
        click.echo(f"Lỗi: {refusal}", err=True)
        return False


def _content(file: Path) -> bytes:
    if advice := _OTHERS.get(file.suffix.lower()):
        raise Refused(f"chưa đọc được tệp {file.suffix}: {advice}")
    if not file.is_file():
        raise Refused(f"không thấy tệp {file}")
    if file.name.startswith("~$"):
        raise Refused(f"{file} là tệp tạm của Word, Excel; chọn tệp không có ~$ ở đầu tên")
    return file.read_bytes()


def _take_word(file: Path, config_file: Path, category: str, day: dt.date) -> None:
    from cchc.checks import check_article
    from cchc.importing import article
    from cchc.load import article as read_article

    content = load_engine(config_file).content_folder(config_file)
    root = config_file.resolve().parent
    made = article.draft(_content(file), file.name, content, day, category)
    article.write(made, content)
    entry, problems = read_article(root, made.path.relative_to(root).as_posix())
    _tell([*problems, *(check_article(entry) if entry else ())])
    click.echo(f"Đã tạo {made.path}" + (f", {len(made.pictures)} hình" if made.pictures else ""))
    for line in made.told:
        click.echo(f"  {line}")
    click.echo("  Đọc lại cả bài, điền mục còn trống, tả từng hình.")


def _take_sheet(file: Path, config_file: Path, kind: str | None, day: dt.date) -> bool:
    from cchc.importing import filing, records, spreadsheet

    suffixes = (*spreadsheet.BOOKS, *spreadsheet.LISTS)
    data = _content(file)
    if file.suffix.lower() not in suffixes:
        raise Refused(f"không nhập được {file.name}; nhập được .docx và {', '.join(suffixes)}")
    engine = load_engine(config_file)
    site, _, problems = engine.records(config_file, None)
    errors = [found for found in problems if found.level is Level.ERROR and found.rule != _MAY_COME]
    if site is None or errors:
        _tell(errors)
        click.echo(f"Chưa ghi gì từ {file.name}: sửa các lỗi trên của trang rồi chạy lại.", err=True)
        return False
    found = records.table(spreadsheet.read(data, file.name), _type(kind) if kind else None, file.name)
    read = records.read(found, file.name, day)
    sorted_out = filing.sort_out(site, found, read, file.name)
    wrong = [*read.problems, *sorted_out.problems]
    _tell([*wrong, *records.unknown_columns(found, file.name), *records.hidden_columns(found, file.name)])
    if wrong:
        click.echo(f"Chưa ghi gì từ {file.name}: sửa các ô trên rồi chạy lại.", err=True)
        return False
    written = list(filing.write(sorted_out, site, engine.content_folder(config_file), file.name))
    places = ", ".join(written[:_MANY]) + (" …" if len(written) > _MANY else "")
    added = (
        f"Đã thêm {len(sorted_out.new)} mục ({found.kind.label.lower()}) vào {places}"
        if written
        else "Không có mục mới"
    )
    click.echo(added + (f"; {sorted_out.known} mục đã có từ trước" if sorted_out.known else ""))
    return True


def _type(name: str) -> Any:
    from cchc.importing.records import importable

    types = {one.key: one for one in importable()}
    if name not in types:
        from cchc.drafts import which_type

        raise Refused(f"không nhập được loại “{name}” từ bảng tính; {which_type(name, types.values())}")
    return types[name]


def _tell(problems: list[Problem]) -> None:
    if problems:
        click.echo(FORMATS["text"](arrange(problems)), err=True)


COMMANDS = (take,)
