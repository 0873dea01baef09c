"""Wrong usage in Vietnamese: click's own sentences are English, ours pass unchanged."""

import re

import click

_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


def in_vietnamese(error: click.ClickException) -> str:
    """What is wrong with a command as it was typed, and how to type it."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = f"cchc {context.command.name}" if context is not None and context.parent is not None else "cchc"
    see = f"Xem `{command} --help`."
    if isinstance(error, click.NoSuchOption):
        near = f"; có phải {error.possibilities[0]}?" if error.possibilities else "."
        return f"không có tùy chọn {error.option_name}{near} {see}"
    if isinstance(error, click.BadOptionUsage):
        if "does not take a value" in error.message:
            return f"{error.option_name} không nhận giá trị: bỏ dấu = và phần sau nó. {see}"
        return f"thiếu giá trị sau {error.option_name}. {see}"
    if isinstance(error, click.MissingParameter):
        return f"thiếu {_name(error.param)}. {see}"
    if isinstance(error, click.BadParameter):
        return _refused(error.param, see)
    if extra := _EXTRA.match(error.message):
        return _too_many(extra[1], context, see)
    if error.message.startswith("No such command"):
        return "không có lệnh này. Xem `cchc --help`."
    return error.message


def _name(param: click.Parameter | None) -> str:
    """A parameter as people type it: --format, TÊN."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (param.metavar or param.name or "") if param is not None else "giá trị"


def _refused(param: click.Parameter | None, see: str) -> str:
    kind = param.type if param is not None else None
    if isinstance(kind, click.Choice):
        return f"{_name(param)} phải là một trong: {', '.join(map(str, kind.choices))}."
    if isinstance(kind, click.IntRange):
        return f"{_name(param)} phải là số từ {kind.min} đến {kind.max}."
    return f"giá trị của {_name(param)} không dùng được. {see}"


def _too_many(extra: str, context: click.Context | None, see: str) -> str:
    """More words than the command takes: mostly a name with spaces, of which the shell makes several words."""
    names = [param for param in context.command.params if isinstance(param, click.Argument)] if context else []
    if not context or not names:
        return f"thừa “{extra}”: lệnh này không nhận tên nào. {see}"
    first = context.params.get(names[-1].name or "")
    return f'thừa “{extra}”: tên có dấu cách phải đặt trong ngoặc kép, ví dụ "{first} {extra}". {see}'
