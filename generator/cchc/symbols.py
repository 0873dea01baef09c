"""Numbers and symbols of documents (số, ký hiệu): read, put into the one normal form, found in running text.

State bodies: `123/QĐ-UBND`, `76/NQ-CP`, `20/2008/NĐ-CP`, `72/2025/QH15`, official letters `775/UBND-NV`. Party
bodies: `04-NQ/TU`, `39-NQ/TW`. Numbers have two digits at least. Knows nothing of records.
"""

import re
from dataclasses import dataclass

#: Abbreviations of types (NĐ 30/2020, phụ lục III), and the slug of `DocumentType` that each means.
TYPES = {
    "QĐ": "quyet-dinh", "NQ": "nghi-quyet", "KH": "ke-hoach", "BC": "bao-cao", "CT": "chi-thi", "CTr": "chuong-trinh",
    "TB": "thong-bao", "HD": "huong-dan", "TTr": "to-trinh", "NĐ": "nghi-dinh", "TT": "thong-tu",
}  # fmt: skip
_PARTY = ("TU", "TW", "ĐU", "HU", "ThU", "QU")
_BODIES = ("UBND", "HĐND", "CP", "TTg", "VPCP", "BNV", "BTP", "VP", "UBTVQH", "QH")  # QH: laws and resolutions alike
_CODE = r"[A-ZĐƯ][A-Za-zĐđƯư]{0,9}(?:\d{1,2}(?!\d))?"
_SYMBOL = re.compile(
    r"(?P<number>\d{0,5})\s*(?P<first>[/-])\s*(?:(?P<year>(?:19|20)\d{2})\s*/\s*)?"
    rf"(?P<codes>{_CODE}(?:\s*[-/]\s*{_CODE}){{0,2}})"
)


@dataclass(frozen=True)
class Symbol:
    """A symbol in parts. `number` is None where the original leaves it blank (`/BC-UBND`)."""

    number: int | None
    year: int | None
    codes: tuple[str, ...]

    @property
    def type(self) -> str | None:
        """The type of document that the symbol means; None for laws and official letters, which name none."""
        return TYPES.get(self.codes[0])

    @property
    def normal(self) -> str:
        """The one normal form."""
        number = "" if self.number is None else f"{self.number:02d}"
        if len(self.codes) == 2 and self.codes[1] in _PARTY:
            return f"{number}-{self.codes[0]}/{self.codes[1]}"
        year = f"{self.year}/" if self.year else ""
        return f"{number}/{year}{'-'.join(self.codes)}"


def read(text: str) -> Symbol | None:
    """A symbol in parts, however it is spaced and joined; None when it is none."""
    match = _SYMBOL.fullmatch(" ".join(text.split()))
    return _symbol(match) if match else None


def normal(text: str) -> str:
    """The one normal form of a symbol; text that is none without its blanks."""
    symbol = read(text)
    return symbol.normal if symbol else "".join(text.split())


def find(text: str) -> list[tuple[int, str, Symbol]]:
    """Every symbol in running text, also across line ends: [(offset, as written, parts)]."""
    found = []
    for match in _SYMBOL.finditer(text):
        symbol = _symbol(match)
        before = text[match.start() - 1 : match.start()]
        letters = len(symbol.codes) > 1 and all(code[:-1].isupper() and len(code) > 1 for code in symbol.codes)
        known = re.sub(r"\d+$", "", symbol.codes[-1]) in (*_PARTY, *_BODIES) or symbol.type or letters
        if match["number"] and known and not before.isdigit() and before not in ("/", "-"):
            found.append((match.start(), match[0], symbol))
    return found


def _symbol(match: re.Match[str]) -> Symbol:
    codes = re.split(r"\s*[-/]\s*", match["codes"])
    if len(codes) == 1:  # QĐUBND
        for body in _BODIES:
            if codes[0].endswith(body) and codes[0].removesuffix(body) in TYPES:
                codes = [codes[0].removesuffix(body), body]
    number = int(match["number"]) if match["number"] else None
    return Symbol(number, int(match["year"]) if match["year"] else None, tuple(codes))
