"""Text as it is read aloud: numbers, days, phones and abbreviations in words (spoken.yml). Pure functions."""

import re
from functools import cache
from pathlib import Path

from cchc import symbols
from cchc.data_files import data_file
from cchc.fields import Line
from cchc.schema import Record

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_NUMBER = r"\d{1,3}(?:\.\d{3})+|\d+"
_URL = re.compile(r"(?:https?://|www\.)\S+?(?=[.,;:)]*(?:\s|$))")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d.])(?:0\d{2,3}|1[89]00)(?:[ .]?\d{1,4}){2,4}(?![\d/])")
_DAY = re.compile(r"(ngày\s+)?(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", re.IGNORECASE)
_SHORT_DAY = re.compile(r"(ngày\s+)(\d{1,2})/(\d{1,2})(?![\d/])", re.IGNORECASE)
_MONTH = re.compile(r"(tháng\s+)?(?<![\d/])(\d{1,2})/(\d{4})(?![\d/])", re.IGNORECASE)
_IN_MONTH = re.compile(r"\btháng (\d{1,2})(?!\d)", re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:[:h]|\s?giờ\s?)(\d{2})(?:\s?phút)?(?!\d)")
_HOUR = re.compile(r"(?<!\d)(\d{1,2})h(?!\w)")
_SPAN = re.compile(rf"(?<!\w)({_NUMBER})\s?[-–]\s?({_NUMBER})(?!\w)")
_PLACE = re.compile(r"\b(quý|phần|chương|mục|khóa|lần thứ|cấp độ)\s+([IVX]{1,4})\b", re.IGNORECASE)
_DECIMAL = re.compile(rf"(?<!\w)({_NUMBER}),(\d+)(?!\w)")
_WHOLE = re.compile(rf"(?<!\w)(?:{_NUMBER})(?!\w)")
_UNREAD = re.compile(r"\b(?=\w*[A-ZĐ]\w*[A-ZĐ])[A-ZĐ][\w&]+\b")


class Spoken(Record):
    """The file spoken.yml."""

    zero_ten: Line
    web: Line
    words: dict[Line, Line]


@cache
def spoken() -> Spoken:
    """How abbreviations are read."""
    return data_file(Path(__file__).with_name("spoken.yml"), Spoken)


def aloud(text: str) -> str:
    """A text as it is read aloud, without a figure in it. Addresses on the net are not read, but named."""
    text = _URL.sub(spoken().web, text)
    text = _EMAIL.sub("hộp thư điện tử", text)
    for offset, written, symbol in reversed(symbols.find(text)):
        said = number_of(symbol)
        text = text[:offset] + said + text[offset + len(written) :]
    text = _PHONE.sub(lambda m: ", ".join(_digits(part) for part in re.split(r"[ .]", m[0])), text)
    text = _dates(text)
    text = _abbreviations(text)
    text = _PLACE.sub(lambda m: f"{m[1]} {words(_ROMAN.get(m[2].upper(), 0)) if m[2] in _ROMAN else m[2]}", text)
    text = _SPAN.sub(lambda m: f"{m[1]} đến {m[2]}", text)
    text = _DECIMAL.sub(lambda m: f"{words(_value(m[1]))} phẩy {_fraction(m[2])}", text)
    text = _WHOLE.sub(lambda m: _digits(m[0]) if m[0].startswith("0") and len(m[0]) > 2 else words(_value(m[0])), text)
    text = re.sub(r"\d+", lambda m: f" {_named(m[0])} ", text)  # a figure within a name: "khổ A4", "mẫu CT01"
    text = " ".join(re.sub(r"\s*/\s*|\s+[-–]\s+", ", ", text).split())
    return re.sub(r"\s+(?=[.,;:!?)])", "", text)


def sentence(text: str) -> str:
    """A sentence or title as it is read aloud: with a capital also where a figure or an abbreviation began it."""
    said = aloud(text)
    return said if text[:1].islower() else said[:1].upper() + said[1:]


def unread(text: str) -> list[str]:
    """Abbreviations that a text for reading aloud still has: nobody said how to read them."""
    return list(dict.fromkeys(_UNREAD.findall(text)))


def number_of(symbol: symbols.Symbol) -> str:
    """A document's symbol as it is said: its number, and its year where it has one."""
    if symbol.number is None:
        return ""
    return f"{symbol.number}" + (f" năm {symbol.year}" if symbol.year else "")


def words(number: int) -> str:
    """A whole number from 0 in words: 1204 is "một nghìn hai trăm lẻ bốn"."""
    if number == 0:
        return _DIGITS[0]
    if number >= 1000 ** len(_GROUPS):
        return _digits(str(number))  # no amount, but a row of figures
    groups: list[int] = []
    while number:
        number, rest = divmod(number, 1000)
        groups.append(rest)
    said = []
    for place in range(len(groups) - 1, -1, -1):
        if groups[place]:
            said.append(_hundreds(groups[place], whole=place < len(groups) - 1))
            said.append(_GROUPS[place])
    return " ".join(part for part in said if part)


def _hundreds(number: int, whole: bool) -> str:
    """A number below a thousand; `whole`: behind a higher group, where no hundred is left unsaid."""
    hundred, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    said = [_DIGITS[hundred], "trăm"] if hundred or whole else []
    if ten == 0 and one and said:
        said.append(spoken().zero_ten)
    elif ten == 1:
        said.append("mười")
    elif ten > 1:
        said += [_DIGITS[ten], "mươi"]
    if one:
        said.append({1: "mốt"}.get(one, _DIGITS[one]) if ten > 1 else _DIGITS[one])
        if one == 5 and ten:
            said[-1] = "lăm"
    return " ".join(said)


def _dates(text: str) -> str:
    text = _DAY.sub(lambda m: f"{m[1] or 'ngày '}{int(m[2])} tháng {int(m[3])} năm {m[4]}", text)
    text = _SHORT_DAY.sub(lambda m: f"{m[1]}{int(m[2])} tháng {int(m[3])}", text)
    text = _MONTH.sub(lambda m: f"{m[1] or 'tháng '}{int(m[2])} năm {m[3]}", text)
    text = _CLOCK.sub(lambda m: f"{int(m[1])} giờ" + (f" {int(m[2])} phút" if int(m[2]) else ""), text)
    text = _HOUR.sub(lambda m: f"{int(m[1])} giờ", text)
    return _IN_MONTH.sub(lambda m: "tháng tư" if int(m[1]) == 4 else f"tháng {int(m[1])}", text)


def _abbreviations(text: str) -> str:
    known = spoken().words
    longest = sorted(known, key=len, reverse=True)
    either = "|".join(re.escape(word) for word in longest)
    return re.sub(rf"(?<![^\W\d])(?:{either})(?!\w)", lambda m: _spaced(text, m, known[m[0]]), text)


def _spaced(text: str, match: re.Match[str], said: str) -> str:
    """A sign that stands right behind a figure is a word of its own: 75% is "75 phần trăm"."""
    before = text[match.start() - 1 : match.start()]
    return f" {said}" if before.isalnum() else said


def _fraction(digits: str) -> str:
    return _digits(digits) if digits.startswith("0") or len(digits) > 2 else words(int(digits))


def _named(digits: str) -> str:
    return _digits(digits) if digits.startswith("0") else words(int(digits))


def _digits(text: str) -> str:
    return " ".join(_DIGITS[int(digit)] for digit in text if digit.isdigit())


def _value(text: str) -> int:
    return int(text.replace(".", ""))
