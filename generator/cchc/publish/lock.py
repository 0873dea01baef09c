"""Never two at once: a lock on this computer, which dies with the program, and one on the target, which may outlive it.

The lock on the target tells who has it and since when. If its owner is this computer, which holds its own lock now,
then the program that took it is dead, and it is taken over.
"""

import json
import platform
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cchc.locks import Busy, locked
from cchc.presence import person
from cchc.problems import Refused
from cchc.publish.place import Failed, Place
from cchc.text import long_moment, vietnam


@contextmanager
def held(place: Place, folder: Path, now: int, force: bool) -> Iterator[Callable[[], None]]:
    """Hold both locks; `folder` is this computer's memory of the target. Gives a function that raises if they are lost.

    `force`: take the target's lock whoever has it. Raises Refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mine, mark = _identity(folder), folder / "taking"
    try:
        with locked(folder / "lock"):
            who = f"{person()}@{platform.node()}"  # for whoever finds the lock
            content = json.dumps({"who": who, "mark": mine, "since": now}, ensure_ascii=False).encode()
            begun = mark.exists()
            mark.touch()  # a program that dies between taking the lock and writing into it leaves one without owner
            try:
                _take(place, content, mine, begun, force, now)
            except Failed:
                raise  # it may have been taken all the same
            except Refused:
                mark.unlink(missing_ok=True)
                raise
            try:
                yield lambda: _confirm(place, content)
            finally:
                with suppress(Failed):
                    if place.locked() == content:
                        place.unlock()
                    mark.unlink(missing_ok=True)
    except Busy:
        raise Refused("một lần đăng khác từ máy này chưa xong; đợi rồi chạy lại", 3) from None


def _take(place: Place, content: bytes, mine: str, begun: bool, force: bool, now: int) -> None:
    for _ in range(2):
        if place.lock(content):
            return
        found = place.locked()
        if found is None:  # given back in between
            continue
        owner = _read(found)
        if not (force or owner.get("mark") == mine or (not owner and begun)):
            raise Refused(_told(place.where, owner, now), 3)
        place.unlock()
    raise Refused(f"{place.where}: máy khác vừa bắt đầu đăng; đợi rồi chạy lại", 3)


def _confirm(place: Place, content: bytes) -> None:
    if place.locked() != content:
        raise Refused(f"{place.where}: máy khác đã mở khóa và đang đăng; lần đăng này dừng, trang giữ nguyên", 3)


def _told(where: str, owner: dict[str, object], now: int) -> str:
    since = owner.get("since")
    if not isinstance(since, int):
        return f"{where}: đang có người đăng, không rõ ai. Nếu chắc chắn không ai đang đăng, thêm --unlock"
    minutes = max(0, now - since) // 60
    age = (
        f"{minutes} phút" if minutes < 120 else f"{minutes // 60} giờ" if minutes < 2880 else f"{minutes // 1440} ngày"
    )
    return (
        f"{where}: {owner.get('who')} đang đăng, bắt đầu {long_moment(vietnam(since))} (cách đây {age}). "
        "Nếu máy ấy đã tắt hoặc lệnh ở đó đã dừng, thêm --unlock"
    )


def _read(content: bytes) -> dict[str, object]:
    try:
        return dict(json.loads(content))
    except (ValueError, TypeError):
        return {}


def _identity(folder: Path) -> str:
    """What only this copy of the site on this computer has: a number, and a name, for the folder may be copied."""
    file = folder / "identity"
    with suppress(FileExistsError), file.open("x", encoding="utf-8") as new:
        new.write(secrets.token_hex(16))
    return f"{file.read_text('utf-8')}@{platform.node()}"
