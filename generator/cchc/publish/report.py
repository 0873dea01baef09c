"""What publishing and verifying tell people."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from cchc.publish.books import LATE, Late
from cchc.publish.findings import Checked, Finding, Kind
from cchc.publish.manifest import Manifest
from cchc.publish.release import BOOKS, Difference
from cchc.publish.run import Published
from cchc.publish.target import parse
from cchc.text import long_date, long_moment, vietnam

_ONE_BY_ONE = "Nơi này không đổi cả trang trong một bước được: tệp được thay lần lượt, trang nào cũng luôn trọn vẹn."
_RENAMED = "Nơi này không dùng liên kết được nên đổi tên hai lần liền nhau; giữa hai lần trang vắng trong chớp mắt."
_SHOWN = 12  # names of each kind; the rest is a number


def published(done: Published, target: str) -> str:
    """After `cchc publish` and `cchc rollback`."""
    if done.outcome is None:
        return f"Không có gì thay đổi; {target} giữ nguyên."
    manifest = done.outcome.manifest
    lines = [
        f"Đã đăng bản {manifest.release} lên {target}: {len(manifest.files)} tệp, gửi {done.outcome.sent}; "
        f"{_counted(done.difference)}."
    ]
    if not done.outcome.at_once:
        lines.append(_RENAMED if parse(target).at_once else _ONE_BY_ONE)
    lines += _late(done.late)
    lines.append(
        "Bản kê có chữ ký."
        if done.signed
        else "Bản kê không có chữ ký: kẻ sửa được trang cũng sửa được bản kê. Tạo khóa một lần bằng `cchc key`."
    )
    return "\n".join(lines)


def dry_run(differs: Difference, undoing: str, late: tuple[Late, ...]) -> str:
    """What publishing would change; `undoing`: what of that another computer did; `late`: what bears an early day."""
    if not differs:
        return "Không có gì thay đổi so với bản đang chạy."
    parts = [("Thêm", differs.new), ("Sửa", differs.changed), ("Bỏ", differs.gone)]
    listed = (line for word, names in parts for line in _listed(word, names))
    warned = [f"Cảnh báo: {undoing}."] if undoing else []
    return "\n".join([f"Sẽ đăng: {_counted(differs)}. Chưa gửi gì.", *listed, *_late(late), *warned])


def _late(found: tuple[Late, ...]) -> Iterable[str]:
    """No accusation: who was late writes the day of posting, who moves old pages here means it so."""
    if not found:
        return
    yield f"Lưu ý: {len(found)} mục mới lên mạng mà ghi ngày đăng đã quá {LATE.days} ngày:"
    yield from (f"  {each.address}: ghi {long_date(each.day)}" for each in found[:_SHOWN])
    if len(found) > _SHOWN:
        yield f"  … và {len(found) - _SHOWN} mục nữa"
    yield (
        f"Số liệu đếm theo ngày đã ghi; /{BOOKS} ghi lúc lên mạng thật, ai cũng xem được. Đăng muộn thì ghi ngày đăng "
        "là hôm nay, còn ngày của việc viết trong bài."
    )


def releases(found: list[Manifest]) -> str:
    """The releases that a target keeps."""
    if not found:
        return "Chưa đăng bản nào lên đây."
    lines = [f"{each.release}  {long_moment(vietnam(each.made))}  {len(each.files)} tệp" for each in found]
    return "\n".join([f"{lines[0]}  (đang chạy)", *lines[1:]])


def text(checked: Checked) -> str:
    """For people: the alarms by kind, then what to do."""
    lines = []
    for kind in Kind:
        found = [each for each in checked.findings if each.kind is kind]
        if found:
            lines.append(f"{'BÁO ĐỘNG' if kind.alarming else 'Lưu ý'}: {kind.label} ({len(found)})")
            lines += [f"  {_told(each)}" for each in found[:_SHOWN]]
            lines += (
                [f"  … và {len(found) - _SHOWN} chỗ nữa (xem đủ bằng --format json)"] if len(found) > _SHOWN else []
            )
    if checked.release:
        lines.append(f"Đã đối chiếu {checked.files} tệp với bản {checked.release}, {checked.requests} lần hỏi.")
    lines.append(_verdict(checked))
    return "\n".join(lines)


def as_json(checked: Checked) -> str:
    """For programs."""
    told = [
        {**asdict(each), "kind": each.kind.code, "label": each.kind.label, "alarming": each.kind.alarming}
        for each in checked.findings
    ]
    summary = {"status": checked.status, "release": checked.release, "files": checked.files}
    return json.dumps({**summary, "requests": checked.requests, "findings": told}, ensure_ascii=False, indent=1)


FORMATS = {"text": text, "json": as_json}


def _verdict(checked: Checked) -> str:
    if checked.status == 0:
        return "Trang đúng như đã đăng."
    if checked.status == 3:
        return "Chưa kiểm được hết: không mở được trang. Kiểm tra mạng và máy chủ, rồi chạy lại."
    return (
        "Trang KHÔNG như đã đăng. Chụp màn hình, giữ nguyên máy chủ để tra vết, báo người quản trị và đơn vị phụ trách "
        "an toàn thông tin; đổi mật khẩu và khóa của máy chủ, rồi đăng lại bằng: cchc publish NƠI --all"
    )


def _told(found: Finding) -> str:
    return f"{found.path}: {found.detail}" if found.detail else found.path


def _counted(differs: Difference) -> str:
    return f"thêm {len(differs.new)}, sửa {len(differs.changed)}, bỏ {len(differs.gone)} tệp"


def _listed(word: str, names: tuple[str, ...]) -> Iterable[str]:
    yield from (f"  {word}: {name}" for name in names[:_SHOWN])
    if len(names) > _SHOWN:
        yield f"  {word}: … và {len(names) - _SHOWN} tệp nữa"
