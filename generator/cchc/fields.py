"""Kinds of fields: what a written text may mean. The declared kind decides, never YAML.

Every kind is a pydantic annotation. A kind refuses with `PydanticCustomError(rule, message, {"hint": ...})`
in Vietnamese; everything else pydantic refuses is put into words by `schema`.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from cchc.disguise import is_disguised
from cchc.known import no_gap, refuse
from cchc.text import VIETNAM, long_date, slug

_FIRST_YEAR, _LAST_YEAR = 1945, 2100  # of the State whose papers and news these are
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LOCAL_DAY = re.compile(
    r"(?:ngày )?(?P<d>\d{1,2})(?:[/.–-]| tháng )(?P<m>\d{1,2})(?:[/.–-]| năm )(?P<y>\d{4}|\d\d)", re.IGNORECASE
)
_SHEET_DAY = re.compile(r"[34567]\d{4}")  # days since 1900, as spreadsheets count them: 45859
_LIKE_OURS = re.compile(r"[“”\"']?(?P<y>\d{4})[/.–-](?P<m>\d{1,2})[/.–-](?P<d>\d{1,2})[“”\"']?")
_CLOCK = r"(\d{1,2})[:hg](\d{2})?(?::\d{2})?(?:\+07:00)?"
_PHONE = re.compile(r"0\d{9,10}|1(8|9)00\d{4,6}|1\d{2,3}")  # fixed and mobile, 1800/1900, services such as 1022
_PLACEHOLDER = re.compile(r"(\d)\1{5,}|(123){2}|12345|x{2,}|0{4}\d|^0{4}|1[89]000{4}", re.IGNORECASE)


def _one_line(value: Any) -> Any:
    return no_gap(" ".join(value.split())) if isinstance(value, str) else value


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if match := _DAY.fullmatch(value):
        year, month, day = (int(part) for part in match.groups())
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise refuse("date", f"năm {year} không hợp lý", "xem lại năm, gồm bốn chữ số, ví dụ 2024-12-31")
        try:
            return dt.date(year, month, day)
        except ValueError:
            missing = f"ngày {day:02d}/{month:02d}/{year}" if 1 <= month <= 12 else f"tháng {month}"
            raise refuse("date", f"không có {missing}", "xem lại ngày và tháng") from None
    hint = "viết năm-tháng-ngày, ví dụ 2024-12-31"
    without_clock = re.sub(rf"[T ]+{_CLOCK}\Z", "", value)  # which cells of a spreadsheet may have
    if match := _LOCAL_DAY.fullmatch(without_clock) or _LIKE_OURS.fullmatch(without_clock):
        written = f"20{match['y']}"[-4:] + f"-{int(match['m']):02d}-{int(match['d']):02d}"
        _day(written)  # a day that does not exist is told as such
        hint = f"viết {written}"
    elif _SHEET_DAY.fullmatch(value):
        told = dt.date(1899, 12, 30) + dt.timedelta(days=int(value))
        hint = f"bảng tính để ngày ở dạng số: nếu đúng là ngày {long_date(told)} thì viết {told}"
    raise refuse("date", f"không hiểu ngày “{value}”", hint)


def _moment(value: Any) -> Any:
    """A day, or a day with an hour: `2024-09-30` or `2024-09-30 08:15` (Asia/Ho_Chi_Minh)."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(rf"(\S{{8,10}})[T ]+{_CLOCK}", value)
    first, _, rest = value.replace("T", " ").partition(" ")
    if match is None and rest and _DAY.fullmatch(first):
        raise refuse("date", f"không hiểu giờ “{rest}”", f"viết giờ:phút sau ngày, ví dụ {first} 08:30")
    day = _day(match[1] if match else value)
    hour, minute = (int(match[2]), int(match[3] or 0)) if match else (0, 0)
    if hour > 23 or minute > 59:
        raise refuse("date", f"không có giờ {hour:02}:{minute:02}", "viết giờ:phút từ 00:00 đến 23:59")
    clock = dt.time(hour, minute)
    return dt.datetime.combine(day, clock, tzinfo=VIETNAM)


def _clock(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(\d{1,2})[:hg](\d{2})?", value)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise refuse("time", f"không hiểu giờ “{value}”", "viết giờ:phút, ví dụ 07:30")
    return dt.time(int(match[1]), int(match[2] or 0))


def _phone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    bare = re.sub(r"[\s.()‐-–-]", "", value)  # Word makes longer dashes of the short one
    digits = re.sub(r"^\+84", "0", bare)
    if _PLACEHOLDER.search(bare):
        raise refuse(
            "placeholder-phone",
            f"“{value}” là số giữ chỗ, không phải số thật",
            "điền số thật, hoặc viết: chưa có (lý do)",
        )
    if not _PHONE.fullmatch(digits):
        raise refuse(
            "phone",
            f"“{value}” không phải số điện thoại",
            "viết một số, không kèm chữ, bắt đầu bằng 0: di động 10 số, cố định 10–11 số kèm mã vùng; hoặc 1800/1900",
        )
    return digits


def _url(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"https?://[^\s/$.?#<>\"'][^\s<>\"']*\.[^\s<>\"']+", value) or "---" in value:
        raise refuse("url", f"“{value}” không phải địa chỉ trang", "chép cả địa chỉ, bắt đầu bằng https://")
    if is_disguised(value):
        raise refuse("url", f"“{value}” giả dạng một địa chỉ khác", "gõ lại địa chỉ bằng tay, không dùng ký tự lạ và @")
    return value


def _email(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", value):
        hint = "viết một địa chỉ, không dấu cách, không chữ nào khác, ví dụ ubnd.xa@tinh.gov.vn"
        raise refuse("email", f"“{value}” không phải địa chỉ thư điện tử", hint)
    return value


def _count(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    digits = value.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", value) else value
    if not re.fullmatch(r"\d{1,15}", digits):
        hint = "viết số nguyên, không kèm chữ, ví dụ 459 hoặc 12.000"
        if re.fullmatch(r"\d{1,3}([, ]\d{3})+", value):
            hint = f"viết {re.sub('[, ]', '', value)}"
        raise refuse("count", f"“{value}” không phải số đếm", hint)
    return int(digits)


def _figure(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", value):  # thousands to a reader, decimals to a machine
        whole = value.replace(".", "")
        raise refuse("figure", f"“{value}” hiểu được hai cách", f"viết {whole}; số lẻ thì dùng dấu phẩy")
    if not re.fullmatch(r"-?\d{1,12}([.,]\d{1,6})?", value):
        hint = "chỉ viết số, không kèm đơn vị hay chữ, ví dụ 86,45"
        if match := re.fullmatch(r"([1-9]\d{0,2}(?:\.\d{3})+)(,\d+)|([1-9]\d{0,2}(?:,\d{3})+)(\.\d+)", value):
            whole, rest = match[1] or match[3], match[2] or match[4]
            hint = f"viết {re.sub('[.,]', '', whole)},{rest[1:]}"
        raise refuse("figure", f"“{value}” không phải một con số", hint)
    return Decimal(value.replace(",", "."))


def _yes_no(value: Any) -> Any:
    if isinstance(value, str):
        answer = {"có": True, "không": False}.get(value.lower())
        if answer is None:
            raise refuse("yes-no", f"không hiểu “{value}”", "viết có hoặc không")
        return answer
    return value


def _slug(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        hint = f"chỉ dùng chữ thường không dấu, số và gạch nối, ví dụ {slug(value) or 'mot-cua'}"
        raise refuse("slug", f"“{value}” không dùng làm mã được", hint)
    return value


def _site_path(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\w[^:\\]*(\\[^:\\]+)+", value):
        hint = f"viết {value.replace(chr(92), '/')}"
        raise refuse("site-path", f"“{value}” có dấu \\, không phải dấu /", hint)
    if isinstance(value, str) and (
        value.startswith(("/", "\\", "~")) or ":" in value or "\\" in value or ".." in value.split("/")
    ):
        raise refuse("site-path", f"“{value}” không nằm trong thư mục content", "viết đường dẫn tính từ content/")
    return value


#: One line of text, at most 300 characters.
Line = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=300)]
#: Text of any length; paragraphs are separated by an empty line. No markup.
Text = Annotated[str, BeforeValidator(no_gap), StringConstraints(min_length=1, max_length=20_000)]
Slug = Annotated[str, BeforeValidator(_slug), StringConstraints(max_length=100)]
Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": _DAY.pattern})]
Moment = Annotated[
    dt.datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^{_DAY.pattern}([T ]+\d{{1,2}}[:hg](\d{{2}})?(:\d{{2}})?(\+07:00)?)?$"}
    ),
]
Clock = Annotated[
    dt.time,
    BeforeValidator(_clock),
    PlainSerializer(lambda t: f"{t:%H:%M}"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}[:hg](\d{2})?$"}),
]
Phone = Annotated[str, BeforeValidator(_phone)]
Url = Annotated[str, BeforeValidator(_url), StringConstraints(max_length=1000)]
Email = Annotated[str, BeforeValidator(_email)]
# Limits stand before what reads a text, or JSON Schema would have them by names that it does not know.
#: A whole number from 0; `12.000` is twelve thousand.
Count = Annotated[int, Field(ge=0), BeforeValidator(_count)]
#: How often something recurs; each time is a row, so that a slip of the finger must not make millions.
Times = Annotated[int, Field(ge=0, le=999), BeforeValidator(_count)]
#: An amount of money in đồng.
Amount = Annotated[int, Field(ge=0, le=10**13), BeforeValidator(_count)]
#: A decimal number; comma or dot before the decimals.
Figure = Annotated[Decimal, BeforeValidator(_figure), WithJsonSchema({"type": ["number", "string"]})]
#: A part of a whole in percent.
Share = Annotated[
    Decimal,
    BeforeValidator(_figure),
    Field(ge=0, le=100),
    WithJsonSchema({"type": ["number", "string"], "minimum": 0, "maximum": 100}),
]
Year = Annotated[int, Field(ge=_FIRST_YEAR, le=_LAST_YEAR), BeforeValidator(_count)]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["có", "không"]})]
#: A file below content/, with forward slashes.
SitePath = Annotated[str, BeforeValidator(_site_path), StringConstraints(min_length=1, max_length=300)]
