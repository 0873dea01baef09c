"""What MkDocs' configuration says of a site: its folders, its address; the site that it describes."""

import datetime as dt
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from cchc.checks import check
from cchc.engine.workspace import Wish, Workspace
from cchc.load import load
from cchc.problems import Problem, Refused, arrange
from cchc.site import Site


def workspace(config: MkDocsConfig, wish: Wish) -> Workspace:
    """Where MkDocs' configuration and the wish put things."""
    root = Path(config.config_file_path).resolve().parent
    out = Path(config.site_dir).resolve()
    return Workspace(
        root,
        content_folder(config),
        template_folder(config),
        out,
        wish.cache_folder,
        config.site_url or "/",
        wish.as_of,
    )


def read(config: MkDocsConfig, as_of: dt.date | None) -> tuple[Site | None, list[Problem]]:
    """Load and check the site that a MkDocs configuration describes."""
    root = Path(config.config_file_path).resolve().parent
    site, problems = load(root, content_folder(config), config.site_url or "/", as_of)
    return site, arrange([*problems, *(check(site) if site else [])])


def content_folder(config: MkDocsConfig) -> Path:
    """MkDocs' docs_dir, below the folder of mkdocs.yml also when that is reached through a link. Raises Refused."""
    file = Path(config.config_file_path)
    try:
        return file.resolve().parent / Path(config.docs_dir).relative_to(file.absolute().parent)
    except ValueError:
        raise Refused(f"docs_dir trong {file.name} phải là thư mục nằm cạnh tệp đó, ví dụ content") from None


def template_folder(config: MkDocsConfig) -> Path:
    """The theme folder with our templates: the site's own custom_dir, else the one that came with the package.

    Raises Refused for a custom_dir that is no whole theme: its files would neither be shown nor watched.
    """
    own = config.theme.custom_dir
    if own and not (Path(own) / "records").is_dir():
        raise Refused(
            f"custom_dir trong mkdocs.yml trỏ tới {own}, nơi không có thư mục records: chép cả thư mục theme của cchc "
            "vào đó rồi sửa, hoặc bỏ dòng custom_dir"
        )
    package = Path(__file__).resolve().parents[1]
    for folder in (*map(Path, config.theme.dirs), package / "theme", package.parents[1] / "theme"):
        if (folder / "records").is_dir():
            return folder
    raise PluginError("cchc: không thấy thư mục theme/records")


def site_dir(config: MkDocsConfig) -> str:
    """site_dir as mkdocs.yml has it, whatever the command line said."""
    path = Path(config.config_file_path).resolve()
    written = re.search(r"^site_dir:\s*[\"']?([^\"'#\n]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return str(path.parent / (written[1].strip() if written else "site"))
