"""`cchc serve` in the clerk's words; while something is wrong the last good pages go on being shown."""

import sys
from collections.abc import Callable
from functools import partial

from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.livereload import LiveReloadServer


def explain(server: LiveReloadServer) -> LiveReloadServer:
    """Tell where to look. MkDocs leaves browsers waiting after a build that failed: they get the pages before it."""
    server.builder = partial(_rebuild, server.builder)
    _tell(f"Xem thử tại {server.url} . Sửa tệp nào, lưu lại, trang tự dựng lại. Bấm Ctrl+C để dừng.")
    return server


def _rebuild(build: Callable[[], None]) -> None:
    """Raises what is nobody's mistake in the data: MkDocs shows it."""
    try:
        build()
    except ConfigurationError:
        _tell("mkdocs.yml có lỗi: gõ `cchc check` ở cửa sổ khác để biết. Trang xem thử vẫn là bản trước.")
    except Abort:
        _tell("Trang xem thử vẫn là bản trước. Sửa chỗ có lỗi ở trên, lưu lại, trang tự dựng lại.")
    else:
        _tell("Đã dựng lại trang.")


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
