"""Numbers that cannot be: outside their scale, ranks beyond the number of places, papers nobody has to bring."""

from collections.abc import Iterator
from decimal import Decimal

from cchc.checks import prose
from cchc.checks.values import Path
from cchc.entry import Entry
from cchc.known import Gap
from cchc.model.base import Confidence
from cchc.model.figures import DeclaredFigure
from cchc.model.indicator import Indicator, YearResult
from cchc.period import is_upside_down
from cchc.problems import Problem
from cchc.site import Site
from cchc.text import number

_Bounds = tuple[Decimal | None, Decimal | None]
_PERCENT = ("%", "phần trăm")
_SET_ELSEWHERE = ("thu theo", "theo quy định", "quy định mức thu")


def within_scale(site: Site) -> Iterator[Problem]:
    """A value lies within the scale of its indicator or its part, a rank within the number of places."""
    for entry in site.indicators:
        scale = entry.record.scale
        bounds: _Bounds = (None, None) if isinstance(scale, Gap) else (scale.minimum, scale.maximum)
        if not isinstance(scale, Gap) and scale.minimum >= scale.maximum:
            message = "mức cao nhất không lớn hơn mức thấp nhất"
            yield entry.error(("scale", "maximum"), "scale", message, "xem lại thang đo")
            bounds = (None, None)
        for where, value, (low, high) in _values(entry.record, bounds):
            if (low is not None and value < low) or (high is not None and value > high):
                ends = "–".join(number(end) for end in (low, high) if end is not None)
                message = f"{number(value)} nằm ngoài thang {ends}"
                yield entry.error(where, "out-of-scale", message, "xem lại con số hoặc thang đo")
        for where, rank, out_of in _ranks(entry.record):
            if not 1 <= rank <= (out_of or rank):
                message = f"hạng {rank} không nằm trong {out_of}" if out_of else "hạng nhỏ nhất là 1"
                yield entry.error(where, "out-of-scale", message, "xem lại hạng")
        for index, result in enumerate(_results(entry.record)):
            if result.published_year is not None and result.published_year < result.year:
                where, message = ("results", index, "published_year"), "năm công bố trước năm của số liệu"
                yield entry.error(where, "days-in-order", message, "xem lại hai năm")
        yield from _years_once(entry)
        yield from _years_in_order(entry)


def _results(record: Indicator) -> tuple[YearResult, ...]:
    return () if isinstance(record.results, Gap) else record.results


def _values(record: Indicator, bounds: _Bounds) -> Iterator[tuple[Path, Decimal, _Bounds]]:
    """Every value of an indicator with its path, and between what it has to lie."""
    known = () if isinstance(record.components, Gap) else record.components
    low, high = bounds  # which hold for a part too that has none of its own: it is not more than the whole
    low = Decimal(0) if low is not None and low >= 0 else None

    def of_part(name: str, year: int) -> _Bounds:
        part = next((part for part in known if part.name == name and part.in_year(year)), None)
        if part is None:
            return low, high
        return (
            low if part.minimum is None else part.minimum,
            part.maximum if isinstance(part.maximum, Decimal) else high,
        )

    for index, result in enumerate(_results(record)):
        told: list[tuple[Path, Decimal | None, _Bounds]] = [((), result.value, bounds)]
        told += [(("claims", number), claim.value, bounds) for number, claim in enumerate(result.claims)]
        parts = enumerate(result.components)
        told += [(("components", number), part.value, of_part(part.name, result.year)) for number, part in parts]
        yield from ((("results", index, *at, "value"), value, of) for at, value, of in told if value is not None)
    yield from ((("averages", number, "value"), one.value, bounds) for number, one in enumerate(record.averages))


def _ranks(record: Indicator) -> Iterator[tuple[Path, int, int | None]]:
    """Every rank with its path, and among how many places it is, as far as that is known."""
    for index, result in enumerate(_results(record)):
        told: list[tuple[Path, int | None]] = [((), result.rank)]
        told += [(("claims", number), claim.rank) for number, claim in enumerate(result.claims)]
        told += [(("components", number), part.rank) for number, part in enumerate(result.components)]
        yield from ((("results", index, *at, "rank"), rank, result.out_of) for at, rank in told if rank is not None)


def shares_possible(site: Site) -> Iterator[Problem]:
    """A percentage that a report states can be one."""
    for entry in site.reports:
        told: list[tuple[Path, DeclaredFigure]]
        told = [(("figures", index), figure) for index, figure in enumerate(entry.record.figures)]
        for a, activity in enumerate(entry.record.activities):
            told += [(("activities", a, "figures", index), one) for index, one in enumerate(activity.figures)]
        outcomes = enumerate(entry.record.outcomes)
        told += [(("outcomes", index, "figure"), one.figure) for index, one in outcomes if one.figure]
        for where, figure in told:
            words = f"{figure.name} {figure.note or ''}"
            if figure.unit.lower().startswith(_PERCENT) and prose.is_impossible_share(figure.value, words):
                advice = prose.share_advice(f"{number(figure.value)}%")
                yield entry.warning((*where, "value"), "impossible-share", *advice)


def conflicts_shown(site: Site) -> Iterator[Problem]:
    """Sources that disagree are both shown, never averaged (rule CS-2)."""
    for entry in site.indicators:
        for index, result in enumerate(_results(entry.record)):
            if (result.confidence is Confidence.CONFLICT) != (len(result.claims) >= 2):
                yield entry.error(
                    ("results", index, "confidence"),
                    "conflict-claims",
                    "số liệu mâu thuẫn phải kể ra ít nhất hai nguồn, và ngược lại",
                    "điền claims với từng nguồn, hoặc đổi độ tin cậy",
                )


def procedure_papers(site: Site) -> Iterator[Problem]:
    """A paper of which neither an original nor a copy is wanted is a remark, not a paper."""
    for entry in site.procedures:
        for c, case in enumerate(entry.record.papers if isinstance(entry.record.papers, tuple) else ()):
            for p, paper in enumerate(case.papers):
                if paper.originals == 0 and paper.copies == 0:
                    yield entry.error(
                        ("papers", c, "papers", p),
                        "paper-without-copies",
                        "giấy tờ này không cần bản chính cũng không cần bản sao",
                        "ghi originals hoặc copies; nếu là lời dặn thì chuyển xuống notes",
                    )
        if entry.record.online_level == "mot-phan" and entry.record.partial_reason is None:
            yield entry.error(
                ("online_level",),
                "partial-reason",
                "thủ tục trực tuyến một phần phải nêu lý do (NĐ 224/2026 Điều 14)",
                "điền mục partial_reason: (chưa có dòng ấy thì thêm vào)",
            )


def fees_free_or_priced(site: Site) -> Iterator[Problem]:
    """NĐ 63/2010 Điều 8: a fee is free, or somebody sets it; both at once leaves people in doubt."""
    for entry in site.procedures:
        for m, method in enumerate(entry.record.methods):
            for f, fee in enumerate(method.fees if isinstance(method.fees, tuple) else ()):
                set_elsewhere = fee.set_by or any(word in (fee.note or "").lower() for word in _SET_ELSEWHERE)
                if fee.amount == 0 and set_elsewhere:
                    yield entry.error(
                        ("methods", m, "fees", f, "amount"),
                        "free-but-priced",
                        f"“{fee.name}” vừa ghi 0 đồng vừa nói mức thu theo quy định khác",
                        "miễn phí thì bỏ set_by và câu về mức thu; có thu thì bỏ amount hoặc ghi số tiền",
                    )


def _years_in_order(entry: Entry[Indicator]) -> Iterator[Problem]:
    record = entry.record
    parts = () if isinstance(record.components, Gap) else record.components
    spans: list[tuple[Path, int | None, int | None]] = [((), record.since, record.until)]
    spans += [(("components", index), part.since, part.until) for index, part in enumerate(parts)]
    for where, since, until in spans:
        if is_upside_down(since, until):
            yield entry.error((*where, "until"), "days-in-order", "năm cuối trước năm đầu", "xem lại hai năm")


def _years_once(entry: Entry[Indicator]) -> Iterator[Problem]:
    seen: set[int] = set()
    for index, result in enumerate(_results(entry.record)):
        where, year = ("results", index, "year"), result.year
        if year in seen:
            hint = "mỗi năm một mục; số mâu thuẫn ghi vào claims"
            yield entry.error(where, "duplicate-year", f"năm {year} có hai lần", hint)
        elif year in entry.record.missing_years:
            message = f"năm {year} đã có kết quả mà còn ghi là chưa tìm được"
            yield entry.error(where, "duplicate-year", message, f"xóa {year} ở missing_years")
        seen.add(year)
