"""What all commands share: help in Vietnamese, options, the site that is meant."""

import datetime as dt
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import click
from click.core import augment_usage_errors

from cchc.problems import FORMATS, Level

CONFIG = click.option(
    "--config",
    "config_file",
    default="mkdocs.yml",
    metavar="TỆP",
    type=click.Path(path_type=Path),
    help="Tệp mkdocs.yml của trang.",
)
AS_OF = click.option("--as-of", metavar="NGÀY", help="Coi ngày này là hôm nay, ví dụ 2024-12-31.")


class VietnameseHelp(click.Command):
    """Help in Vietnamese: click's own headings are English."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is wrong with the words of a command is known to be this command's."""
        with augment_usage_errors(ctx):
            return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """`Cách dùng:` line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cách dùng: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options under a Vietnamese heading."""
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [
            (names, words.replace("required]", "bắt buộc]"))
            for names, words in filter(None, (option.get_help_record(ctx) for option in options))
        ]
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


def load_engine(config_file: Path) -> ModuleType:
    """MkDocs as a function, imported late: `--help` and wrong usage need not wait for it."""
    from cchc.engine import host

    require(config_file)
    return host


def sound(site: Any, theme: Path, problems: list[Any]) -> tuple[Any, Path]:
    """The site and its theme, if nothing is wrong with it; else the errors are told."""
    wrong = [problem for problem in problems if problem.level is Level.ERROR]
    if site is None or wrong:
        click.echo(FORMATS["text"](wrong), err=True)
        sys.exit(1)
    return site, theme


def require(config_file: Path) -> None:
    """Raises UsageError when there is no such file."""
    if not config_file.is_file():
        raise click.UsageError(f"không thấy {config_file}; chạy lệnh trong thư mục của trang, hoặc thêm --config")


@contextmanager
def bar(label: str = "Dựng trang") -> Iterator[Callable[[int, int], None]]:
    """A progress bar that appears when work takes longer than a second, on a terminal only."""
    began = time.monotonic()
    bars: list[Any] = []

    def progress(done: int, total: int) -> None:
        if bars and done < bars[0].pos:  # another step of the work begins, which has its own total
            bars.pop().__exit__(None, None, None)
        if not bars and time.monotonic() - began > 1 and sys.stderr.isatty():
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr).__enter__())
        if bars:
            bars[0].update(done - bars[0].pos)

    try:
        yield progress
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def read_day(value: str | None) -> dt.date | None:
    """A day as --as-of and --log give it. Raises UsageError."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        local = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value)
        written = f"{local[3]}-{int(local[2]):02}-{int(local[1]):02}" if local else "năm-tháng-ngày, ví dụ 2024-12-31"
        raise click.UsageError(f"không hiểu ngày {value}; viết {written}") from None


def release_memory(config_file: Path) -> Path:
    """Where this computer keeps what it knows of releases of a site."""
    return config_file.resolve().parent / ".cache" / "cchc" / "publish"
