"""`cchc import`: Word files as articles, spreadsheets as records."""

import base64
import datetime as dt
import html
import io
import random
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import nsdecls, qn
from hypothesis import example, given
from hypothesis import strategies as st

from cchc.checks import check_article
from cchc.dialect import to_html
from cchc.exports import tables
from cchc.importing import article, blocks, filing, records, spreadsheet, word
from cchc.load import article as read_article
from cchc.load import load
from cchc.model.registry import BY_KEY
from cchc.problems import Refused
from conftest import REPOSITORY
from places import Done, command
from test_report import office

DAY = dt.date(2024, 9, 13)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


NAMES = nsdecls("w") + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def bold(document: object, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True  # type: ignore[attr-defined]


def notice() -> bytes:
    """A notice as offices write it (NĐ 30/2020), with a list, a table and a picture."""
    made = docx.Document()
    left, right = made.add_table(1, 2).rows[0].cells
    for cell, lines in (
        (left, ["UBND XÃ MẪU", "Số: 12/TB-UBND"]),
        (right, ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Mẫu, ngày 12 tháng 9 năm 2024"]),
    ):
        cell.text = "\n".join(lines)
    bold(made, "THÔNG BÁO")
    bold(made, "Về việc niêm yết thủ tục")
    made.add_paragraph("____________")
    made.add_paragraph("Xã niêm yết 120 thủ tục. Bà con xem ở bộ phận một cửa [số 1].")
    bold(made, "I. Nơi xem")
    bold(made, "1. Tại xã")
    for line in ("- Bộ phận một cửa;", "- Nhà văn hóa:", "+ thôn 1"):
        made.add_paragraph(line)
    when = made.add_paragraph()
    when.add_run("Thời gian:").bold = True
    when.add_run("7 giờ 30\nĐịa điểm: nhà văn hóa")
    grid = made.add_table(2, 2)
    for cell, text in zip((c for row in grid.rows for c in row.cells), ("Ngày", "Giờ", "thứ Sáu", "7|8"), strict=True):
        cell.text = text
    made.add_picture(io.BytesIO(PNG))
    left, right = made.add_table(1, 2).rows[0].cells
    left.text, right.text = "Nơi nhận:\n- Như trên;", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
    return saved(made)


NOTICE = """\
Xã niêm yết 120 thủ tục. Bà con xem ở bộ phận một cửa \\[số 1\\].

## I. Nơi xem

### 1. Tại xã

- Bộ phận một cửa;
- Nhà văn hóa:
    - thôn 1

**Thời gian**:7 giờ 30

Địa điểm: nhà văn hóa

| Ngày | Giờ |
| --- | --- |
| thứ Sáu | 7\\|8 |

![](anh/thong-bao-ve-viec-niem-yet-thu-tuc-1.png)
"""


def drafted(data: bytes, content: Path = Path("content")) -> article.Draft:
    return article.draft(data, "tep.docx", content, DAY, "tin-cchc")


def body(draft: article.Draft) -> str:
    return draft.text.split("\n---\n\n", 1)[1]


def test_a_notice_becomes_an_article_without_what_stands_around_its_text() -> None:
    made = drafted(notice())
    assert made.path == Path("content/tin-tuc/2024/thong-bao-ve-viec-niem-yet-thu-tuc.md")
    assert "\ntitle: Thông báo về việc niêm yết thủ tục\n" in made.text
    assert "\ndate: 2024-09-13\n" in made.text
    assert "\ncategory: tin-cchc\n" in made.text
    assert re.search(r"\nsummary: Xã niêm yết 120 thủ tục\. Bà con xem ở bộ phận một cửa \[số 1\]\.\n", made.text)
    assert body(made) == NOTICE
    assert made.pictures == {"tin-tuc/2024/anh/thong-bao-ve-viec-niem-yet-thu-tuc-1.png": PNG}
    assert made.told == (
        "đã bỏ phần đầu văn bản (tên cơ quan, Quốc hiệu, số, ngày)",
        "đã bỏ nơi nhận, chữ ký",
        "văn bản số 12/TB-UBND ký ngày 12/9/2024",
    )


def test_a_letter_is_called_by_what_it_is_about() -> None:
    made = docx.Document()
    for line in ("UBND HUYỆN MẪU", "Số: 7/UBND-VP", "V/v rà soát thủ tục", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"):
        made.add_paragraph(line)
    for line in ("Độc lập – Tự do – Hạnh phúc", "Mẫu, ngày 2 tháng 9 năm 2024", "Kính gửi: các xã.", "Rà soát xong."):
        made.add_paragraph(line)
    for line in ("Nơi nhận:", "- Như trên.", "KT. CHỦ TỊCH"):
        made.add_paragraph(line)
    letter = drafted(saved(made))
    assert "\ntitle: rà soát thủ tục\n" in letter.text
    assert body(letter) == "Kính gửi: các xã.\n\nRà soát xong.\n"


def test_bold_may_be_of_a_style_and_capitals_head_too() -> None:
    made = docx.Document()
    made.styles.add_style("Đề mục xã", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH).font.bold = True
    made.add_paragraph("Cộng hòa xã hội chủ nghĩa Việt Nam")
    made.add_paragraph("BÁO CÁO")
    made.add_paragraph("Kết quả quý III năm 2024")
    made.add_paragraph("I. KẾT QUẢ")
    made.add_paragraph("Tin, bài", style="Đề mục xã")
    made.add_paragraph("Đăng 3 tin.")
    report = drafted(saved(made))
    assert "\ntitle: Báo cáo kết quả quý III năm 2024\n" in report.text
    assert body(report) == "## I. KẾT QUẢ\n\n### Tin, bài\n\nĐăng 3 tin.\n"


def test_news_of_ones_own_keeps_all_of_its_text() -> None:
    made = docx.Document()
    made.add_heading("Ra quân dọn đường", 0)
    made.add_paragraph("Sáng nay xã ra quân.")
    made.add_heading("Kết quả", 1)
    made.add_heading("Từng thôn", 4)
    made.add_paragraph("Việc một", style="List Bullet")
    made.add_paragraph("Bước một", style="List Number")
    made.add_paragraph("1. Nơi nhận quà: nhà văn hóa")
    assert body(drafted(saved(made))) == (
        "Sáng nay xã ra quân.\n\n## Kết quả\n\n### Từng thôn\n\n"
        "- Việc một\n1. Bước một\n\n1\\. Nơi nhận quà: nhà văn hóa\n"
    )


HTML = """<html><body><h1>Hướng dẫn</h1><p>Nộp ở <a href="https://dichvucong.gov.vn/x?a=1">Cổng</a>, <i>nhanh</i>
<b>hơn</b>.</p><ul><li>một<ul><li>trong một</li></ul></li><li>hai</li></ul><ol><li>đầu</li><li>sau</li></ol>
<table border=1><tr><td rowspan=2>Sáng</td><td>7 giờ</td></tr><tr><td>8 giờ</td></tr></table></body></html>"""


def test_what_another_program_wrote_is_read(tmp_path: Path) -> None:
    (tmp_path / "tep.html").write_text(HTML, "utf-8")
    office(tmp_path, "odt:writerweb8_writer", tmp_path / "tep.html")
    office(tmp_path, "docx", tmp_path / "tep.odt")
    made = drafted((tmp_path / "tep.docx").read_bytes())
    assert "\ntitle: Hướng dẫn\n" in made.text
    assert body(made) == (
        "Nộp ở [Cổng](https://dichvucong.gov.vn/x?a=1), *nhanh* **hơn**.\n\n"
        "- một\n    - trong một\n- hai\n1. đầu\n2. sau\n\n"
        "| Sáng | 7 giờ |\n| --- | --- |\n| Sáng | 8 giờ |\n"
    )


#: Four levels as offices have them, and a list that begins anew with 5.
LISTS = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="70"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1-%5"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="71"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:pStyle w:val="Dieu"/><w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="72"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="74"><w:numStyleLink w:val="Muc"/></w:abstractNum>
<w:abstractNum w:abstractNumId="75"><w:styleLink w:val="Muc"/><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum>
<w:num w:numId="74"><w:abstractNumId w:val="74"/></w:num>
<w:num w:numId="75"><w:abstractNumId w:val="75"/></w:num>
<w:num w:numId="70"><w:abstractNumId w:val="70"/></w:num>
<w:num w:numId="71"><w:abstractNumId w:val="71"/></w:num>
<w:num w:numId="72"><w:abstractNumId w:val="72"/></w:num>
<w:num w:numId="73"><w:abstractNumId w:val="72"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""


class Numbered:
    """A document whose numbers Word counts."""

    def __init__(self) -> None:
        self.made = docx.Document()
        lists = self.made.part.numbering_part.element
        for part in docx.oxml.parse_xml(LISTS):
            lists.append(part) if part.tag == qn("w:num") else lists.insert(0, part)
        for name, kind, number in (("Dieu", "PARAGRAPH", 71), ("Muc", "LIST", 75)):
            style = self.made.styles.add_style(name, docx.enum.style.WD_STYLE_TYPE[kind])
            style.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number

    def say(self, words: str, level: int | None = None, number: int = 70, strong: bool = False) -> None:
        paragraph = self.made.add_paragraph()
        paragraph.add_run(words).bold = strong
        if level is not None:
            place = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            place.get_or_add_ilvl().val, place.get_or_add_numId().val = level, number


def test_the_numbers_that_word_counts_are_written(tmp_path: Path) -> None:
    lists = Numbered()
    lists.made.add_heading("Kế hoạch", 0)
    for words, level in (
        ("Việc", 0),
        ("Tin", 1),
        ("bài", 2),
        ("loa", 2),
        ("xã", 3),
        ("thôn", 3),
        ("Họp", 1),
        ("dân", 2),
    ):
        lists.say(words, level)
    lists.say("giữa chừng")
    lists.say("Sau", 0)
    lists.say("đầu", 1)
    for words in ("Phạm vi", "Đối tượng"):
        lists.made.add_paragraph(words, style="Dieu")
    for words, number in (("một", 72), ("hai", 72), ("năm", 73), ("sáu", 73), ("bảy", 72), ("i", 74), ("ii", 74)):
        lists.say(words, 0, number)
    (tmp_path / "tep.docx").write_bytes(saved(lists.made))
    office(tmp_path, "txt:Text (encoded):UTF8", tmp_path / "tep.docx")
    seen = (tmp_path / "tep.txt").read_text("utf-8-sig").split("\n")[1:]
    text = body(drafted(saved(lists.made)))
    assert [line.replace("\\", "").strip() for line in text.split("\n") if line] == [
        " ".join(line.split()) for line in seen if line
    ]
    assert "I. Việc" in text
    assert "\n\nĐiều 2. Đối tượng\n\n1) một\n2) hai\n5) năm\n6) sáu\n" in text


def test_a_number_that_word_counts_heads_and_fills_cells_too() -> None:
    lists = Numbered()
    lists.made.add_heading("Kế hoạch", 0)
    for words in ("Mục đích", "Yêu cầu"):
        lists.say(words, 0, strong=True)
        lists.say("Chung", 1, strong=True)
        lists.say("", 1)  # a paragraph whose deletion is still to be agreed to
        lists.made.paragraphs[-1]._p.get_or_add_pPr().append(docx.oxml.parse_xml(f"<w:rPr {NAMES}><w:del/></w:rPr>"))
        lists.say("Làm đúng hạn.", 1)
        lists.say("xong", 4)
    rows = lists.made.add_table(2, 2).rows
    for row in rows:
        place = row.cells[0].paragraphs[0]._p.get_or_add_pPr().get_or_add_numPr()
        place.get_or_add_ilvl().val, place.get_or_add_numId().val = 0, 72
        row.cells[1].text = "tin"
    assert body(drafted(saved(lists.made))) == (
        "## I. Mục đích\n\n### 1. Chung\n\n2. Làm đúng hạn.\n\n1-1 xong\n\n"
        "## II. Yêu cầu\n\n### 1. Chung\n\n2. Làm đúng hạn.\n\n2-1 xong\n\n"
        "| 1\\) | tin |\n| --- | --- |\n| 2\\) | tin |\n"
    )


def test_what_word_does_not_show_is_left_out_and_what_it_shows_is_not() -> None:
    made = docx.Document()
    made.add_heading("Thông báo", 0)
    line = made.add_paragraph("Sân rộng 15 m")
    line.add_run("2").font.superscript = True
    line.add_run(", ngày ")
    line._p.append(
        docx.oxml.parse_xml(f"<w:fldSimple {NAMES} w:instr='DATE'><w:r><w:t>12/9/2024</w:t></w:r></w:fldSimple>")
    )
    line.add_run(" số 0901 234 567").font.hidden = True
    line.add_run(", hết hạn").font.strike = True
    for tag, words in (("del", "delText"), ("moveFrom", "t"), ("ins", "t")):
        change = f"<w:{tag} {NAMES} w:id='1' w:author='a'><w:r><w:{words}> {tag}</w:{words}></w:r></w:{tag}>"
        line._p.append(docx.oxml.parse_xml(change))
    line._p.append(docx.oxml.parse_xml(f"<m:oMath {NAMES}><m:r><m:t>a+b</m:t></m:r></m:oMath>"))
    read = drafted(saved(made))
    assert body(read) == "Sân rộng 15 m², ngày 12/9/2024, ~~hết hạn~~ ins\n"
    assert read.told == (
        "tệp còn sửa đổi đang theo dõi (Track Changes): đã lấy bản sau khi sửa",
        "công thức trong bài không chép được: gõ lại bằng chữ, hoặc lưu thành hình .png rồi chèn",
        "đã bỏ chữ ẩn",
    )


def test_notes_follow_the_text() -> None:
    read = blocks.blocks_of(  # python-docx writes no notes; this is how mammoth tells them
        blocks.ET.fromstring(
            '<div><p>Chữ<sup><a href="#footnote-1" id="footnote-ref-1">[1]</a></sup> nữa</p>'
            '<ol><li id="footnote-1"><p>Lời chú <a href="#footnote-ref-1">↑</a></p></li></ol></div>'
        )
    )
    assert [(block.kind, block.markdown) for block in read] == [
        (blocks.Kind.PARAGRAPH, "Chữ[^1] nữa"),
        (blocks.Kind.NOTE, "Lời chú"),
    ]


WORDS = st.text(st.sampled_from("aăđ Ấ1.)(-+*_#>[]<&|`~:;\\!\"'=\u00a0"), min_size=1, max_size=20)


@example("1\\1", "1", "1", "strong", "p")
@example("1", "__1", "1__", "strong", "p")
@given(WORDS, WORDS, WORDS, st.sampled_from(["strong", "em", "a", "sup"]), st.sampled_from(["p", "li", "h2", "td"]))
def test_words_come_through_whatever_signs_they_have(one: str, two: str, three: str, tag: str, place: str) -> None:
    page = blocks.ET.fromstring(f"<div><{place}>x <{tag}/></{place}></div>".replace("td>", "p>"))
    (inner,) = page.iter(tag)
    inner.text, inner.tail = one, f"{two} {three}"
    (block,) = blocks.blocks_of(page) if place != "li" else blocks._items(page, 0)
    text = article._body([block], {}, [])
    text = f"| a | b |\n| --- | --- |\n| {block.markdown} | |\n" if place == "td" else text
    shown = html.unescape(re.sub(r"<[^>]+>", "", to_html(text))).removeprefix("\na\nb\n")
    assert "".join(shown.split()).removeprefix("ab" if place == "td" else "") == "".join(f"x{one}{two}{three}".split())


@pytest.mark.parametrize(
    ("written", "markdown"),
    [
        (
            '<strong><a href="https://x.example.vn/a (1).pdf">Mẫu</a></strong>',
            "[Mẫu](https://x.example.vn/a%20%281%29.pdf)",
        ),
        ('<sup><a href="#footnote-2">[2]</a></sup>', "[^2]"),
        ('<a href="javascript:alert(1)">Bấm</a>', "Bấm"),
    ],
)
def test_links_of_word_become_links_or_words(written: str, markdown: str) -> None:
    assert blocks._marked(ET.fromstring(written)) == markdown


def test_a_picture_that_no_browser_shows_is_told() -> None:
    made = word.Document([], [word.Picture(b"", "", ""), word.Picture(PNG, ".png", "Nhà văn hóa")])
    assert article._named_pictures(made.pictures, "bai") == ({1: "anh/bai-1.png"}, 1)
    block = blocks.Block(blocks.Kind.PICTURE, "", (), 1)
    assert article._markdown(block, {1: "anh/bai-1.png"}, made.pictures) == "![Nhà văn hóa](anh/bai-1.png)"


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"\0" * 101_000_000)
    return file.getvalue()


def old_font() -> bytes:
    """A Word file whose letters stand for others, in a font that few computers have."""
    made = docx.Document()
    made.add_paragraph("§¬n vÞ nµo ®· hoµn thµnh viÖc c¶i c¸ch hµnh chÝnh th× b¸o c¸o")
    return saved(made)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "không phải tệp Word"),
        (b"x" * 1000, "không phải tệp Word"),
        (_bomb(), "giải nén ra quá 100 MB"),
        (saved(docx.Document()), "không có chữ nào"),
        (old_font(), "phông cũ TCVN3"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        drafted(data)


def test_a_broken_file_is_refused_and_never_a_traceback() -> None:
    whole = notice()
    parts = zipfile.ZipFile(io.BytesIO(whole))
    chance = random.Random(1)
    for _ in range(60):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as packed:
            for name in parts.namelist():
                content = bytearray(parts.read(name))
                for _ in range(chance.choice((0, 0, 1, 20))):
                    content[chance.randrange(len(content))] = chance.randrange(256)
                packed.writestr(name, bytes(content[: chance.choice((len(content), len(content), len(content) // 2))]))
        cut = file.getvalue()[: chance.choice((None, None, 3000))]
        try:
            drafted(cut)
        except Refused:
            continue


def test_a_cell_that_says_to_be_endless_is_as_wide_as_word_makes_one() -> None:
    made = docx.Document()
    made.add_paragraph("Lịch")
    made.add_table(1, 2).rows[0].cells[0]._tc.get_or_add_tcPr().get_or_add_gridSpan().set(qn("w:val"), str(10**12))
    assert word.read(saved(made), "a.docx").blocks[0].lines == ("Lịch",)


# ------------------------------------------------------------------ spreadsheets


def sheet(*rows: str) -> bytes:
    return ("\ufeff" + "\r\n".join(rows) + "\r\n").encode()


LOG = sheet(
    "SỔ PHÁT THANH NĂM 2024;;;;;",
    ";;;;;",
    'STT;Tên;"Ngày đăng, phát (*)";Đếm là;Ở những nơi;Người đọc',
    "1;Bản tin tuần 1;05/08/2024;lượt phát;thôn 1 | thôn 2;A",
    "2;Bản tin tuần 2;2024-08-12;Lượt phát;;B",
)


def found_in(data: bytes, name: str = "so.csv", kind: str | None = None) -> tuple[records.Table, records.Found]:
    table = records.table(spreadsheet.read(data, name), BY_KEY[kind] if kind else None, name)
    return table, records.read(table, name, DAY)


def test_rows_become_records_of_the_type_that_the_columns_fit() -> None:
    table, found = found_in(LOG)
    assert (table.kind.key, table.unknown, found.problems) == ("publication", ("Người đọc",), [])
    first, second = (record for _, record, _ in found.records)
    assert first == BY_KEY["publication"].model(
        id="ban-tin-tuan-1-2024-08-05",
        date="2024-08-05",
        title="Bản tin tuần 1",
        kind="luot-phat",
        places=["thôn 1", "thôn 2"],
    )
    assert second.id == "ban-tin-tuan-2-2024-08-12"


def test_columns_are_called_as_spreadsheets_do() -> None:
    assert [records._letters(column) for column in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


def test_what_is_wrong_is_told_with_its_cell() -> None:
    wrong = LOG.replace(b"05/08/2024", b"31/06/2024").replace("Lượt phát".encode(), b"hai")
    told = [(p.line, p.column, p.rule, p.message) for p in found_in(wrong)[1].problems]
    assert told == [
        (4, 3, "date", "ô C4, Ngày đăng, phát: không có ngày 31/06/2024"),
        (5, 4, "choice", "ô D5, Đếm là: không có lựa chọn “hai”"),
    ]
    missing = found_in(sheet("Tên,Ngày,Loại,Kỳ", "Họp,2024-08-01,,2024-Q3"), kind="event")[1].problems
    hint = "điền ô ở cột “Loại” (ô gộp nhiều dòng thì bỏ gộp, điền từng dòng); dòng cộng, dòng ghi chú thì xóa"
    assert [(p.line, p.hint) for p in missing] == [(2, hint)]
    word = found_in(sheet("Tên,Ngày,Loại,Kỳ", "Tập,2024-08-01,tập huấn,2024-Q3"), kind="event")[1]
    assert word.problems == []


@pytest.mark.parametrize(
    ("data", "kind", "told"),
    [
        (sheet("a,b", "1,2"), None, "không thấy dòng tên cột nào"),
        (sheet("a,b", "1,2"), "event", "cchc import --columns event"),
        (sheet("Tên,Ghi chú", "x,y"), None, "hợp với nhiều loại"),
        (sheet(""), None, "không có dòng nào"),
        ("Tên,Loại\nHọp,x\n".encode("utf-16-be"), None, "không"),
        (sheet("Tên,Loại,Ngày", "C¶i c¸ch hµnh chÝnh,Họp,2024-08-01"), "event", r"phông cũ TCVN3 .*“C¶i”; .*UniKey"),
        ("Tên,Loại\nHọp,Họp\n".encode("cp1258", "ignore"), None, "không lưu bằng mã UTF-8"),
    ],
)
def test_a_sheet_that_says_too_little_is_refused(data: bytes, kind: str | None, told: str) -> None:
    with pytest.raises(Refused, match=told):
        found_in(data, kind=kind)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_a_broken_book_is_refused(name: str) -> None:
    for data in (b"", b"x" * 5000, notice()):
        with pytest.raises(Refused, match=r"không phải bảng tính|không có dòng nào"):
            spreadsheet.read(data, name)


#: Of these the files say less than must be said: what is declared missing is an empty cell.
_GAPS = {"document", "good_practice", "programme"}


@pytest.mark.parametrize("unit", ["", *sorted(path.name for path in (REPOSITORY / "examples").iterdir())])
def test_what_a_site_gives_away_as_csv_it_knows_again(unit: str) -> None:
    root = REPOSITORY / "examples" / unit if unit else REPOSITORY
    site, _ = load(root, root / "content", "https://xa.example.vn/")
    assert site is not None
    known = {}
    for kind in records.importable():
        rows = [tables.csv_line(row) for entry in site.entries[kind.key] for row in tables.cells(site, entry)]
        if rows and kind.key not in _GAPS:
            table, found = found_in(tables.csv_file(kind, rows), "tep.csv", kind.key)
            assert found.problems == [], kind.key
            known[kind.key] = len(rows) - filing.sort_out(site, table, found, "tep.csv").known
    assert set(known.values()) == {0}, known
    assert {"channel", "organisation", "event"} <= known.keys()


def test_books_of_other_programs_are_read(tmp_path: Path) -> None:
    (tmp_path / "so.csv").write_bytes(LOG.replace(b"05/08/2024", b"2024-08-05"))
    for form in ("xlsx", "xls", "ods"):
        office(tmp_path, form, tmp_path / "so.csv", read_as="CSV:59,34,76,1")
        table, found = found_in((tmp_path / f"so.{form}").read_bytes(), f"so.{form}")
        assert (table.kind.key, found.problems) == ("publication", []), form
        assert [record.date for _, record, _ in found.records] == [dt.date(2024, 8, 5), dt.date(2024, 8, 12)], form


_ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="S"><table:table-row table:number-rows-repeated="{}">
<table:table-cell table:number-columns-repeated="{}" office:value-type="string"><text:p>x</text:p></table:table-cell>
</table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell
 table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body>
</office:document-content>"""
_XLSX = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="{1}"><c r="XFD{1}" s="1"/>
<c r="{0}{1}" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>"""
_BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"""
_PARTS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{1}"/>
</Relationships>"""


def packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return file.getvalue()


def xlsx(column: str, row: int) -> bytes:
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _PARTS.format("xl/workbook.xml", "officeDocument"),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _PARTS.format("worksheets/sheet1.xml", "worksheet"),
        "xl/worksheets/sheet1.xml": _XLSX.format(column, row),
    }
    return packed(**parts)


def ods(rows: int, columns: int) -> bytes:
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifest,
        "content.xml": _ODS.replace("\n", "").format(rows, columns),
    }
    return packed(**parts)


def test_room_between_the_cells_of_a_book_fills_no_memory() -> None:
    assert len(spreadsheet.read(xlsx("C", 50_000), "so.xlsx").rows) == 2
    assert len(spreadsheet.read(ods(2, 2), "so.ods").rows) == 2
    far = (xlsx("XFD", 1_048_576), "so.xlsx"), (xlsx("XFD", 20_000), "so.xls"), (ods(100_000, 1000), "so.ods")
    for data, name in far:
        with pytest.raises(Refused, match="quá xa bảng"):
            spreadsheet.read(data, name)
    with pytest.raises(Refused, match="giải nén ra quá 100 MB"):
        spreadsheet.read(_bomb(), "so.xls")


# ------------------------------------------------------------------ the whole command


@pytest.fixture
def take(commune: Path, tmp_path: Path) -> Callable[..., Done]:
    def run(*arguments: str, **files: bytes) -> Done:
        for name, data in files.items():
            (tmp_path / name.replace("_", ".")).write_bytes(data)
        paths = [tmp_path / name.replace("_", ".") for name in files]
        return command("import", *arguments, *paths, "--config", commune / "mkdocs.yml")

    return run


def test_a_word_file_is_taken_over_and_what_is_left_to_do_is_told(commune: Path, take: Callable[..., Done]) -> None:
    done = take("--date", "2024-09-13", "--category", "tin-cchc", tin_docx=notice())
    name = "content/tin-tuc/2024/thong-bao-ve-viec-niem-yet-thu-tuc.md"
    assert done.returncode == 0
    assert f"Đã tạo {commune / name}, 1 hình\n" in done.stdout
    assert "[image-alt]" in done.stderr
    assert (commune / "content/tin-tuc/2024/anh/thong-bao-ve-viec-niem-yet-thu-tuc-1.png").read_bytes() == PNG
    text = (commune / name).read_text("utf-8").replace("![]", "![Nhà văn hóa]")
    (commune / name).write_text(text, "utf-8")
    entry, problems = read_article(commune, name)
    assert entry is not None
    assert [p.rule for p in (*problems, *check_article(entry))] == []
    again = take("--date", "2024-09-13", tin_docx=notice())
    assert (again.returncode, again.stdout) == (1, "")
    assert "đã có tệp" in again.stderr
    assert (commune / name).read_text("utf-8") == text


def test_a_sheet_that_grows_may_be_taken_over_again(commune: Path, take: Callable[..., Done]) -> None:
    file = commune / "site_data/publications.yml"
    before = file.read_text("utf-8")
    assert "Đã thêm 2 mục" in take(so_csv=LOG).stdout
    once = file.read_text("utf-8")
    assert once.startswith(before.rstrip("\n"))
    longer = LOG + "3;Bản tin tuần 3;19/08/2024;lượt phát;;B\r\n".encode()
    assert "Đã thêm 1 mục" in (said := take(so_csv=longer).stdout)
    assert "2 mục đã có từ trước" in said
    assert file.read_text("utf-8").startswith(once)
    changed = take(
        so_csv=longer.replace("tuần 2;2024-08-12;Lượt phát".encode(), "tuần 2;2024-08-12;video clip".encode())
    )
    assert changed.returncode == 1
    assert "so.csv:5:1: lỗi [already-there] “ban-tin-tuan-2-2024-08-12” đã có" in changed.stderr


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>
<table:table table:name="Bìa"><table:table-column/></table:table>
<table:table table:name="Sổ &amp; lịch"><table:table-column/><table:table-column
 table:visibility="collapse" table:number-columns-repeated="2"/><table:table-column/>{}</table:table>
</office:spreadsheet></office:body></office:document>"""
_SEEN = ("", ' table:visibility="collapse"', ' table:visibility="filter"')


def _flat(rows: list[tuple[str, str]]) -> str:
    """A book as LibreOffice reads it: how each row is seen, and its cells."""
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    told = ("".join(cell.format(one) for one in cells.split(";")) for _, cells in rows)
    lines = zip(rows, told, strict=True)
    return _FLAT.format("".join(f"<table:table-row{seen}>{cells}</table:table-row>" for (seen, _), cells in lines))


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_what_a_sheet_hides_is_told_and_no_hidden_row_taken(
    form: str, commune: Path, take: Callable[..., Done], tmp_path: Path
) -> None:
    plain, hidden, filtered = _SEEN
    rows = [(plain, "STT;Tên;Ngày đăng, phát;Đếm là"), (plain, "1;Bản tin 1;05/08/2024;lượt phát")]
    rows += [(hidden, "2;Bản tin 2;12/08/2024;lượt phát"), (filtered, "3;Bản tin 3;19/08/2024;lượt phát")]
    rows += [(plain, "4;Bản tin 4;26/08/2024;lượt phát")]
    before = (commune / "site_data/publications.yml").read_bytes()

    def book(lines: list[tuple[str, str]]) -> bytes:
        (tmp_path / "so.fods").write_text(_flat(lines), "utf-8")
        office(tmp_path, form, tmp_path / "so.fods")
        return (tmp_path / f"so.{form}").read_bytes()

    refused = take(**{f"so_{form}": book(rows)})
    assert refused.returncode == 1
    assert f"so.{form}:3:1: lỗi [hidden-row] 2 dòng chưa nhập đang ẩn hoặc bị lọc đi: 3, 4\n" in refused.stderr
    assert f"so.{form}:1:2: lưu ý [hidden-column] cột B (“Tên”) đang ẩn, vẫn lấy" in refused.stderr
    assert (commune / "site_data/publications.yml").read_bytes() == before
    shown = take(**{f"so_{form}": book([(plain, cells) for _, cells in rows])})
    assert "Đã thêm 4 mục" in shown.stdout
    longer = [*rows, (plain, "5;Bản tin 5;02/09/2024;lượt phát")]
    assert "Đã thêm 1 mục" in take(**{f"so_{form}": book(longer)}).stdout, "hidden rows that are there are no matter"


def test_documents_become_a_file_each(commune: Path, take: Callable[..., Done]) -> None:
    listed = sheet(
        '"Số, ký hiệu",Loại văn bản,Cơ quan ban hành,Ngày ban hành,Trích yếu,Tệp văn bản',
        "07/QĐ-UBND,Quyết định,UBND xã Mẫu,01/08/2024,Công bố danh mục,chưa có (chỉ có bản giấy)",
    )
    assert "Đã thêm 1 mục (văn bản) vào site_data/documents/07-qd-ubnd-2024.yml" in take(vanban_csv=listed).stdout
    site, problems = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None
    assert [p for p in problems if "07-qd-ubnd" in p.path and p.level.value == "lỗi"] == []
    entry = site.find("document", "07-qd-ubnd-2024")
    assert entry is not None
    assert entry.record.source.name == "Bảng tính vanban.csv"


def test_one_bad_file_keeps_nobody_from_the_others_and_nothing_half_is_written(
    commune: Path, take: Callable[..., Done]
) -> None:
    before = (commune / "site_data/publications.yml").read_bytes()
    wrong = LOG.replace(b"05/08/2024", b"bao gio")
    done = take("--date", "2024-09-13", a_pdf=b"%PDF", b_docx=b"x", so_csv=wrong, c_docx=notice(), d_txt=b"x")
    assert done.returncode == 1
    assert "lưu thành .docx" in done.stderr
    assert "b.docx không phải tệp Word" in done.stderr
    assert "ô C4" in done.stderr
    assert "[unknown-column] cột “Người đọc” không có trong lượt đăng, phát" in done.stderr
    assert "Chưa ghi gì từ so.csv" in done.stderr
    assert "không nhập được d.txt" in done.stderr
    assert "Đã tạo" in done.stdout
    assert (commune / "site_data/publications.yml").read_bytes() == before


def test_neither_a_missing_file_nor_an_unsound_site_keeps_a_word_file_out(
    commune: Path, take: Callable[..., Done], tmp_path: Path
) -> None:
    with (commune / "site_data/publications.yml").open("a", encoding="utf-8") as file:
        file.write("- title: thiếu mọi thứ\n")
    done = take(str(tmp_path / "khong-co.docx"), "--date", "2024-09-13", so_csv=LOG, tin_docx=notice())
    assert done.returncode == 1
    assert "khong-co.docx" in done.stderr
    assert "site_data/publications.yml" in done.stderr
    assert "Chưa ghi gì từ so.csv: sửa các lỗi trên của trang" in done.stderr
    assert "Đã tạo" in done.stdout


def test_what_was_lost_comes_back_from_the_open_data_of_the_published_site(commune: Path) -> None:
    """The disk died, the copy is old: what others name is not there, and must not keep itself out."""
    site, _ = load(commune, commune / "content", "https://x.example.vn/", dt.date(2024, 12, 31))
    assert site is not None
    kept = {}
    for kind in (BY_KEY["document"], BY_KEY["event"], BY_KEY["publication"]):
        rows = [tables.csv_line(row) for entry in site.entries[kind.key] for row in tables.cells(site, entry)]
        kept[kind.key] = tables.csv_file(kind, rows)
    for key in kept:
        path = commune / "site_data" / BY_KEY[key].path
        path.unlink() if path.is_file() else shutil.rmtree(path)
    config = commune / "mkdocs.yml"
    assert "unknown-reference" in command("check", "--config", config).stdout
    for key, content in kept.items():
        (commune.parent / f"{key}.csv").write_bytes(content)
        assert command("import", commune.parent / f"{key}.csv", "--type", key, "--config", config).returncode == 0
    assert command("check", "--config", config).returncode == 0


def test_the_columns_of_a_type_are_told(take: Callable[..., Done]) -> None:
    told = take("--columns", "publication").stdout
    assert "- Ngày đăng, phát (bắt buộc)\n" in told
    assert "- Mã – không ghi thì máy đặt\n" in told
    assert "luot-phat = lượt phát" in told
    assert "LOẠI là một trong: channel (kênh chính thức); " in take("--columns", "procedure").stderr
    assert take().returncode == 2
