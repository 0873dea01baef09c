"""What keeps a clerk from losing work or addresses: trash, redirects, and a word when another computer is at work."""

import json
import platform
import shutil
import sys
import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser

from cchc import presence, trash
from cchc.checks.attachments import files_are_what_they_seem
from cchc.load import load
from cchc.model.redirect import Redirect
from cchc.pages.redirects import made_from
from cchc.problems import Refused
from cchc.publish import former
from cchc.strays import copied_from
from conftest import CCHC, HERE, forget_key, pages, posix, run, served
from test_cases import AS_OF, problems_of

NEWS = "content/tin-tuc/2024/thong-bao-lich.md"
OLD = "tin-tuc/2024/05/tap-huan-cu/index.html"


def cchc(root: Path, *words: str) -> str:
    """What a command says; it must go well."""
    done = run(*CCHC, *words, "--config", root / "mkdocs.yml")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_thrown_away_comes_back_as_it_was(commune: Path) -> None:
    before = (commune / NEWS).read_bytes()
    told = cchc(commune, "trash", "thong-bao-lich")
    assert "thung-rac/" in told
    assert "cchc restore" in told
    assert not (commune / NEWS).exists()
    assert NEWS in cchc(commune, "trash", "--list")
    assert problems_of(commune) == []
    cchc(commune, "restore", NEWS)
    assert (commune / NEWS).read_bytes() == before
    assert cchc(commune, "trash", "--list") == "Thùng rác trống.\n"


def test_of_many_files_of_a_name_the_last_comes_back_first(commune: Path) -> None:
    for number in range(1, 12):
        (commune / NEWS).write_text(str(number), encoding="utf-8")
        trash.discard(commune, ("content", "site_data"), NEWS, AS_OF)
    for number in range(11, 0, -1):
        trash.restore(commune, NEWS)
        assert (commune / NEWS).read_text(encoding="utf-8") == str(number)
        (commune / NEWS).unlink()


def test_what_finds_no_room_on_the_disk_leaves_the_file_as_it_was(commune: Path) -> None:
    pytest.importorskip("resource", reason="limits are not there on Windows")
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); sys.argv[0] = 'cchc'; "
    code += "from cchc.cli import main; main()"
    before = {path: path.read_bytes() for path in (commune / "site_data").iterdir() if path.is_file()}
    done = run(sys.executable, "-c", code, "new", "publication", "mau", "--config", commune / "mkdocs.yml")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert "site_data/publications.yml: " in done.stderr
    assert {path: path.read_bytes() for path in (commune / "site_data").iterdir() if path.is_file()} == before


def test_the_newest_of_two_comes_back_and_nothing_is_written_over(commune: Path) -> None:
    for text in ("một", "hai"):
        (commune / NEWS).write_text(text, encoding="utf-8")
        trash.discard(commune, ("content", "site_data"), NEWS, AS_OF)
    assert [day for day, _ in trash.listed(commune)] == ["2024-12-31-2", "2024-12-31"]
    trash.restore(commune, "thong-bao-lich.md")
    assert (commune / NEWS).read_text(encoding="utf-8") == "hai"
    with pytest.raises(Refused, match="đã có tệp"):
        trash.restore(commune, NEWS)


def test_a_file_is_told_by_its_whole_path_or_from_where_the_clerk_is(
    commune: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(commune / "content/tin-tuc")
    for name in (str(commune / NEWS), "2024/thong-bao-lich.md", "../tin-tuc/2024/thong-bao-lich.md"):
        assert trash.discard(commune, ("content", "site_data"), name, AS_OF)[0] == NEWS
        trash.restore(commune, NEWS)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("khong-co", "không thấy"),
        ("../mkdocs.yml", "không thấy"),
        ("mkdocs.yml", "không thấy"),
        ("site.yml", "không bỏ site.yml"),
        ("index", "viết cả đường dẫn"),
    ],
)
def test_what_can_not_be_thrown_away_is_refused(commune: Path, name: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        trash.discard(commune, ("content", "site_data"), name, AS_OF)


def test_an_old_address_leads_to_the_new_one_without_scripts(browser: Browser, commune_site: Path) -> None:
    page = lxml.html.fromstring((commune_site / OLD).read_bytes())
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://tinh.example.vn/xa-vi-du/gioi-thieu/"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    context = browser.new_context(java_script_enabled=False)
    with served(commune_site, "/xa-vi-du") as address:
        visited = context.new_page()
        visited.goto(f"{address}/tin-tuc/2024/05/tap-huan-cu/")
        visited.wait_for_url(f"{address}/gioi-thieu/")
        assert visited.locator("h1").inner_text() == "Giới thiệu xã Ví Dụ"
        visited.goto(f"{address}/tin-tuc/2023/02/tin-sai/")
        assert "Tin đăng nhầm ngày" in visited.inner_text("article")
    context.close()


def test_no_page_list_or_feed_names_an_old_address(commune_site: Path) -> None:
    for url, page in pages(commune_site):
        assert not any("tap-huan-cu" in address for address in page.xpath("//@href")), url
    lists = [path for ending in ("*.xml", "*.json") for path in commune_site.rglob(ending)]
    assert not any(
        "tap-huan-cu" in path.read_text(encoding="utf-8") for path in lists if path.name != "dia-chi-cu.json"
    )


def test_a_renamed_page_with_its_redirect_is_built_like_new(commune: Path, tmp_path: Path) -> None:
    cchc(commune, "build")
    (commune / NEWS).rename(commune / NEWS.replace("thong-bao-lich", "thong-bao-moi"))
    entry = "- old: /tin-tuc/2024/12/thong-bao-lich/\n  new: /tin-tuc/2024/12/thong-bao-moi/\n  since: 2024-12-21\n"
    redirects = commune / "site_data/redirects.yml"
    redirects.write_text(redirects.read_text(encoding="utf-8") + entry, encoding="utf-8")
    cchc(commune, "build")
    cold = shutil.copytree(commune, tmp_path / "cold", ignore=shutil.ignore_patterns("site", ".cache"))
    cchc(cold, "build")
    built = {path.relative_to(commune / "site"): path.read_bytes() for path in files(commune / "site")}
    assert built == {path.relative_to(cold / "site"): path.read_bytes() for path in files(cold / "site")}
    assert b"thong-bao-moi" in built[Path("tin-tuc/2024/12/thong-bao-lich/index.html")]


def test_many_old_addresses_beside_many_articles_take_no_time() -> None:
    """A thousand that expired, of ten thousand: three seconds of each build, when each looked at all articles."""
    site, _ = load(HERE / "commune", HERE / "commune/content", "https://x.example.vn/", AS_OF)
    assert site is not None
    many = tuple(replace(site.news[0], slug=f"2024/06/{number}") for number in range(10_000))
    site = replace(site, entries={**site.entries, "news": many})
    told = {"since": AS_OF, "reason": "đã hết hạn"}
    gone = [Redirect.model_construct(old=f"/tin-tuc/2024/05/{number}/", new=None, **told) for number in range(1000)]
    moved = Redirect.model_construct(old="/tin-tuc/2024/05/a/", new="/tin-tuc/2024/06/9999/", **told)
    before = time.process_time()
    titles = [made_from(site, record)[2] for record in (*gone, moved)]
    assert time.process_time() - before < 1
    assert titles == [*[""] * 1000, site.news[0].record.title]


def files(folder: Path) -> list[Path]:
    """All files below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def dying(root: Path) -> list[str]:
    """Addresses that would die, as `cchc check` tells them."""
    site, _ = load(root, root / "content", "https://x.example.vn/", AS_OF)
    assert site is not None
    return [problem.message for problem in former.dying(site, root / ".cache/cchc/publish")]


def test_a_published_address_that_would_die_is_told(commune: Path, tmp_path: Path) -> None:
    forget_key(commune)
    done = run(*CCHC, "publish", str(tmp_path / "www"), "--config", commune / "mkdocs.yml")
    assert done.returncode == 0, done.stderr
    assert dying(commune) == []
    (commune / NEWS).rename(commune / NEWS.replace("thong-bao-lich", "thong-bao-moi"))
    assert dying(commune) == ["địa chỉ đã công bố /tin-tuc/2024/12/thong-bao-lich/ sẽ không còn"]
    assert "dying-address" in cchc(commune, "check")
    procedure = commune / "site_data/procedures/1.999001.yml"
    sound = procedure.read_text(encoding="utf-8")
    procedure.write_text(sound.replace("code:", "mã:"), encoding="utf-8")
    assert dying(commune) == []  # its page is there again when the slip is mended
    procedure.write_text(sound, encoding="utf-8")
    entry = "- old: /tin-tuc/2024/12/thong-bao-lich/\n  new: /tin-tuc/2024/12/thong-bao-moi/\n  since: 2024-12-21\n"
    with (commune / "site_data/redirects.yml").open("a", encoding="utf-8") as file:
        file.write(entry)
    assert dying(commune) == []


def test_what_has_expired_was_meant_to_go(commune: Path, tmp_path: Path) -> None:
    forget_key(commune)
    alone = commune / "content/tin-tuc/2019/tin-le.md"  # of its year and category
    alone.parent.mkdir()
    text = "---\ntitle: Tin mẫu\ndate: 2019-05-02\ncategory: hoat-dong\nsummary: Dữ liệu mẫu.\n---\n\nDữ liệu mẫu.\n"
    alone.write_text(text, encoding="utf-8")
    assert run(*CCHC, "publish", str(tmp_path / "www"), "--config", commune / "mkdocs.yml").returncode == 0
    assert (tmp_path / "www/current/tin-tuc/chuyen-muc/hoat-dong/2019/index.html").is_file()
    for path in (commune / NEWS, alone):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("---\n", "---\nexpires: 2024-12-30\n", 1), encoding="utf-8")
    site, _ = load(commune, commune / "content", "https://x.example.vn/", AS_OF)
    assert site is not None
    assert "thong-bao-lich" not in {entry.stem for entry in site.news}
    assert dying(commune) == []


def test_nothing_remembered_tells_nothing(tmp_path: Path) -> None:
    site, _ = load(HERE / "commune", HERE / "commune" / "content", "https://x.example.vn/", AS_OF)
    assert site is not None
    (tmp_path / "a").mkdir()
    (tmp_path / "a/pages.json").write_text("{broken", encoding="utf-8")
    assert list(former.dying(site, tmp_path)) == []


@pytest.mark.parametrize("content", [b"", b"\0" * 4096])
def test_an_attachment_that_did_not_come_whole_is_not_called_another_kind(commune: Path, content: bytes) -> None:
    (commune / "content/van-ban/bao-cao-mau.pdf").write_bytes(content)
    (told,) = (problem for problem in problems_of(commune) if problem.rule == "attachment-content")
    assert "bên trong không có gì" in told.message
    assert "lấy lại bản cũ" in told.hint


@posix
@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("new news tin-thu", "content/tin-tuc/*/tin-thu.md"),
        ("new event hop-thu", "site_data/events/hop-thu.yml"),
        ("report 2024-Q3 --out bao-cao.docx", "bao-cao.docx"),
    ],
)
def test_a_full_disk_leaves_no_half_of_a_file_that_is_in_the_way_afterwards(
    words: str, made: str, commune: Path
) -> None:
    def cchc_with_room_for(blocks: str) -> int:
        done = run("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *CCHC, *words.split(), cwd=commune)
        return done.returncode

    assert cchc_with_room_for("1") == 3  # not more than half a KB in a file
    assert not list(commune.glob(made))
    assert cchc_with_room_for("unlimited") == 0
    assert list(commune.glob(made))


def test_a_file_of_which_nothing_is_left_may_be_begun_anew(commune: Path) -> None:
    path = commune / "site_data/events/hop-thu.yml"
    path.touch()  # the power failed
    assert "cchc new" in run(*CCHC, "check", cwd=commune).stdout
    cchc(commune, "new", "event", "hop-thu")
    assert path.read_text("utf-8")


COPIES = [
    "{} (1)",
    "{}(1)",
    "{}_(2)",
    "{} - Copy",
    "{} - Copy (2)",
    "{} - Bản sao",
    unicodedata.normalize("NFD", "{} - Bản sao (2)"),
    "{} copy 2",
    "{}-DESKTOP-4F2K",
    "{}-PC01-2",
    "{} (Case Conflict)",
    "{} (PC01's conflicted copy 2026-11-20)",
    "{}-PC01's conflicted copy 2026-11-20",
    "{}.sync-conflict-20261120-101010-ABCDEF",
]


@pytest.mark.parametrize("form", COPIES)
def test_a_copy_that_another_computer_left_is_told_and_never_a_page(commune: Path, form: str) -> None:
    """It may hold what somebody wrote there: under another name it would be published beside its model."""
    for name in ("content/gioi-thieu/index.md", NEWS, "site_data/hotlines.yml", "site_data/procedures/1.999001.yml"):
        path = commune / name
        shutil.copy(path, path.with_name(form.format(path.stem) + path.suffix))
    problems = problems_of(commune)
    for model in ("index.md", "thong-bao-lich.md", "hotlines.yml", "1.999001.yml"):
        hints = [problem.hint for problem in problems if f"sang {model}, rồi bỏ tệp này" in problem.hint]
        assert len(hints) == 1, model


@pytest.mark.parametrize("form", COPIES)
def test_the_number_that_ends_a_name_belongs_to_the_model(form: str) -> None:
    assert copied_from(form.format("tap-huan-2024")) == "tap-huan-2024"


@pytest.mark.parametrize(
    "name", ["khai-mac", "khai-mac-2026", "1.001193", "bc-05", "copyright", "BC-05-2024", "Khai mac"]
)
def test_an_ordinary_name_is_no_copys(name: str) -> None:
    assert copied_from(name) == ""


def hold(root: Path, computer: str, until: float) -> None:
    """As if a computer worked in the folder."""
    told = {"computer": computer, "person": "lan", "since": time.time() - 60, "until": until}
    (root / presence.NAME).write_text(json.dumps(told), encoding="utf-8")


def test_another_computer_at_work_is_named_and_nothing_is_written(commune: Path) -> None:
    hold(commune, "KE-TOAN-02", time.time() + 600)
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml")
    assert done.returncode == 3
    assert "KE-TOAN-02" in done.stderr
    assert "lan" in done.stderr
    assert not (commune / "site").exists()
    assert run(*CCHC, "trash", NEWS, "--config", commune / "mkdocs.yml").returncode == 3
    assert (commune / NEWS).exists()
    hold(commune, "KE-TOAN-02", time.time() - 1)  # it was switched off
    cchc(commune, "build")
    assert not (commune / presence.NAME).exists()


def test_the_same_computer_may_build_while_it_serves(tmp_path: Path) -> None:
    with presence.working(tmp_path, presence.SERVE):
        with presence.working(tmp_path):
            pass
        assert (tmp_path / presence.NAME).exists()  # the build does not end what `cchc serve` holds
    assert not (tmp_path / presence.NAME).exists()


def test_it_may_serve_while_it_builds_and_what_a_killed_build_left_is_taken_over(tmp_path: Path) -> None:
    build = presence.working(tmp_path)
    build.__enter__()
    with presence.working(tmp_path, presence.SERVE):
        build.__exit__(None, None, None)
        assert (tmp_path / presence.NAME).exists()  # the end of the build does not end what `cchc serve` holds
    assert not (tmp_path / presence.NAME).exists()
    hold(tmp_path, platform.node(), time.time() + 900)
    with presence.working(tmp_path):
        pass
    assert not (tmp_path / presence.NAME).exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"computer": 1}', '{"until": "x"}'])
def test_a_broken_file_of_another_computer_stops_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / presence.NAME).write_text(text, encoding="utf-8")
    with presence.working(tmp_path):
        pass


def test_a_file_that_is_too_large_is_told_with_its_size(commune: Path) -> None:
    with (commune / "content/van-ban/lon.pdf").open("wb") as file:
        file.write(b"%PDF-1.4")
        file.truncate(50_200_000)  # sparse: takes no room
    site, _ = load(commune, commune / "content", "https://x.example.vn/", AS_OF)
    assert site is not None
    (problem,) = files_are_what_they_seem(site)
    assert (problem.rule, problem.path) == ("attachment-size", "content/van-ban/lon.pdf")
    assert "51 MB" in problem.message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Hỏi: đáp?.pdf", "“?”: van-ban/Hỏi: đáp?.pdf"),
        ("giảm 50% #1%.pdf", "“%”, “#”: van-ban/giảm 50% #1%.pdf"),
        ("đơn\u202efdp.pdf", r"“\u202e”: van-ban/đơn\u202efdp.pdf"),
    ],
)
def test_a_name_that_no_address_can_have_is_told_as_it_was_written(commune: Path, name: str, words: str) -> None:
    (commune / "content/van-ban" / name).write_bytes(b"%PDF-1.4")
    site, _ = load(commune, commune / "content", "https://x.example.vn/", AS_OF)
    assert site is not None
    (problem,) = files_are_what_they_seem(site)
    assert (problem.rule, problem.message) == ("attachment-name", f"tên tệp có ký tự không dùng được {words}")
