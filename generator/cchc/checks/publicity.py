"""What the law wants a unit to make known on its pages."""

from collections.abc import Iterator

from cchc.model.base import COMMUNE_LEVEL
from cchc.model.hotline import PointKind
from cchc.problems import Problem
from cchc.site import Site
from cchc.terms import folded

_ABOUT = {
    "to-chuc": "tổ chức bộ máy",
    "ban-do": "bản đồ địa giới",
    "dieu-kien-tu-nhien": "điều kiện tự nhiên",
    "lich-su": "lịch sử",
    "di-tich": "di tích",
    "lanh-dao": "lãnh đạo",
}


def unit_introduced(site: Site) -> Iterator[Problem]:
    """NĐ 224/2026 Điều 9 khoản 1 điểm c: what a commune tells about itself; one message for the site."""
    if site.unit.level not in COMMUNE_LEVEL or site.unit.ended_on(site.as_of):
        return
    missing = {name: words for name, words in _ABOUT.items() if f"gioi-thieu/{name}.md" not in site.texts}
    if missing:
        yield site.entries["unit"][0].notice(
            (),
            "about-missing",
            f"phần giới thiệu chưa có: {', '.join(missing.values())}",
            f"viết {site.content}/gioi-thieu/{next(iter(missing))}.md, hoặc đặt ở đó liên kết tới nơi đã đăng",
        )


def feedback_explained(site: Site) -> Iterator[Problem]:
    """NĐ 20/2008 Điều 5, 7: what one must say, and that complaints and denunciations go another way."""
    for entry in site.hotlines:
        if entry.record.kind is not PointKind.FEEDBACK:
            continue
        if not entry.record.what_to_say:
            message = "nơi tiếp nhận phản ánh chưa ghi người gọi cần nói rõ điều gì"
            hint = "thêm what_to_say: nói bằng tiếng Việt, nêu rõ họ tên, địa chỉ, số điện thoại và nội dung"
            yield entry.warning((), "feedback-terms", message, hint)
        others = folded(" ".join(entry.record.not_handled))
        if "khieu nai" not in others or "to cao" not in others:
            message = "nơi tiếp nhận phản ánh chưa ghi rằng không nhận khiếu nại, tố cáo"
            hint = "thêm vào not_handled: Khiếu nại; Tố cáo (hai việc này có luật riêng)"
            yield entry.warning(("not_handled",), "feedback-terms", message, hint)


def sections_filled(site: Site) -> Iterator[Problem]:
    """A category of news in the menu has something in it."""
    filled = {entry.record.category for entry in site.news}
    for index, term in enumerate(site.unit.categories):
        if filled and term.id not in filled:
            message = f"chuyên mục “{term.name}” chưa có bài nào"
            hint = "đăng bài, hoặc bỏ chuyên mục này"
            yield site.entries["unit"][0].warning(("categories", index), "empty-section", message, hint)
