"""Numbers that cannot be: outside their scale, ranks beyond the number of places, papers nobody has to bring."""

from collections.abc import Iterator

from cchc.entry import Entry
from cchc.known import Gap
from cchc.model.base import Confidence
from cchc.model.indicator import Indicator
from cchc.problems import Problem
from cchc.site import Site
from cchc.text import number

_SET_ELSEWHERE = ("thu theo", "theo quy định", "quy định mức thu")


def within_scale(site: Site) -> Iterator[Problem]:
    """A value lies within the scale of its indicator, a rank within the number of places."""
    for entry in site.indicators:
        scale = entry.record.scale
        if isinstance(scale, Gap):
            yield from _years_once(entry)
            continue
        if scale.minimum >= scale.maximum:
            yield entry.error(
                ("scale", "maximum"), "scale", "mức cao nhất không lớn hơn mức thấp nhất", "xem lại thang đo"
            )
            continue
        for index, result in enumerate(entry.record.results if isinstance(entry.record.results, tuple) else ()):
            at = ("results", index)
            if result.value is not None and not scale.minimum <= result.value <= scale.maximum:
                yield entry.error(
                    (*at, "value"),
                    "out-of-scale",
                    f"{number(result.value)} nằm ngoài thang {number(scale.minimum)}–{number(scale.maximum)}",
                    "xem lại con số hoặc thang đo",
                )
            if result.rank is not None and not 1 <= result.rank <= (result.out_of or result.rank):
                yield entry.error(
                    (*at, "rank"),
                    "out-of-scale",
                    f"hạng {result.rank} không nằm trong {result.out_of}",
                    "xem lại hạng",
                )
            if result.published_year is not None and result.published_year < result.year:
                yield entry.error(
                    (*at, "published_year"),
                    "days-in-order",
                    "năm công bố trước năm của số liệu",
                    "xem lại hai năm",
                )
        yield from _years_once(entry)


def conflicts_shown(site: Site) -> Iterator[Problem]:
    """Sources that disagree are both shown, never averaged (rule CS-2)."""
    for entry in site.indicators:
        for index, result in enumerate(entry.record.results if isinstance(entry.record.results, tuple) else ()):
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


def _years_once(entry: Entry[Indicator]) -> Iterator[Problem]:
    seen: set[int] = set()
    results = entry.record.results if isinstance(entry.record.results, tuple) else ()
    for index, result in enumerate(results):
        if result.year in seen or result.year in entry.record.missing_years:
            yield entry.error(
                ("results", index, "year"),
                "duplicate-year",
                f"năm {result.year} có hai lần",
                "mỗi năm một mục; số mâu thuẫn ghi vào claims",
            )
        seen.add(result.year)
