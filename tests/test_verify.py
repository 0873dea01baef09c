"""`cchc verify` against nginx: nothing planted goes unseen, and a clean site never raises an alarm."""

import gzip
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cchc.publish import keys
from cchc.publish.findings import Checked, Kind
from cchc.publish.folder import Folder
from cchc.publish.inventory import take
from cchc.publish.keys import Key
from cchc.publish.look import look
from cchc.publish.manifest import NAME, File, Former, formers, pack, unpack
from cchc.publish.release import Order
from cchc.publish.releases import Releases
from cchc.publish.strays import probes
from cchc.publish.verify import verify
from conftest import CCHC, make_link, posix, run
from places import Place, command, make_site
from publish_once import stamps
from servers import free_port, web_server

#: A part of the site is enough, and quick: pages, lists, what they are made with, what machines read.
PARTS = re.compile(
    r"(index|404)\.html|(thu-tuc|duong-day-nong)/index\.html|assets/(\w+/)?(cchc\.css|page\.js|logo\.svg|search/text\.js)"
    r"|du-lieu/van-ban\.json|(rss|sitemap)\.xml|sw\.js|offline\.json"
)
PAGE, LIST, HOME = "duong-day-nong/index.html", "thu-tuc/index.html", "index.html"
BOT, PHONE = "$http_user_agent ~* googlebot", "$http_user_agent ~* mobile"
SPAM = "/spam.html"
LONG = pytest.mark.long
#: Ways to serve the same files: lines of a `server` block. Those after CLEAN are tampered with.
COMPRESSED = (
    "gzip_static on; brotli_static on; gzip on; gzip_proxied any; gzip_types text/css application/json text/xml;"
)
SERVERS = {
    "plain": "",
    "compressed": COMPRESSED,
    "dynamic": "gzip on; gzip_min_length 100; gzip_types *; brotli on; brotli_types *;",
    "cached": "proxy_cache pages; proxy_cache_valid 200 1h; proxy_pass http://127.0.0.1:{compressed};"
    "proxy_set_header Accept-Encoding $http_accept_encoding;",
    "listing": "autoindex on;",
    "previews": 'add_header X-Robots-Tag "max-image-preview: none, max-snippet: 0";',
    "folders-lead-home": "location = /assets/ { return 302 /; }",
    "404-of-ours": "error_page 404 /404.html;",
    "bot-redirect": f"if ({BOT}) {{ return 302 https://ca-cuoc.example/; }}",
    "bot-content": f"if ({BOT}) {{ rewrite ^/duong-day-nong/$ {SPAM} break; }}",
    "bot-site-map": f"if ({BOT}) {{ rewrite ^/sitemap.xml$ {SPAM} break; }}",
    "phone-content": f"if ({PHONE}) {{ rewrite ^/duong-day-nong/$ {SPAM} break; }}",
    "referer-content": f'if ($http_referer ~ "google") {{ rewrite ^/thu-tuc/$ {SPAM} break; }}',
    "redirect": "location = /duong-day-nong/ { return 301 https://ca-cuoc.example/; }",
    "folder-redirect": "location = /assets/ { return 302 https://ca-cuoc.example/; }",
    "refresh": 'add_header Refresh "5; url=https://ca-cuoc.example/";',
    "noindex": 'add_header X-Robots-Tag "noindex, nofollow";',
    "noindex-none": 'add_header X-Robots-Tag "none";',
    "noindex-of-one": 'add_header X-Robots-Tag "googlebot: nofollow, NONE";',
    "link-header": 'add_header Link "<https://ca-cuoc.example/>; rel=canonical";',
    "download": 'add_header Content-Disposition "attachment; filename=trang.html";',
    "wrong-type": "types { text/plain html; }",
    "catch-all": f"error_page 404 =200 {SPAM};",
    "away": "error_page 404 =302 https://ca-cuoc.example/;",
    "spam-404": f"error_page 404 {SPAM};",
    "injected": "sub_filter '</body>' '<script src=https://ca-cuoc.example/x.js></script></body>'; sub_filter_once on;",
    "replaced-words": "sub_filter 'tục' 'túc'; sub_filter_once off; sub_filter_types *;",
    "forbidden": "location = /thu-tuc/ { return 403; }",
    "shut": "location = /duong-day-nong/ { return 404; }",
    "cookie": 'add_header Set-Cookie "a=b";',
}
CLEAN = ("plain", "compressed", "dynamic", "cached", "listing", "previews", "folders-lead-home", "404-of-ours")
SPAM_PAGE = '<!doctype html><html><body><a href="https://ca-cuoc.example/">cá cược</a></body></html>'


class Scene:
    """A published part of the commune's site behind nginx in many ways, which can be put back as it was."""

    def __init__(self, folder: Path, site: Path, ports: Mapping[str, int]) -> None:
        self.root, self._kept, self._ports = folder / "www", folder / "kept", ports
        self.key = keys.make(folder / "signing.key")
        parts = {name: stamp for name, stamp in stamps(site).items() if PARTS.fullmatch(name)}
        self.inventory = take({site: parts}, folder / "cache")
        self.release(self.key)
        shutil.copytree(self.root / "current", self._kept)
        make_link(self.root / "served", "current")

    def release(self, key: Key | None, now: int | None = None) -> None:
        have = self.inventory
        moment = int(time.time()) if now is None else now
        site = "https://xa.example.vn/"
        order = Order(site, have.files, have.hosts, have.place, moment, 5, key, lambda: None, again=True)
        Releases(Folder(self.root)).publish(order, lambda: None)

    @property
    def shown(self) -> Path:
        return self.root / "current"

    def restore(self) -> None:
        for path in sorted(self.shown.rglob("*"), reverse=True):
            if not (self._kept / path.relative_to(self.shown)).exists():
                path.rmdir() if path.is_dir() else path.unlink()
        shutil.copytree(self._kept, self.shown, dirs_exist_ok=True)

    def check(self, way: str = "compressed", quick: bool = False, memory: Path | None = None) -> Checked:
        return verify(f"http://127.0.0.1:{self._ports[way]}/", self.key.public, memory, quick, None)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, commune_site: Path) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("verify")
    ports = {way: free_port() for way in SERVERS}
    (folder / "spam.html").write_text(SPAM_PAGE, "utf-8")
    blocks = []
    for way, lines in SERVERS.items():
        spam = f"location = {SPAM} {{ root {folder}; }}"
        said = lines.replace("{compressed}", str(ports["compressed"]))
        if "proxy_pass" in said:
            said, spam = f"location / {{ {said} }}", ""
        elif "rewrite" in said:
            said = said.replace(" break; }", " last; }")
        blocks.append(f"server {{ listen 127.0.0.1:{ports[way]}; root {folder}/www/served; {said} {spam} }}")
    cache = f"proxy_cache_path {folder}/pages keys_zone=pages:1m; etag on;"
    found = Scene(folder, commune_site, ports)
    with web_server(folder, "return 404;", cache + "\n".join(blocks)):
        yield found


@pytest.fixture(autouse=True)
def put_back(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "scene" in request.fixturenames:
        request.getfixturevalue("scene").restore()


def kinds(checked: Checked) -> set[Kind]:
    return {found.kind for found in checked.findings}


@pytest.mark.parametrize("way", CLEAN)
def test_a_clean_site_raises_no_alarm(scene: Scene, way: str) -> None:
    for _ in range(2):
        checked = scene.check(way)
        assert checked.findings == ()
        assert checked.status == 0
    assert checked.files == len(scene.inventory.files)


@pytest.mark.long
def test_a_thousand_checks_of_a_clean_site_raise_no_alarm(scene: Scene, tmp_path: Path) -> None:
    for number in range(1000):
        way = CLEAN[number % len(CLEAN)]
        checked = scene.check(way, quick=number % 3 > 0, memory=tmp_path / way)
        assert checked.findings == (), (number, way)


def edit(name: str, find: str, put: str) -> Callable[[Path], None]:
    """A page with other words in it, in all its copies."""

    def change(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert find in text, name
        rewrite(root / name, text.replace(find, put, 1).encode())

    return change


def rewrite(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    if path.with_name(f"{path.name}.gz").exists():
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content))
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(content))


def insert(markup: str, name: str = PAGE) -> Callable[[Path], None]:
    return edit(name, "</main>", f"{markup}</main>")


def put(name: str, content: str = "<?php system($_GET[0]);") -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, "utf-8")

    return change


def remove(*names: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for name in names:
            for copy in root.glob(f"{name}*"):
                copy.unlink()

    return change


def copy_only(ending: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        compress = gzip.compress if ending == ".gz" else brotli.compress
        (root / f"{PAGE}{ending}").write_bytes(compress(SPAM_PAGE.encode()))

    return change


def plain_only(root: Path) -> None:
    (root / PAGE).write_text(SPAM_PAGE, "utf-8")


def same_stamp(root: Path) -> None:
    """A digit of a phone number, the size and the time as they were."""
    path = root / PAGE
    status = path.stat()
    for copy in (path, root / f"{PAGE}.gz", root / f"{PAGE}.br"):
        if copy != path:
            copy.unlink()
    text = path.read_text("utf-8")
    found = re.search(r"tel:\+?\d{6,}", text)
    assert found
    digit = "1" if found[0][-1] != "1" else "2"
    path.write_text(text.replace(found[0], found[0][:-1] + digit), "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size


def manifest(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def rewritten(root: Path) -> None:
        (root / NAME).write_bytes(change((root / NAME).read_bytes()))

    return rewritten


def unsigned(content: bytes) -> bytes:
    return pack(unpack(content).manifest, None)


def by_another_key(content: bytes) -> bytes:
    return pack(unpack(content).manifest, stranger())


def stranger() -> Key:
    return Key(Ed25519PrivateKey.generate())


def forged(root: Path) -> None:
    """A page is changed, and its hash in the manifest with it."""
    insert('<a href="https://ca-cuoc.example/">x</a>')(root)
    outer = json.loads((root / NAME).read_bytes())
    content = (root / PAGE).read_bytes()
    outer["manifest"]["files"][PAGE][:2] = [hashlib.sha256(content).hexdigest(), len(content)]
    (root / NAME).write_text(json.dumps(outer), "utf-8")


def loaded(root: Path, name: str) -> Path:
    """A style sheet or script of the release."""
    (path,) = root.glob(f"assets/*/{name}")
    return path


#: What is done to the files on the server, and what must be found besides an alarm.
PLANTED: dict[str, tuple[Callable[[Path], None], set[Kind]]] = {
    "a word changed": (edit(PAGE, "Đường dây nóng", "Đường dây lạnh"), {Kind.CHANGED}),
    "a digit changed, size and time kept": (same_stamp, {Kind.CHANGED}),
    "a link": (insert('<a href="https://ca-cuoc.example/">cá cược</a>'), {Kind.CHANGED, Kind.LINK}),
    "a link without a scheme": (insert('<a href="//ca-cuoc.example">x</a>'), {Kind.LINK}),
    "a link that leans back": (insert(r'<a href="\\ca-cuoc.example">x</a>'), {Kind.LINK}),
    "a link in a comment": (insert("<!-- https://ca-cuoc.example/ -->"), {Kind.LINK}),
    "a hidden link": (insert('<div style="display:none"><a href="https://a.example">x</a></div>'), {Kind.HIDDEN}),
    "text off the screen": (insert('<p style="position:absolute; left:-9999px">cá cược</p>'), {Kind.HIDDEN}),
    "text of size nothing": (insert('<p style="font-size:0">cá cược</p>'), {Kind.HIDDEN}),
    "text that is transparent": (insert('<p style="opacity:0">cá cược</p>'), {Kind.HIDDEN}),
    "white on white": (insert('<p style="color:#fff;background:#fff">cá cược</p>'), {Kind.HIDDEN}),
    "hidden text that never ends": (insert("<div hidden><p>cá<p>cược<p>bạc"), {Kind.HIDDEN}),
    "a hidden attribute": (insert("<p hidden>cá cược</p>"), {Kind.HIDDEN}),
    "a style that hides": (insert("<style>main{visibility:hidden}</style>"), {Kind.HIDDEN}),
    "a script from elsewhere": (insert('<script src="https://ca-cuoc.example/x.js"></script>'), {Kind.SCRIPT}),
    "a script in the page": (insert("<script>location='https://ca-cuoc.example'</script>"), {Kind.SCRIPT, Kind.LINK}),
    "an event handler": (insert('<img src="/x" onerror="alert(1)">'), {Kind.SCRIPT}),
    "an address that runs": (insert('<a href="java&#10;script:alert(1)">x</a>'), {Kind.SCRIPT}),
    "a frame": (insert('<iframe src="https://ca-cuoc.example/"></iframe>'), {Kind.SCRIPT, Kind.LINK}),
    "an object": (insert('<object data="x.swf"></object>'), {Kind.SCRIPT}),
    "a base": (edit(PAGE, "<head>", '<head><base href="https://ca-cuoc.example/">'), {Kind.SCRIPT}),
    "a refresh": (
        edit(PAGE, "<head>", '<head><meta http-equiv="refresh" content="0;url=https://a.example">'),
        {Kind.REDIRECT},
    ),
    "a canonical link": (edit(PAGE, "</head>", '<link rel="canonical" href="https://a.example"></head>'), {Kind.LINK}),
    "a form": (insert('<form action="https://a.example/"><input name="cccd"></form>'), {Kind.LINK}),
    "a style sheet from elsewhere": (insert('<link rel="stylesheet" href="https://a.example/a.css">'), {Kind.LINK}),
    "the home page replaced": (lambda root: rewrite(root / HOME, SPAM_PAGE.encode()), {Kind.CHANGED, Kind.LINK}),
    "a page emptied": (lambda root: rewrite(root / LIST, b""), {Kind.CHANGED}),
    "a page cut short": (lambda root: rewrite(root / LIST, (root / LIST).read_bytes()[:900]), {Kind.CHANGED}),
    "a page in the place of another": (lambda root: rewrite(root / LIST, (root / PAGE).read_bytes()), {Kind.CHANGED}),
    "a page of megabytes": (lambda root: rewrite(root / LIST, b"a" * 3_000_000), {Kind.CHANGED}),
    "a page removed": (remove(PAGE), {Kind.MISSING}),
    "a style sheet removed": (remove("assets/*/cchc.css"), {Kind.MISSING}),
    "a style sheet that loads another": (
        lambda root: rewrite(loaded(root, "cchc.css"), b"@import url(https://a.example/a.css);"),
        {Kind.CHANGED, Kind.LINK},
    ),
    "a style sheet that hides": (
        lambda root: rewrite(loaded(root, "cchc.css"), b"main { display: none }"),
        {Kind.CHANGED, Kind.HIDDEN},
    ),
    "a script changed": (
        lambda root: rewrite(loaded(root, "page.js"), b"import 'https://a.example/a.js'"),
        {Kind.LINK},
    ),
    "the service worker changed": (lambda root: rewrite(root / "sw.js", b"self.a = 1;"), {Kind.CHANGED}),
    "a script in a picture": (
        lambda root: rewrite(
            root / "assets/logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
        ),
        {Kind.SCRIPT},
    ),
    "the feed changed": (edit("rss.xml", "<item>", "<item><link>https://ca-cuoc.example/</link>"), {Kind.LINK}),
    "the site map changed": (
        edit("sitemap.xml", "<url>", "<url><loc>https://xa.example.vn/ca-cuoc/</loc></url><url>"),
        {Kind.CHANGED},
    ),
    "open data changed": (edit("du-lieu/van-ban.json", '"', ' "'), {Kind.CHANGED}),
    "what is kept offline changed": (edit("offline.json", "{", "{ "), {Kind.CHANGED}),
    "the gzip copy alone": (copy_only(".gz"), {Kind.COPY}),
    "the brotli copy alone": (copy_only(".br"), {Kind.COPY}),
    "the plain file alone": (plain_only, {Kind.COPY}),
    "a broken copy": (lambda root: (root / f"{PAGE}.gz").write_bytes(b"\x1f\x8bnonsense"), {Kind.COPY}),
    "a shell": (put("shell.php"), {Kind.FOREIGN}),
    "another index": (put("index.php"), {Kind.FOREIGN}),
    "robots.txt": (put("robots.txt", "User-agent: *\nDisallow: /\n"), {Kind.FOREIGN}),
    "another site map": (put("sitemap_index.xml", "<sitemapindex/>"), {Kind.FOREIGN}),
    "a folder of uploads": (put("uploads/index.html", SPAM_PAGE), {Kind.FOREIGN, Kind.LINK}),
    "a page where there was none": (put("assets/index.html", SPAM_PAGE), {Kind.FOREIGN, Kind.LINK}),
    "the manifest removed": (remove(NAME), {Kind.MISSING}),
    "the manifest broken": (manifest(lambda content: content[:300]), {Kind.MISSING}),
    "the manifest without its signature": (manifest(unsigned), {Kind.SIGNATURE}),
    "the manifest signed by a stranger": (manifest(by_another_key), {Kind.SIGNATURE}),
    "the manifest changed with the page": (forged, {Kind.SIGNATURE}),
}
#: What the server does with right files, and what must be found.
SERVED: dict[str, set[Kind]] = {
    "bot-redirect": {Kind.REDIRECT, Kind.CLOAKED},
    "bot-content": {Kind.CLOAKED, Kind.LINK},
    "bot-site-map": {Kind.CLOAKED, Kind.LINK},
    "phone-content": {Kind.CLOAKED, Kind.LINK},
    "referer-content": {Kind.CLOAKED, Kind.LINK},
    "redirect": {Kind.REDIRECT},
    "refresh": {Kind.REDIRECT},
    "noindex": {Kind.HEADER},
    "noindex-none": {Kind.HEADER},
    "noindex-of-one": {Kind.HEADER},
    "folder-redirect": {Kind.REDIRECT},
    "link-header": {Kind.HEADER},
    "download": {Kind.HEADER},
    "wrong-type": {Kind.HEADER},
    "catch-all": {Kind.CATCH_ALL, Kind.LINK},
    "away": {Kind.CATCH_ALL},
    "spam-404": {Kind.LINK},
    "injected": {Kind.CHANGED, Kind.SCRIPT},
    "replaced-words": {Kind.CHANGED},
    "forbidden": {Kind.MISSING},
    "shut": {Kind.MISSING},
}


def test_there_are_enough_kinds_of_tampering() -> None:
    assert len(PLANTED) + len(SERVED) >= 40


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_in_files_is_found(scene: Scene, name: str) -> None:
    plant, expected = PLANTED[name]
    plant(scene.shown)
    checked = scene.check()
    assert checked.status == 1
    assert expected <= kinds(checked), checked.findings


@pytest.mark.parametrize("way", SERVED)
def test_what_a_server_does_is_found(scene: Scene, way: str) -> None:
    checked = scene.check(way)
    assert checked.status == 1
    assert SERVED[way] <= kinds(checked), checked.findings


@pytest.mark.parametrize("name", [name for name, (_, kinds) in PLANTED.items()])
def test_a_folder_shows_the_same(scene: Scene, name: str) -> None:
    plant, _ = PLANTED[name]
    assert verify(str(scene.root), scene.key.public, None, False, None).findings == ()
    plant(scene.shown)
    assert verify(str(scene.root), scene.key.public, None, False, None).status == 1


HIDDEN = (".cchc/shell.php", ".cchc/lock", ".cchc/releases/a.json")  # where our own files lie elsewhere


@pytest.mark.parametrize(
    "name", [".htaccess", ".user.ini", "thu-tuc/.a.php", "assets/x.woff", "tin-tuc/a/b.html", *HIDDEN]
)
def test_a_foreign_file_in_a_folder_is_found(scene: Scene, name: str) -> None:
    put(name)(scene.shown)
    found = verify(str(scene.root), scene.key.public, None, False, None).findings
    assert (Kind.FOREIGN, name) in {(each.kind, each.path) for each in found}


def test_a_link_in_the_place_of_a_file_is_no_file(scene: Scene) -> None:
    page, elsewhere = scene.shown / PAGE, scene.root.parent / "elsewhere.html"
    shutil.move(page, elsewhere)
    make_link(page, elsewhere)
    try:
        found = verify(str(scene.root), scene.key.public, None, False, None).findings
        assert (Kind.MISSING, PAGE) in {(each.kind, each.path) for each in found}
    finally:
        page.unlink()


def test_what_is_kept_beside_a_site_of_single_files_is_not_foreign(scene: Scene) -> None:
    shutil.copytree(scene.shown, scene.root.parent / "dav", dirs_exist_ok=True)
    for name in (*HIDDEN[1:], ".cchc/incoming.json", f".cchc/files/{'0a' * 32}"):
        put(name, "{}")(scene.root.parent / "dav")
    assert verify(str(scene.root.parent / "dav"), scene.key.public, None, False, None).findings == ()
    put(HIDDEN[0])(scene.root.parent / "dav")
    found = verify(str(scene.root.parent / "dav"), scene.key.public, None, False, None).findings
    assert {(each.kind, each.path) for each in found} == {(Kind.FOREIGN, HIDDEN[0])}


def test_an_old_release_that_comes_back_is_noticed(scene: Scene, tmp_path: Path) -> None:
    assert scene.check(memory=tmp_path).status == 0
    content = (scene.shown / NAME).read_bytes()
    older = replace(unpack(content).manifest, made=unpack(content).manifest.made - 60)
    (scene.shown / NAME).write_bytes(pack(older, scene.key))
    for _ in range(2):  # it stays noticed
        assert Kind.REPLAYED in kinds(scene.check(memory=tmp_path))


@posix
def test_an_old_release_that_is_shown_again_beside_a_newer_one_is_noticed(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    for version in (1, 2):
        make_site(tmp_path / "site", version, pages=1)
        place.publish(tmp_path / "site")
    place.rollback()  # a newer one that holds what the oldest held
    www, memory = tmp_path / "www", tmp_path / "memory"
    assert verify(str(www), "", memory, False, None).status == 0
    (www / "current").unlink()
    make_link(www / "current", f"releases/{place.kept()[-1].release}")
    for folder in (www, www / "current"):
        assert kinds(verify(str(folder), "", memory, False, None)) == {Kind.REPLAYED, Kind.UNSIGNED}


def test_a_newer_release_counts_only_when_it_is_signed(scene: Scene) -> None:
    beside = scene.root / "releases/20991231-235959-00000000"
    newer = unpack((scene.shown / NAME).read_bytes()).manifest
    newer = replace(newer, made=newer.made + 60, release=beside.name)
    beside.mkdir()
    try:
        for key, found in ((stranger(), set()), (None, set()), (scene.key, {Kind.REPLAYED})):
            (beside / NAME).write_bytes(pack(newer, key))
            assert kinds(verify(str(scene.root), scene.key.public, None, False, None)) == found
    finally:
        shutil.rmtree(beside)


def test_a_quick_check_asks_little_and_finds_what_was_changed(scene: Scene, tmp_path: Path) -> None:
    whole = scene.check(memory=tmp_path)
    quick = scene.check(quick=True, memory=tmp_path)
    assert quick.status == 0
    assert quick.requests < whole.requests - len(scene.inventory.files) / 2
    time.sleep(1.1)  # nginx tells versions apart by whole seconds
    insert('<a href="https://ca-cuoc.example/">x</a>')(scene.shown)
    assert Kind.LINK in kinds(scene.check(quick=True, memory=tmp_path))


def test_a_cache_that_has_the_release_before_is_no_alarm(scene: Scene) -> None:
    scene.check("cached")  # fills it
    have = scene.inventory
    page = scene.root / "page"
    page.write_bytes((scene.shown / PAGE).read_bytes() + b"\n")
    try:
        files = take({scene.root: {"page": (0, page.stat().st_size)}}, scene.root.parent / "cache2").files
        scene.inventory = replace(have, files={**have.files, PAGE: files["page"]}, paths={**have.paths, PAGE: page})
        before = os.readlink(scene.shown)
        scene.release(scene.key, int(time.time()) + 1)
        checked = scene.check("cached")
        assert (checked.status, kinds(checked)) == (0, {Kind.STALE})
        assert scene.check("compressed").findings == ()
    finally:
        scene.inventory = have
        shutil.rmtree(scene.shown.resolve())
        scene.shown.unlink()
        make_link(scene.shown, before)


def test_an_unsigned_site_says_so_and_is_no_alarm(scene: Scene) -> None:
    manifest(unsigned)(scene.shown)
    checked = verify(str(scene.root), "", None, False, None)
    assert (checked.status, kinds(checked)) == (0, {Kind.UNSIGNED})


def test_a_cookie_is_told_without_alarm(scene: Scene) -> None:
    assert (scene.check("cookie").status, kinds(scene.check("cookie"))) == (0, {Kind.COOKIE})


def test_a_server_that_is_not_there_is_told_apart() -> None:
    checked = verify(f"http://127.0.0.1:{free_port()}/", "", None, False, None)
    assert (checked.status, kinds(checked)) == (3, {Kind.UNREACHED})


def test_the_command_tells_in_vietnamese_and_for_programs(scene: Scene, tmp_path: Path) -> None:
    shutil.copytree(scene.shown, tmp_path / "trang")
    assert command("verify", tmp_path / "trang", "--key", scene.key.public).returncode == 0
    insert('<a href="https://ca-cuoc.example/">x</a>')(tmp_path / "trang")
    told = command("verify", tmp_path / "trang", "--key", scene.key.public)
    assert told.returncode == 1
    assert "BÁO ĐỘNG: liên kết lạ bị chèn" in told.stdout
    assert "Trang KHÔNG như đã đăng" in told.stdout
    raw = command("verify", tmp_path / "trang", "--key", scene.key.public, "--format", "json")
    said = json.loads(raw.stdout)
    assert said["status"] == 1
    assert {each["kind"] for each in said["findings"]} == {"changed", "link", "copy"}
    assert command("verify", tmp_path / "nowhere").returncode == 2
    assert command("verify", tmp_path / "trang", "--key", "ed25519:xyz").returncode == 2


def test_a_folder_in_which_nothing_was_published_is_no_alarm(tmp_path: Path) -> None:
    for name in ("trong", "tai-lieu/anh", "do-dang/.cchc", "do-dang/releases/20260101-000000-abcdef01"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "tai-lieu/quyet-dinh.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "do-dang/.cchc/incoming.json").write_text("{}", "utf-8")  # a first release that was broken off
    for name in ("trong", "tai-lieu", "do-dang"):
        told = command("verify", tmp_path / name)
        assert (told.returncode, told.stdout) == (2, "")
        assert "chưa đăng trang nào lên đây" in told.stderr


@pytest.mark.parametrize("left", ["index.html", "current/index.html", "releases/20260101-000000-abcdef01/ban-ke.json"])
def test_a_site_without_its_list_of_files_is_an_alarm(tmp_path: Path, left: str) -> None:
    (tmp_path / left).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / left).write_text("x", "utf-8")
    assert verify(str(tmp_path), "", None, False, None).status == 1


def test_a_site_that_was_taken_away_whole_is_an_alarm_where_it_was_published_from(tmp_path: Path) -> None:
    www, memory = tmp_path / "www", tmp_path / "memory"
    make_site(tmp_path / "site", 1, pages=1)
    Place("folder", str(www), memory, www).publish(tmp_path / "site")
    shutil.rmtree(www)
    www.mkdir()
    assert kinds(verify(str(www), "", memory, False, None)) == {Kind.MISSING}


@pytest.mark.parametrize("folder", ["site", "content", "site_data"])
def test_the_sites_own_folder_is_not_where_it_was_published(
    commune: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (commune / "site").mkdir()
    (commune / "site/index.html").write_text("mới dựng, chưa đăng", "utf-8")
    monkeypatch.chdir(commune)
    told = command("verify", folder)
    assert (told.returncode, "không phải nơi đăng" in told.stderr) == (2, True)


def test_no_page_of_ours_looks_suspicious(site: Path) -> None:
    hosts = frozenset(take({site: stamps(site)}, site.parent / "cache").hosts)
    names = [name for name in names_of(site) if name != "nhung/index.html"]  # shows a frame, of this site
    found = [each for name in names for each in look(name, (site / name).read_bytes(), hosts)]
    assert {each.kind for each in found} <= {Kind.HIDDEN}, found  # the finder shows itself once its script runs


def names_of(site: Path) -> list[str]:
    wordy = (".html", ".css", ".js", ".svg", ".xml", ".json")
    return [path.relative_to(site).as_posix() for path in site.rglob("*") if path.suffix in wordy]


def test_probes_are_not_files_of_ours(commune_site: Path) -> None:
    ours = {path.relative_to(commune_site).as_posix() for path in commune_site.rglob("*")}
    assert ours & set(probes()) <= {"robots.txt", "sitemap.xml", "sitemap.xml.gz"}
    assert NAME not in probes()


def test_a_release_that_is_just_coming_is_no_alarm_unless_a_stranger_signed_it(scene: Scene) -> None:
    """Where files are replaced one by one, some are ahead of the manifest for a while."""
    signed = unpack((scene.shown / NAME).read_bytes())
    edit(PAGE, "Đường dây nóng", "Đường dây nóng mới")(scene.shown)
    content = (scene.shown / PAGE).read_bytes()
    changed = signed.manifest.files[PAGE]._replace(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    coming = replace(
        signed.manifest, made=signed.manifest.made + 60, files={**signed.manifest.files, PAGE: changed}, release="sau"
    )
    (scene.shown / ".cchc").mkdir(exist_ok=True)
    (scene.shown / ".cchc/incoming.json").write_bytes(pack(coming, scene.key))
    checked = scene.check("plain")
    assert (checked.status, kinds(checked)) == (0, {Kind.STALE})
    for stranger_signed in (pack(coming, stranger()), pack(coming, None)):
        (scene.shown / ".cchc/incoming.json").write_bytes(stranger_signed)
        assert scene.check("plain").status == 1


@pytest.mark.parametrize("name", ["cu.txt", "assets/0a1b2c3d/cu.css"])
def test_files_that_went_with_the_last_release_may_still_be_there(scene: Scene, name: str) -> None:
    signed = unpack((scene.shown / NAME).read_bytes())
    content = b"truoc day"
    former = {name: (Former(hashlib.sha256(content).hexdigest(), signed.manifest.made),)}
    (scene.shown / NAME).write_bytes(pack(replace(signed.manifest, before=former), scene.key))
    put(name, content.decode())(scene.shown)
    assert verify(str(scene.root), scene.key.public, None, False, None).findings == ()
    assert scene.check("listing").findings == ()
    put(name, "bi thay")(scene.shown)
    assert verify(str(scene.root), scene.key.public, None, False, None).status == 1


def test_what_paths_held_is_told_for_a_day(scene: Scene) -> None:
    """Caches on the way may still give it: of a path that changed twice, that went, and that came back."""
    now, day = 2_000_000_000, 86_400
    last = replace(
        unpack((scene.shown / NAME).read_bytes()).manifest,
        files={"doi": File("b", 1), "con": File("c", 1), "di": File("d", 1)},
        before={"doi": (Former("a", now - day + 1),), "cu": (Former("e", now - day),), "con": (Former("f", now - 9),)},
    )
    said = formers(last, {"doi": File("b2", 1), "con": File("c", 1), "moi": File("m", 1)}, now)
    assert said == {
        "doi": (Former("b", now), Former("a", now - day + 1)),
        "con": (Former("f", now - 9),),
        "di": (Former("d", now),),
    }
    assert formers(None, {"moi": File("m", 1)}, now) == {}


@pytest.mark.parametrize(
    "path", ["../x", "/x", "a/../../x", "a\\x", "c:x", "a//b", "", "a/./b", "x\n", "a\x00b", "x?y", "a*"]
)
def test_a_manifest_that_leads_outside_is_refused(path: str) -> None:
    outer = {"manifest": {"format": 1, "site": "", "release": "a", "made": 1, "before": {}, "hosts": []}}
    outer["manifest"]["files"] = {path: ["a" * 64, 1, 1, 0, 0]}
    with pytest.raises(ValueError, match="not a"):
        unpack(json.dumps(outer).encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("release", "a/b"),
        ("release", ".."),
        ("release", ""),
        ("made", "1"),
        ("files", {"x": ["a" * 64, -1, 1, 0, 0]}),
        ("files", {"x": ["a" * 64, 1, "1", 0, 0]}),
        ("files", {"x": [1, 1, 1, 0, 0]}),
        ("before", {"x": [["a" * 64, "1"]]}),
        ("before", {"x": [[1, 1]]}),
    ],
)
def test_a_manifest_with_another_kind_of_value_is_refused(name: str, value: object) -> None:
    sound = {"format": 1, "site": "", "release": "a", "made": 1, "files": {"x": ["a" * 64, 1, 1, 0, 0]}}
    sound |= {"before": {"x": [["b" * 64, 1]]}, "hosts": []}
    assert unpack(json.dumps({"manifest": sound}).encode()).manifest.release == "a"
    with pytest.raises(ValueError, match="not a"):
        unpack(json.dumps({"manifest": sound | {name: value}}).encode())


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"manifest": 3}', b"[" * 100_000, b"\xff", b'{"manifest":{"format":2}}']
)
def test_what_is_no_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        unpack(content)


def test_a_site_that_does_not_answer_is_told_without_a_word_of_sending(tmp_path: Path, unused_port: int) -> None:
    done = run(*CCHC, "verify", f"http://127.0.0.1:{unused_port}/", cwd=tmp_path)
    assert done.returncode == 3
    assert "mất liên lạc; kiểm tra mạng" in done.stdout
    assert "đã gửi" not in done.stdout
