"""The command line. Exit status: 0 done, 1 problems in the data, 2 wrong usage, 3 could not reach something."""

import gc
import io
import sys
from collections.abc import Callable
from pathlib import Path

import click

from cchc.cli import evidence, intake, portal, publishing, site
from cchc.cli.base import VietnameseGroup
from cchc.cli.usage import in_vietnamese
from cchc.problems import Refused, refused_by_system

_INSTALL = "python -m pip install --require-hashes -r requirements.lock"


@click.group(cls=VietnameseGroup, name="cchc")
@click.version_option(package_name="cchc", message="cchc %(version)s", help="Hiện phiên bản.")
def cchc() -> None:
    """Trang cải cách hành chính của xã, phường: kiểm tra dữ liệu và dựng trang."""


for command in (*site.COMMANDS, *intake.COMMANDS, *evidence.COMMANDS, *publishing.COMMANDS, *portal.COMMANDS):
    cchc.add_command(command)


def main() -> None:
    """Entry point: wrong usage is explained in Vietnamese."""
    for stream in (sys.stdout, sys.stderr):  # a Windows code page may lack Vietnamese
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # names of files that are no text either
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
    except ModuleNotFoundError as error:  # after an upgrade: the program is new, what it needs was not installed
        if (error.name or "cchc").partition(".")[0] == "cchc":
            raise
        click.echo(f"Lỗi: máy này thiếu thư viện {error.name} mà bản này của cchc cần; cài lại: {_INSTALL}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"Lỗi: {in_vietnamese(error)}", err=True)
        sys.exit(2)
    finally:
        gc.freeze()  # the program ends: what is in memory is not looked through once more (a fifth of a second)
