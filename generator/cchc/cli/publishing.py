"""Commands about the site as visitors get it."""

import sys
from pathlib import Path

import click

from cchc.cli.base import AS_OF, CONFIG, VietnameseHelp, bar, read_day, release_memory, require
from cchc.problems import Refused

_KEY = click.option(
    "--key-file",
    metavar="TỆP",
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


@click.command(cls=VietnameseHelp)
@click.argument("target", metavar="NƠI")
@CONFIG
@click.option("--no-build", is_flag=True, help="Không dựng lại; đăng bản dựng đạt gần nhất.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ thay đổi gì; không gửi gì.")
@_KEEP
@click.option("--all", "again", is_flag=True, help="Gửi lại mọi tệp, kể cả tệp không đổi.")
@click.option("--remove-now", is_flag=True, help="Xóa ngay tệp không còn nữa (S3, WebDAV mặc định xóa ở lần đăng sau).")
@click.option("--replace", is_flag=True, help="Đăng đè lên bản máy khác đăng, hoặc trang của chương trình khác.")
@_UNLOCK
@_KEY
@AS_OF
def publish(
    target: str,
    config_file: Path,
    no_build: bool,
    dry_run: bool,
    keep: int,
    again: bool,
    remove_now: bool,
    replace: bool,
    unlock: bool,
    key_file: Path | None,
    as_of: str | None,
) -> None:
    """Dựng trang rồi đưa lên mạng. NƠI: thư mục, sftp://…, s3://… hoặc davs://…"""
    from cchc.publish import report, run
    from cchc.publish.own import refuse_own
    from cchc.publish.target import parse

    require(config_file)
    refuse_own(parse(target), config_file)  # wrong usage is told before a long build
    if not no_build:
        _built(config_file, as_of)
    with bar("Đăng trang") as progress:
        wish = run.Wish(
            config_file,
            target,
            _key_file(key_file),
            release_memory(config_file),
            keep,
            again,
            remove_now,
            unlock,
            replace,
            progress,
        )
        told = report.dry_run(*run.compare(wish)) if dry_run else report.published(run.publish(wish), target)
    click.echo(told)


@click.command(cls=VietnameseHelp)
@click.argument("target", metavar="NƠI")
@CONFIG
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

    require(config_file)
    with bar("Quay về") as progress:
        wish = run.Wish(
            config_file,
            target,
            _key_file(key_file),
            release_memory(config_file),
            keep,
            unlock=unlock,
            progress=progress,
        )
        told = report.releases(run.kept(wish)) if listed else report.published(run.rollback(wish, release), target)
    click.echo(told)


@click.command(cls=VietnameseHelp)
@click.option("--out", metavar="TỆP", type=click.Path(path_type=Path), help="Nơi để tệp khóa riêng.")
def key(out: Path | None) -> None:
    """Tạo khóa để ký bản kê của trang đăng lên mạng."""
    from cchc.publish import keys

    path = _key_file(out)
    if folder := keys.repository_of(path):
        raise click.UsageError(f"không để khóa riêng trong {folder}: ai chép thư mục ấy cũng có khóa. Chọn nơi khác")
    made = keys.make(path)
    click.echo(f"Đã tạo khóa riêng ở {path}. Chép dự phòng ra USB, không gửi cho ai, không đưa vào thư mục của trang.")
    click.echo(f"Thêm dòng này vào site_data/site.yml:\n\nsigning_key: {made.public}")


@click.command(cls=VietnameseHelp)
@click.argument("what", metavar="ĐỊA_CHỈ|THƯ_MỤC")
@CONFIG
@click.option("--key", "public", metavar="KHÓA", help="Khóa công khai; mặc định signing_key trong site.yml.")
@click.option("--quick", is_flag=True, help="Hỏi máy chủ tệp nào đã đổi, không tải lại hết.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Cách in kết quả.")
def verify(what: str, config_file: Path, public: str | None, quick: bool, form: str) -> None:
    """So trang đang chạy với bản kê đã đăng.

    Tìm tệp bị sửa, bị mất, tệp lạ, liên kết và mã bị chèn, nội dung chỉ máy tìm kiếm thấy. Mã kết thúc: 0 đúng như
    đã đăng, 1 có báo động, 3 không mở được trang.
    """
    from cchc.publish import keys, own, report, verify

    if config_file.is_file() and not verify.is_address(what) and own.own_folder(Path(what), config_file):
        raise click.UsageError(
            f"{what} là thư mục của chính trang này, không phải nơi đăng; viết nơi đăng, hoặc https://…"
        )
    public = public if public is not None else keys.declared(config_file.resolve().parent)
    if public and not keys.is_public(public):
        raise click.UsageError("khóa công khai phải có dạng ed25519:…, như `cchc key` đã in ra")
    with bar("Kiểm trang") as progress:
        memory = release_memory(config_file) if config_file.is_file() else None
        found = verify.verify(what, public, memory, quick, progress)
    click.echo(report.FORMATS[form](found))
    sys.exit(found.status)


def _built(config_file: Path, as_of: str | None) -> None:
    """Build before publishing; errors end it here."""
    from cchc.engine import run
    from cchc.engine.workspace import Wish

    with bar("Dựng trang") as progress:
        done = run.build(Wish(config_file, as_of=read_day(as_of), progress=progress))
    if not done.good:
        if done.report:
            click.echo(done.report, err=True)
        raise Refused("trang còn lỗi nên không đăng; bản đang chạy giữ nguyên", 1)


def _key_file(given: Path | None) -> Path:
    return given or Path(click.get_app_dir("cchc")) / "signing.key"


COMMANDS = (publish, rollback, key, verify)
