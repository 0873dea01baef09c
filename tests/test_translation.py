"""Languages: procedures in other languages than Vietnamese, and the interface around them."""

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from cchc import text, words
from cchc.model.base import Language
from cchc.model.procedure import State
from cchc.model.translation import Translation, TranslationState
from cchc.outline import outlines
from cchc.pages import render
from cchc.pages.templating import Templates
from cchc.site import Site
from conftest import REPOSITORY, pages, read_commune
from test_record_pages import GAP, leaves, told
from test_record_pages import words as plain

CODE = "1.999001"
EN, ZH, VI = "/en/thu-tuc/1-999001/", "/zh/thu-tuc/1-999001/", "/thu-tuc/1-999001/"
BASE = "https://tinh.example.vn/xa-vi-du"


@pytest.fixture(scope="module")
def site() -> Site:
    """The miniature commune."""
    return read_commune()


def changed(site: Site, key: str, **values: Any) -> Site:
    """The site with fields of the procedure, or of its first translation, set."""
    entries = list(site.entries[key])
    place = next(place for place, entry in enumerate(entries) if entry.record.code == CODE)
    entries[place] = dataclasses.replace(entries[place], record=entries[place].record.model_copy(update=values))
    return dataclasses.replace(site, entries={**site.entries, key: tuple(entries)})


def document(folder: Path, url: str) -> lxml.html.HtmlElement:
    """A page of a built site."""
    return lxml.html.fromstring((folder / url[1:] / "index.html").read_bytes())


def test_every_language_of_the_models_has_its_words() -> None:
    assert set(words.LANGUAGES) == {"vi", *Language}
    for language in Language:
        here = words.of(language)
        for name in ("list_title", "unofficial", "read_original", "older", "older_mark", "step"):
            told = here.label(name, made=dt.date(2024, 3, 5), since=dt.date(2024, 3, 5), step="A")
            assert told.language == language


def test_a_step_ends_with_the_full_stop_of_its_language(site: Site, templates: Templates) -> None:
    for url in (EN, ZH):
        page = told(site, url, templates)
        steps = site.entries["translation"][(EN, ZH).index(url)].record.steps
        assert all(plain(f"{step.name}{'.' if url == EN else '。'}**") in page for step in steps)


def test_vietnamese_and_english_have_the_same_words_with_the_same_places() -> None:
    vietnamese, english = words.of("vi").frame, words.of("en").frame
    assert english.keys() - vietnamese.keys() == {"menu_home", "menu_procedures", "menu_hotlines"}
    assert vietnamese.keys() <= english.keys()
    for name, told_in_english in english.items():
        places = set(re.findall(r"{(\w+)", vietnamese.get(name, "")))
        assert set(re.findall(r"{(\w+)", told_in_english)) <= places | ({"day"} if name == "as_of_note" else set())
    for part in ("scripts", "worker"):
        told_in = json.loads(words.of_scripts(part))
        assert set(told_in) == {"vi", "en"}
        assert told_in["vi"].keys() == told_in["en"].keys()


def test_the_box_says_which_amounts_are_known_and_which_have_more_below(site: Site, templates: Templates) -> None:
    methods = site.procedure(CODE).record.methods
    fee = methods[0].fees[0].model_copy(update={"per": None, "note": None})
    cases: dict[str, dict[str, Any]] = {
        "50,000 VND": {},
        "50,000 VND, see below": {"note": "mẫu"},
        "Not known": {"amount": GAP},
        "Set by the authorities, see below": {"amount": GAP, "set_by": "mẫu"},
    }
    for said, values in cases.items():
        method = methods[0].model_copy(update={"fees": (fee.model_copy(update=values),)})
        page = told(changed(site, "procedure", methods=(method,)), EN, templates)
        assert f"<dd>{plain(said)}</dd>" in page


def test_words_that_a_language_lacks_are_told_in_english() -> None:
    assert words.of("ja").label("steps") == ("What to do", "en")
    assert words.of("ja").interface == "en"
    assert words.of("en").label("ngay-lam-viec", 1).text == "1 working day"
    assert words.of("en").label("ngay-lam-viec", 5).text == "5 working days"
    assert words.of("vi").date(dt.date(2024, 3, 5)) == "05/3/2024"
    assert words.of("ko").date(dt.date(2024, 3, 5)) == "2024년 3월 5일"
    assert words.of("en").figure(8000) == "8,000"
    assert [words.at(url).language for url in (EN, "/", "/thu-tuc/", "/english/")] == ["en", "vi", "vi", "vi"]


@pytest.mark.parametrize("language", Language)
def test_a_language_has_its_words_and_is_named_where_languages_are(language: Language) -> None:
    assert language.value in words.LANGUAGES
    addresses, guide = (
        (REPOSITORY / "docs" / name).read_text(encoding="utf-8") for name in ("addresses.md", "huong-dan/ban-dich.md")
    )
    assert f"`{language.value}`" in addresses
    assert f"`{language.value}` ({language.label.removeprefix('Tiếng ')})" in " ".join(guide.split())


@pytest.mark.parametrize(
    ("made", "changed_on", "state"),
    [
        ("2024-11-15", None, TranslationState.CURRENT),  # the day of collection
        ("2024-11-14", None, TranslationState.OLD),
        ("2024-01-02", "2024-01-02", TranslationState.CURRENT),
        ("2024-01-02", "2024-01-03", TranslationState.OLD),
    ],
)
def test_a_translation_is_old_when_the_text_changed_since(
    made: str, changed_on: str | None, state: TranslationState, site: Site, templates: Templates
) -> None:
    day = dt.date.fromisoformat(changed_on) if changed_on else None
    site = dataclasses.replace(site, entries={**site.entries, "translation": site.entries["translation"][:1]})
    found = changed(changed(site, "translation", made_on=dt.date.fromisoformat(made)), "procedure", changed_on=day)
    original = found.procedure(CODE)
    assert original
    record = original.record
    assert found.translation_state(record, Language.ENGLISH) is state
    assert found.translation_state(record, Language.JAPANESE) is TranslationState.MISSING
    old = state is TranslationState.OLD
    assert ("this translation is older than the vietnamese text" in told(found, EN, templates)) is old
    assert ("older than the vietnamese text" in told(found, "/en/thu-tuc/", templates)) is old
    assert ("bản dịch cũ hơn bản tiếng việt" in told(found, VI, templates)) is old


def test_a_translation_that_is_old_says_so_in_its_own_language(site: Site, templates: Templates) -> None:
    entries = site.entries["translation"]
    made = []
    for name in Language:
        record = entries[0].record.model_copy(update={"language": name, "made_on": dt.date(2020, 1, 2)})
        made.append(dataclasses.replace(entries[0], slug=f"{name.value}/thu-tuc/1-999001", record=record))
    old = dataclasses.replace(site, entries={**site.entries, "translation": tuple(made)})
    sayings = {
        "en": "is older than",
        "zh": "此译文早于越南语文本",
        "ko": "베트남어 원문보다 오래",
        "ja": "原文より古い",
    }
    for language, said in sayings.items():
        assert said in told(old, f"/{language}/thu-tuc/1-999001/", templates)


def test_every_field_of_a_translation_is_on_its_page(site: Site, templates: Templates) -> None:
    for entry in site.entries["translation"]:
        page = told(site, entry.url, templates)
        record: Translation = entry.record
        day = text.long_date(record.made_on)
        given = {leaf for _, leaf in leaves(record)} - {record.language.label, day} | {
            words.of(record.language).date(record.made_on)
        }
        assert [leaf for leaf in given if plain(leaf) not in page] == []


def test_figures_and_state_are_those_of_the_vietnamese_record(site: Site, templates: Templates) -> None:
    assert "50,000 vnd each, see below for what; set by the authorities, see below; free of charge" in told(
        site, EN, templates
    )
    times = "in some cases 5 working days, see below; the same day; 2.5 days"
    assert times in told(site, EN, templates)
    stopped = changed(site, "procedure", state=State.SUSPENDED, state_reason="chờ quy định mới (mẫu)")
    for url in (EN, "/en/thu-tuc/"):
        assert "suspended" in told(stopped, url, templates)
    page = told(stopped, EN, templates)
    assert page.index("suspended") < page.index("chờ quy định mới") < page.index('class="summary"')


def test_a_site_without_translations_has_no_page_in_another_language(site: Site, templates: Templates) -> None:
    bare = dataclasses.replace(site, entries={**site.entries, "translation": ()})
    assert [outline.url for outline in outlines(bare) if words.at(outline.url).language != "vi"] == []
    outline = next(outline for outline in outlines(bare) if outline.url == VI)
    assert render(bare, outline, templates).translations == ()
    assert "english" not in told(bare, "/", templates)


@pytest.mark.parametrize("urls", [(VI, EN, ZH), ("/thu-tuc/", "/en/thu-tuc/", "/zh/thu-tuc/")])
def test_a_page_names_itself_in_all_its_languages(urls: tuple[str, ...], commune_site: Path) -> None:
    wanted = dict(zip(("vi", "en", "zh"), (BASE + url for url in urls), strict=True)) | {"x-default": BASE + urls[0]}
    for url in urls:
        page = document(commune_site, url)
        links = page.xpath("//head/link[@rel='alternate'][@hreflang]")
        assert {link.get("hreflang"): link.get("href") for link in links} == wanted
        others = [words.of(language).name for language, address in list(wanted.items())[:3] if address != BASE + url]
        assert [link.text for link in page.xpath("//nav[@class='languages']//a")] == others
    in_several = [url for url, page in pages(commune_site) if page.xpath("//link[@hreflang]")]
    assert sorted(in_several) == sorted((VI, EN, ZH, "/thu-tuc/", "/en/thu-tuc/", "/zh/thu-tuc/"))


def test_every_text_is_marked_with_its_language(commune_site: Path) -> None:
    for url, language, interface in ((EN, "en", "en"), (ZH, "zh", "en"), (VI, "vi", "vi")):
        page = document(commune_site, url)
        assert page.get("lang") == language
        for node in page.xpath("//text()[normalize-space()]"):
            holder = node.getparent() if not node.is_tail else node.getparent().getparent()
            here = holder.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
            if holder.tag in ("title", "script") or re.fullmatch(r"[\W\d]*", node):
                continue
            assert "<" not in node, (url, node)
            vietnamese = re.search("[ăđơưạ-ỹ]", node.lower()) is not None
            chinese = re.search("[\u4e00-\u9fff]", node) is not None
            assert vietnamese <= (here == "vi"), (url, node)
            assert chinese <= (here == "zh"), (url, node)
        assert page.xpath("//meta[@property='og:locale']/@content") == [words.of(language).locale]
        assert page.xpath("//meta[@name='DC.language']/@content") == [language]
        assert page.xpath("//body")[0].xpath("string(ancestor-or-self::*[@lang][1]/@lang)") == interface
