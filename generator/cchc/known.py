"""What all kinds of fields rest on: closed choices, refusals in Vietnamese, and facts declared missing."""

import os
import re
from enum import StrEnum
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

T = TypeVar("T")

# Nobody else has a say in what a record is; to look for pydantic's plugins takes 10 ms, or 30 where much is installed.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
_GAP = re.compile(r"chưa có\s*\(\s*(\S.*)\)", re.IGNORECASE | re.DOTALL)


class Choice(StrEnum):
    """A closed list of values; each member is written as its slug and shown as its label."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


def refuse(rule: str, message: str, hint: str) -> PydanticCustomError:
    """The error a kind of field raises; braces in texts are doubled as pydantic formats them."""
    return PydanticCustomError(rule, message.replace("{", "(").replace("}", ")"), {"hint": hint})


class Gap(BaseModel):
    """A fact the unit does not have, declared as `chưa có (lý do)`: shown as such, and warned about."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    reason: str = Field(title="Lý do")


def _is_gap(value: Any) -> bool:
    return isinstance(value, Gap) or (isinstance(value, str) and value.casefold().startswith("chưa có"))


def no_gap(value: Any) -> Any:
    """The value, unless it declares missing what must be there: names, titles, summaries and other plain texts."""
    if isinstance(value, str) and value[:7].casefold() == "chưa có" and (len(value) == 7 or _GAP.fullmatch(value)):
        raise refuse("gap-refused", "mục này không nhận “chưa có”", "điền nội dung thật; mục không bắt buộc thì xóa đi")
    return value


def _gap(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    match = _GAP.fullmatch(value)
    if match is None and _GAP.match(value):  # of a list, whose dashes below became part of the text
        hint = "xóa chữ sau dấu đóng ngoặc, và các dòng lùi vào ngay bên dưới nếu có"
        raise refuse("gap-reason", "sau “chưa có (lý do)” còn chữ khác", hint)
    if match is None:
        raise refuse("gap-reason", "“chưa có” phải kèm lý do", "viết: chưa có (lý do)")
    return Gap(reason=match[1].strip())


def _not_empty(value: Any) -> Any:
    if value == []:
        raise refuse("missing", "danh sách trống", "điền ít nhất một ý, hoặc viết: chưa có (lý do)")
    return value


GAP_PATTERN = r"^[Cc]hưa có ?\(.+\)$"
_GAP_SCHEMA = WithJsonSchema({"type": "string", "pattern": GAP_PATTERN})
GapField = Annotated[Gap, BeforeValidator(_gap), _GAP_SCHEMA]
#: A value that must be given, or declared missing with its reason.
Known = Annotated[
    Annotated[T, Tag("value")] | Annotated[GapField, Tag("gap")],
    Discriminator(lambda value: "gap" if _is_gap(value) else "value"),
]
#: A list that must be given, or declared missing with its reason: an empty one would tell neither.
KnownList = Known[Annotated[tuple[T, ...], Field(min_length=1), BeforeValidator(_not_empty)]]
