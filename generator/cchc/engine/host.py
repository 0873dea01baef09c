"""MkDocs as a function: load a configuration, check, build, serve, write a tree."""

import datetime as dt
import logging
import os
from pathlib import Path
from typing import Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError

from cchc.checks import check_records
from cchc.engine import mkdocs_config
from cchc.engine.build import Outcome
from cchc.engine.mkdocs_config import read, template_folder
from cchc.engine.session import Session
from cchc.engine.tree import write_tree
from cchc.engine.workspace import Wish
from cchc.files import read_text
from cchc.load import load_records
from cchc.pages.templating import faults_told
from cchc.problems import Problem, Refused, has_errors, refused_by_system
from cchc.site import Site
from cchc.source import parse_yaml


class _Faults(logging.Handler):
    """Keeps what MkDocs finds wrong with its configuration, instead of printing it in English."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.told.append(record.getMessage())


def configuration(config_file: Path, **settings: Any) -> MkDocsConfig:
    """Load mkdocs.yml. Raises Refused."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # an advertisement on every build; the ADR has the plan
    logger, faults = logging.getLogger("mkdocs"), _Faults()
    logger.setLevel(logging.ERROR)
    logger.addHandler(faults)
    try:
        config = load_config(str(config_file), **settings)
    except (ConfigurationError, Abort) as error:
        if any("Config value 'site_dir'" in fault for fault in faults.told):
            place = f"--out {settings['site_dir']}" if "site_dir" in settings else f"site_dir trong {config_file}"
            raise Refused(f"{place}: trang không đặt chung với thư mục nội dung được; chọn thư mục khác") from error
        if any("Config value 'site_url'" in fault for fault in faults.told):
            hint = "viết cả địa chỉ của trang, ví dụ https://xa.example.vn/"
            raise Refused(f"site_url trong {config_file} không phải địa chỉ trên mạng: {hint}") from error
        if any("Config value 'site_name'" in fault for fault in faults.told):
            raise Refused(f"{config_file} thiếu dòng site_name; tệp rỗng hay bị cắt thì lấy lại bản cũ") from error
        if any("Config value 'nav'" in fault and "got None" in fault for fault in faults.told):
            hint = "xóa dòng ấy (ví dụ `- Tuyên truyền:` khi đã xóa hết các dòng của nhóm)"
            raise Refused(f"nav trong {config_file} có dòng mà bên dưới không còn gì: {hint}") from error
        raise Refused(f"{config_file} có lỗi: {'; '.join(faults.told) or _slip(config_file) or error}") from error
    finally:
        logger.removeHandler(faults)
    if "cchc" not in config.plugins:
        raise Refused(f"{config_file} thiếu dòng `- cchc` trong mục plugins")
    return config


def _slip(config_file: Path) -> str:
    """What our own reader of YAML says is wrong with it, with the line; "" if nothing."""
    text, problems = read_text(config_file.resolve().parent, config_file.name)
    if text is not None:
        problems = parse_yaml(text, config_file.name)[1]
    return "; ".join(found.told for found in problems)


def build(wish: Wish) -> tuple[Outcome, Session] | None:
    """Build the site with MkDocs; None when it had to stop (it has said why). Raises Refused."""
    settings: dict[str, Any] = {"site_dir": str(wish.out)} if wish.out else {}
    if wish.strict:
        settings["strict"] = True
    config = configuration(wish.config_file, **settings)
    _show_warnings()
    plugin: Any = config.plugins["cchc"]
    plugin.wish = wish
    config.plugins.on_startup(command="build", dirty=False)
    try:
        with faults_told(template_folder(config)):
            mkdocs_build.build(config)
    except Abort:
        return None
    except OSError as error:
        raise refused_by_system(error, config.site_dir) from error
    finally:
        plugin.give_back()  # MkDocs does not tell of Ctrl-C
        config.plugins.on_shutdown()
    return plugin.outcome, plugin.session


def serve(config_file: Path, address: str) -> bool:
    """Serve on this machine and rebuild on every change, until interrupted; False when the first build failed."""
    config = configuration(config_file)
    try:
        with faults_told(template_folder(config)):
            mkdocs_serve.serve(config_file=str(config_file), dev_addr=address)
    except Abort:
        return False
    return True


def write_pages(config_file: Path, out: Path, as_of: dt.date | None) -> tuple[int, list[Problem]]:
    """Write the Markdown tree; returns the number of pages (0 when errors stop it) and the problems."""
    config = configuration(config_file)
    site, found = read(config, as_of)
    if site is None or has_errors(found):
        return 0, found
    return write_tree(site, template_folder(config), config, out), found


def records(config_file: Path, as_of: dt.date | None) -> tuple[Site | None, Path, list[Problem]]:
    """Everything but the articles, the theme's folder, and the problems."""
    config = configuration(config_file)
    root = config_file.resolve().parent
    site, found = load_records(root, mkdocs_config.content_folder(config), config.site_url or "/", as_of)
    return site, template_folder(config), [*found, *(check_records(site) if site else [])]


def whole_site(config_file: Path, as_of: dt.date | None) -> tuple[Site | None, Path, list[Problem]]:
    """The whole site with its articles, the theme's folder, and the problems."""
    config = configuration(config_file)
    site, found = read(config, as_of)
    return site, template_folder(config), found


def _show_warnings() -> None:
    """What MkDocs itself warns of goes to the terminal; its progress messages do not."""
    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("MkDocs: %(message)s"))
        logger.addHandler(handler)


def content_folder(config_file: Path) -> Path:
    """MkDocs' docs_dir of a site."""
    return mkdocs_config.content_folder(configuration(config_file))
