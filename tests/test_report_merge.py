"""What people write in Word comes back: property tests over files as Word, LibreOffice and people change them."""

import io
import subprocess
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc.period import Period
from cchc.problems import Level, Problem, Refused
from cchc.reporting.carried import MARK
from cchc.reporting.draft import AREAS, Appendix, Block, Draft, Figure, Gap, Row, Table, Words
from cchc.reporting.layout import layout_on
from cchc.reporting.merge import merge
from cchc.reporting.returned import read
from cchc.reporting.word import write
from cchc.text import clean
from conftest import program

PERIOD = Period.parse("2024-Q3")
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵABCĐ0123456789"
LINE = (
    st.text(LETTERS + " ,.;:()/–…“”&<>\"'-", min_size=1, max_size=60)
    .map(lambda text: clean("A" + text))
    .filter(lambda text: "[…" not in text)
)
LINES = st.lists(LINE, min_size=1, max_size=3)
QUICK = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])


def words(name: str, *pieces: Any, style: str = "item") -> Block:
    """A block of the draft below."""
    return Block(name, style, tuple(Words(piece) if isinstance(piece, str) else piece for piece in pieces))


def report(news: str = "33") -> Draft:
    """A small made-up report with everything that a report may have."""
    symbol = words("symbol", "Số: ", Gap("symbol", "số"), "/BC-UBND", style="symbol")
    state = words("state", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", style="state")
    body = (
        words("opening", "UBND xã Ví Dụ báo cáo như sau:", style="body"),
        words("tin.heading", "I. KẾT QUẢ", style="part"),
        words("tin.so", "Đã đăng ", Figure("news", news, "tin, bài"), " tin, bài trong kỳ."),
        words("tin.ho-so", "Nhận ", Gap("so", "số"), " hồ sơ, trong đó trực tuyến ", Gap("mang", "số"), "."),
        words("tin.noi-dung", Gap("noi-dung", "nội dung đã tuyên truyền")),
        words("tin.cuoi", "Treo 05 pa-nô."),
        words("danh-gia.heading", "II. ĐÁNH GIÁ", style="part"),
        words("danh-gia.han-che", Gap("han-che", "hạn chế"), style="body"),
        words("closing", "Trên đây là báo cáo./.", style="body"),
    )
    cells = [
        (words(f"task.a.{name}", *pieces, style="cell"),)
        for name, pieces in (("number", "1"), ("name", ("Phát thanh",)), ("done", "x"), ("open", ()))
    ]
    table = Table(("STT", "Nội dung", "Hoàn thành", "Chưa hoàn thành"), (10, 50, 20, 20), (Row(tuple(cells)),))
    appendix = Appendix((words("appendix", "Phụ lục", style="appendix"),), table, (words("total", "Tổng số: 01."),))
    return Draft(
        "xa-quy",
        PERIOD,
        "UBND xã Ví Dụ",
        "kết quả",
        (symbol,),
        (state,),
        (words("type", "BÁO CÁO", style="type"),),
        body,
        (words("recipients", "Nơi nhận:", style="recipients"),),
        (words("signer", Gap("signer", "họ và tên"), style="signer"),),
        (appendix,),
    )


@cache
def file_of(draft: Draft) -> bytes:
    """The Word file of a draft."""
    return write(draft, layout_on(PERIOD.end))


def edited(change: Callable[[Any], object], draft: Draft | None = None) -> bytes:
    """The file after somebody changed its body."""
    file = Document(io.BytesIO(file_of(draft or report())))
    change(file.element.body)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def back(data: bytes, draft: Draft | None = None) -> tuple[Draft, list[Problem]]:
    """What comes back."""
    return merge(draft or report(), read(data, "a.docx"), "a.docx")


def texts(draft: Draft) -> list[str]:
    """Every paragraph of a report."""
    return [text for block in draft.blocks() for text in block.paragraphs if text]


def paragraph(body: Any, text: str) -> Any:
    """The paragraph that holds a text."""
    found = [p for p in body.iter(qn("w:p")) if text in "".join(t.text or "" for t in p.iter(qn("w:t")))]
    assert found, text
    return found[0]


def new(text: str, like: Any = None) -> Any:
    """A new paragraph, as typed below one of the same style."""
    made = OxmlElement("w:p")
    if like is not None and like.find(qn("w:pPr")) is not None:
        made.append(deepcopy(like.find(qn("w:pPr"))))
    run = OxmlElement("w:r")
    run.text = text
    made.append(run)
    return made


def fill(body: Any, asked: str, lines: list[str]) -> None:
    """Write into a gap as Word does: its placeholder goes, a line break or a paragraph for each further line."""
    place = next(t for t in body.iter(qn("w:t")) if t.text and asked in t.text)
    place.text = lines[0]
    at = first = next(place.iterancestors(qn("w:p")))
    for line in lines[1:]:
        at.addnext(new(line, first))
        at = at.getnext()
    at.extend(first.findall(qn("w:bookmarkEnd")))


def overwrite(body: Any, text: str, lines: list[str]) -> None:
    """Mark a whole paragraph and write over it: bookmark and content control go with it."""
    old = paragraph(body, text)
    for line in lines:
        old.addprevious(new(line, old))
    old.getparent().remove(old)


def test_an_untouched_file_changes_nothing() -> None:
    assert back(file_of(report())) == (report(), [])


@QUICK
@given(LINES, LINE, LINE, LINE)
def test_what_was_filled_in_comes_back_and_stays(lines: list[str], one: str, other: str, symbol: str) -> None:
    def change(body: Any) -> None:
        fill(body, "nội dung đã tuyên truyền", lines)
        gaps = [t for t in body.iter(qn("w:t")) if t.text == "[… số]"]
        for place, text in zip(gaps, (symbol, one, other), strict=True):
            place.text = text

    draft, problems = back(edited(change))
    told = {block.name: block for block in draft.blocks()}
    assert told["tin.noi-dung"].paragraphs == tuple(lines)
    assert told["symbol"].text == f"Số: {symbol}/BC-UBND"
    assert told["tin.ho-so"].text == f"Nhận {one} hồ sơ, trong đó trực tuyến {other}."
    assert problems == []
    assert back(file_of(draft))[0] == draft, "and again"


@QUICK
@given(LINES, LINES, st.sampled_from(["nội dung đã tuyên truyền", "hạn chế", "Treo 05 pa-nô", "UBND xã Ví Dụ báo cáo"]))
def test_nothing_that_people_wrote_is_lost(lines: list[str], more: list[str], where: str) -> None:
    """Written over a whole paragraph, and added anywhere: every line comes back, once, in order."""

    def change(body: Any) -> None:
        overwrite(body, where, lines)
        closing = paragraph(body, "Trên đây là báo cáo")
        for line in more:
            closing.addprevious(new(line, closing))

    draft, problems = back(edited(change))
    found = texts(draft)
    written = lines + more
    for line in written:
        assert found.count(line) >= written.count(line), found
    places = [found.index(line) for line in dict.fromkeys(lines)]
    assert places == sorted(places)
    assert "Đã đăng 33 tin, bài trong kỳ." in found
    assert all(problem.level is not Level.ERROR for problem in problems)
    assert texts(back(file_of(draft))[0]) == found, "and again"


@QUICK
@given(st.integers(0, 99999), st.integers(1, 99999))
def test_a_figure_changed_by_hand_is_told_and_kept(by_hand: int, today: int) -> None:
    draft, problems = back(edited(lambda body: fill(body, "33", [str(by_hand)])), report(str(today)))
    told = next(block for block in draft.blocks() if block.name == "tin.so")
    if by_hand in (33, today):  # as the file said before, or as it should
        assert (told.text, problems) == (f"Đã đăng {today} tin, bài trong kỳ.", [])
    else:
        assert told.text == f"Đã đăng {by_hand} tin, bài trong kỳ."
        (problem,) = problems
        assert problem.rule == "declared-figure"
        assert f"khai {by_hand}, nhưng dữ liệu đếm được {today}" in problem.message


@pytest.mark.parametrize(("counted", "typed"), [("02", "2"), ("1.204", "1204"), ("02", "002")])
def test_a_figure_is_the_same_however_it_is_written(counted: str, typed: str) -> None:
    """Written over in its place, and in a sentence worded anew."""
    filled = edited(lambda body: fill(body, counted, [typed]), report(counted))
    assert back(filled, report(counted))[1] == []
    reworded = edited(lambda body: overwrite(body, "tin, bài trong kỳ", [f"Đăng {typed} tin."]), report(counted))
    assert back(reworded, report(counted))[1] == []


def test_a_figure_follows_the_data_where_nobody_touched_it() -> None:
    draft, problems = back(file_of(report("33")), report("40"))
    assert (draft, problems) == (report("40"), [])


def test_both_are_shown_where_people_and_data_changed_one_sentence() -> None:
    data = edited(lambda body: overwrite(body, "tin, bài trong kỳ", ["Đăng nhiều tin, bài."]))
    later = report("40")
    body = tuple(
        replace(b, pieces=(Words("Nay đăng "), *b.pieces[1:])) if b.name == "tin.so" else b for b in later.body
    )
    draft, problems = back(data, replace(later, body=body))
    assert "Đăng nhiều tin, bài." in texts(draft)
    assert {problem.rule for problem in problems} == {"word-conflict", "declared-figure"}
    assert any("Nay đăng 40 tin, bài" in problem.message for problem in problems)


def test_a_sentence_of_which_the_data_are_gone_is_told() -> None:
    data = edited(lambda body: fill(body, "Treo 05 pa-nô.", ["Treo 05 pa-nô, hai cái đã hỏng."]))
    later = replace(report(), body=tuple(b for b in report().body if b.name != "tin.cuoi"))
    _, problems = back(data, later)
    assert [(p.rule, "hai cái đã hỏng" in p.message) for p in problems] == [("word-lost", True)]


def test_what_was_taken_out_in_word_stays_out() -> None:
    def change(body: Any) -> None:
        for text in ("Treo 05 pa-nô", "Phát thanh"):
            at = paragraph(body, text)
            row = next((a for a in at.iterancestors() if a.tag == qn("w:tr")), None)
            gone = at if row is None else row
            gone.getparent().remove(gone)

    draft, problems = back(edited(change))
    assert "Treo 05 pa-nô." not in texts(draft)
    assert draft.appendices[0].table.rows == ()
    assert {(p.rule, p.level) for p in problems} == {("word-deleted", Level.NOTICE)}
    again, _ = back(file_of(draft))
    assert (texts(again), again.appendices[0].table.rows) == (texts(draft), ())


def test_a_line_that_was_broken_off_is_a_paragraph_of_its_own() -> None:
    def change(body: Any) -> None:
        run = OxmlElement("w:r")
        run.append(OxmlElement("w:br"))
        more = OxmlElement("w:t")
        more.text = "Phát 20 tờ rơi."
        run.append(more)
        next(t for t in body.iter(qn("w:t")) if "pa-nô" in t.text).getparent().addnext(run)

    draft, problems = back(edited(change))
    assert texts(draft)[(at := texts(draft).index("Treo 05 pa-nô.")) : at + 2] == ["Treo 05 pa-nô.", "Phát 20 tờ rơi."]
    assert problems == []


def test_a_row_added_to_the_table_stays_a_row() -> None:
    def change(body: Any) -> None:
        row = next(a for a in paragraph(body, "Phát thanh").iterancestors() if a.tag == qn("w:tr"))
        more = deepcopy(row)
        for mark in [*more.iter(qn("w:bookmarkStart")), *more.iter(qn("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)
        for text, place in zip(("2", "Phát tờ rơi", "x"), more.iter(qn("w:t")), strict=True):
            place.text = text
        row.addnext(more)

    draft, problems = back(edited(change))
    _, row = draft.appendices[0].table.rows
    assert [[text for block in cell for text in block.paragraphs] for cell in row.cells[:3]] == [
        ["2"],
        ["Phát tờ rơi"],
        ["x"],
    ]
    assert problems == []
    assert texts(back(file_of(draft))[0]) == texts(draft)


def test_a_mark_in_an_empty_cell_comes_back() -> None:
    def change(body: Any) -> None:
        row = next(a for a in paragraph(body, "Phát thanh").iterancestors() if a.tag == qn("w:tr"))
        run = OxmlElement("w:r")
        run.text = "x"
        list(row.iter(qn("w:p")))[3].append(run)

    draft, _ = back(edited(change))
    assert draft.appendices[0].table.rows[0].cells[3][0].paragraphs == ("x",)


def test_two_paragraphs_joined_are_not_said_twice() -> None:
    def change(body: Any) -> None:
        first, second = paragraph(body, "I. KẾT QUẢ"), paragraph(body, "tin, bài trong kỳ")
        for element in [child for child in second if child.tag != qn("w:pPr")]:
            first.append(element)
        second.getparent().remove(second)

    draft, _ = back(edited(change))
    assert sum("tin, bài trong kỳ" in text for text in texts(draft)) == 1


def test_what_cannot_come_back_is_told() -> None:
    def change(body: Any) -> None:
        run = OxmlElement("w:r")
        run.append(OxmlElement("w:drawing"))
        paragraph(body, "Treo 05").append(run)
        body.insert(len(body) - 1, deepcopy(next(body.iter(qn("w:tbl")))))

    _, problems = back(edited(change))
    assert sorted({problem.rule for problem in problems}) == ["word-lost"]
    assert any("hình" in problem.message for problem in problems)


def test_the_words_of_a_new_table_stay_and_its_frame_is_told() -> None:
    def change(body: Any) -> None:
        table = OxmlElement("w:tbl")
        row, cell = OxmlElement("w:tr"), OxmlElement("w:tc")
        cell.append(new("Thôn Mẫu Một: 12 hồ sơ"))
        row.append(cell)
        table.append(row)
        paragraph(body, "Treo 05 pa-nô").addnext(table)

    draft, problems = back(edited(change))
    assert "Thôn Mẫu Một: 12 hồ sơ" in texts(draft)
    assert [(p.rule, "khung bảng" in p.message) for p in problems] == [("word-lost", True)]


def test_tracked_changes_are_read_as_accepted() -> None:
    def change(body: Any) -> None:
        at = paragraph(body, "Treo 05 pa-nô")
        (run,) = [r for r in at.findall(qn("w:r")) if "05" in r.text]
        gone, put = OxmlElement("w:del"), OxmlElement("w:ins")
        more = OxmlElement("w:r")
        more.text = "Treo 06 pa-nô."
        put.append(more)
        run.addprevious(gone)
        run.addnext(put)
        gone.append(run)

    assert "Treo 06 pa-nô." in texts(back(edited(change))[0])


def test_a_file_that_lost_what_it_carried_still_gives_its_words() -> None:
    """Some programs keep neither bookmarks nor the part with what the writer said: words are found by themselves."""
    file = Document(io.BytesIO(edited(lambda body: fill(body, "nội dung đã tuyên truyền", ["Nói về dịch vụ công."]))))
    for relation in [key for key, one in file.part.rels.items() if "customXml" in one.reltype]:
        file.part.drop_rel(relation)
    out = io.BytesIO()
    file.save(out)
    assert "Nói về dịch vụ công." in texts(back(out.getvalue())[0])


def test_the_file_of_another_period_is_refused() -> None:
    later = replace(report(), period=Period.parse("2024-Q4"))
    with pytest.raises(Refused, match="2024-Q3"):
        back(file_of(report()), later)
    for data in (b"no file", file_of(report())[:100]):
        with pytest.raises(Refused):
            read(data, "a.docx")
    blank = io.BytesIO()
    Document().save(blank)
    with pytest.raises(Refused, match="không phải báo cáo"):
        read(blank.getvalue(), "a.docx")


def test_names_of_blocks_fit_word() -> None:
    file = Document(io.BytesIO(file_of(report())))
    names = [str(mark.get(qn("w:name"))) for mark in file.element.body.iter(qn("w:bookmarkStart"))]
    assert len(set(names)) == len(names) == len([b for area in AREAS for b in getattr(report(), area)]) + 6
    assert all(len(name) <= 40 and name.startswith(MARK) for name in names)


CHANGES: list[Callable[[Any], object]] = [
    lambda body: None,
    lambda body: fill(body, "nội dung đã tuyên truyền", ["Một ý.", "Ý thứ hai, có “ngoặc”.", "Ý thứ ba."]),
    lambda body: overwrite(body, "hạn chế", ["Sóng yếu ở thôn.", "Thiếu kinh phí."]),
    lambda body: fill(body, "33", ["35"]),
    lambda body: paragraph(body, "Treo 05").addnext(new("Đoạn xã viết thêm.", paragraph(body, "Treo 05"))),
    lambda body: fill(body, "[… họ và tên]", ["Nguyễn Văn Mẫu"]),
]


def test_libreoffice_may_save_the_file_in_between(tmp_path: Path) -> None:
    """Each change reads the same before and after LibreOffice opened and saved the file."""
    files = [tmp_path / f"{number}.docx" for number in range(len(CHANGES))]
    for path, change in zip(files, CHANGES, strict=True):
        path.write_bytes(edited(change))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    saved = tmp_path / "saved"
    form = "docx:MS Word 2007 XML"
    command = [program("soffice"), "--headless", profile, "--convert-to", form, "--outdir", saved, *files]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    for path in files:
        before, after = back(path.read_bytes()), back((saved / path.name).read_bytes())
        assert texts(after[0]) == texts(before[0]), path.name
        assert [(p.rule, p.message) for p in after[1]] == [(p.rule, p.message) for p in before[1]]
