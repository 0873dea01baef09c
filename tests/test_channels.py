"""One record for every channel: how it is read aloud, how long it is, and how it is written down."""

import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.channels import formats, log, message, script, spoken
from cchc.checks import check
from cchc.ledger.counts import count
from cchc.load import load
from cchc.model.publication import Publication
from cchc.period import Period
from cchc.problems import Refused
from cchc.site import Site
from conftest import CCHC, REPOSITORY, run

NUMBERS = {
    0: "không",
    4: "bốn",
    10: "mười",
    15: "mười lăm",
    21: "hai mươi mốt",
    25: "hai mươi lăm",
    101: "một trăm lẻ một",
    110: "một trăm mười",
    1000: "một nghìn",
    1204: "một nghìn hai trăm lẻ bốn",
    2024: "hai nghìn không trăm hai mươi bốn",
    12005: "mười hai nghìn không trăm lẻ năm",
    37448: "ba mươi bảy nghìn bốn trăm bốn mươi tám",
    18_000_000_000: "mười tám tỷ",
}
READ = {
    "UBND xã nhận 459 hồ sơ TTHC.": "Ủy ban nhân dân xã nhận bốn trăm năm mươi chín hồ sơ thủ tục hành chính.",
    "trước ngày 15/10/2024": "trước ngày mười lăm tháng mười năm hai nghìn không trăm hai mươi bốn",
    "ngày 05/4": "ngày năm tháng tư",
    "tháng 4/2025": "tháng tư năm hai nghìn không trăm hai mươi lăm",
    "quý III": "quý ba",
    "đạt 75,5% hồ sơ": "đạt bảy mươi lăm phẩy năm phần trăm hồ sơ",
    "giai đoạn 2021 – 2025": "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm",
    "gọi 0255 3 822 862": "gọi không hai năm năm, ba, tám hai hai, tám sáu hai",
    "gọi 1900 8888 99": "gọi một chín không không, tám tám tám tám, chín chín",
    "lúc 7h30, nghỉ 11 giờ": "lúc bảy giờ ba mươi phút, nghỉ mười một giờ",
    "Quyết định số 123/QĐ-UBND": "Quyết định số một trăm hai mươi ba",
    "Nghị định số 61/2018/NĐ-CP": "Nghị định số sáu mươi mốt năm hai nghìn không trăm mười tám",
    "xem https://xa.example.vn/thu-tuc/ nhé": "xem trang thông tin điện tử nhé",
    "tờ khai khổ A4 (mẫu CT01)": "tờ khai khổ A bốn (mẫu CT không một)",
    "nộp 50.000 đồng": "nộp năm mươi nghìn đồng",
    "cài VNeID, quét mã QR": "cài vi-en-e-ai-đi, quét mã quy-a",
    "Ông/bà ở TP. Quảng Ngãi": "Ông, bà ở thành phố Quảng Ngãi",
    "chữ UBNDX và KMS": "chữ UBNDX và KMS",  # not in the list: left, and told
}


@cache
def commune() -> Site:
    """The miniature commune."""
    root = REPOSITORY / "tests/commune"
    site, _ = load(root, root / "content", "https://xa.example.vn/")
    assert site is not None
    return site


@pytest.mark.parametrize(("number", "said"), NUMBERS.items())
def test_a_number_in_words(number: int, said: str) -> None:
    assert spoken.words(number) == said


@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_two_numbers_are_never_said_alike(one: int, other: int) -> None:
    assert (spoken.words(one) == spoken.words(other)) == (one == other)
    assert not re.search(r"\d|\s\s", spoken.words(one))


@pytest.mark.parametrize(("written", "said"), READ.items())
def test_how_a_text_is_read(written: str, said: str) -> None:
    assert spoken.aloud(written) == said


@given(st.text("aăb ,.;:/()-–0123456789%&ngày thángQUBNDIVX", max_size=80))
def test_nothing_read_aloud_has_a_figure_left(text: str) -> None:
    said = spoken.aloud(text)
    assert not re.search(r"\d", said)


def test_a_sentence_begins_with_a_capital_whatever_it_began_with() -> None:
    assert spoken.sentence("459 hồ sơ xong sớm.") == "Bốn trăm năm mươi chín hồ sơ xong sớm."
    assert spoken.sentence("TTHC mới.") == "Thủ tục hành chính mới."
    assert spoken.sentence("eKYC là gì?").startswith("e")


def test_an_abbreviation_that_nobody_explained_is_told() -> None:
    assert spoken.unread(spoken.aloud("Ban CHQS và UBMTTQ dùng VNeID")) == ["CHQS"]
    assert spoken.unread("Ủy ban nhân dân xã Ví Dụ") == []


@pytest.mark.parametrize("form", ["loa", "zalo", "facebook", "bang-led"])
@pytest.mark.parametrize("name", ["tap-huan-mot-cua", "1.000001"])
def test_every_text_fits_its_channel(form: str, name: str) -> None:
    site = commune()
    code = site.procedures[0].record.code
    wanted = formats.form_of(form)
    told = message.message_of(site, code if name == "1.000001" else name)
    made = script.script(site, told, wanted)
    assert made.id == f"{form}-{told.stem}"
    if wanted.spoken:
        assert 0 < made.seconds <= wanted.minutes * 60
        assert not re.search(r"\d|https?:", made.text)
    else:
        assert len(made.text) <= wanted.length
    assert (told.url in made.text) == wanted.link
    assert made.text.isupper() == wanted.capitals


def test_what_finds_no_room_is_left_out_by_whole_sentences() -> None:
    told = message.Message("bai", "Tin", ("Một hai ba bốn năm.", "Có hai việc:", "Sáu bảy tám chín mười."), "/")
    zalo = formats.form_of("zalo").model_copy(update={"length": 45})
    assert script.script(commune(), told, zalo).text == "Tin\n\nMột hai ba bốn năm."
    longer = script.script(commune(), told, formats.form_of("zalo"))
    assert longer.text.endswith("Sáu bảy tám chín mười.")
    assert longer.left_out == 0


@pytest.mark.parametrize(
    ("title", "said"),
    {
        "Khai sinh ở đâu?": "KHAI SINH Ở ĐÂU? ĐẾN XÃ. NHỚ GIỜ! XONG.",
        "Lịch nghỉ": "LỊCH NGHỈ. ĐẾN XÃ. NHỚ GIỜ! XONG.",
        "Hội nghị " * 15 + "tổng kết": "HỘI NGHỊ " * 14 + "HỘI NGHỊ…",
    }.items(),
)
def test_a_title_ends_with_one_mark(title: str, said: str) -> None:
    told = message.Message("bai", title, ("Đến xã.", "Nhớ giờ!", "Xong."), "/")
    assert script.script(commune(), told, formats.form_of("bang-led")).text == said
    aloud = script.script(commune(), told, formats.form_of("loa")).text
    assert f"{spoken.sentence(title)}{'' if title.endswith('?') else '.'}\n" in aloud


def test_a_list_is_told_with_the_heading_that_says_what_it_is(commune: Path) -> None:
    file = commune / "content/tin-tuc/2024/tap-huan-mot-cua.md"
    front = file.read_text("utf-8").split("\n---\n")[0]
    body = "Mời bà con.\n\n## Cần mang theo gì?\n\n- giấy tờ\n- eKYC đã cài\n- máy;\n- sạc\n\n## Khác\n\nXin cảm ơn.\n"
    file.write_text(f"{front}\n---\n\n{body}", "utf-8")
    site, _ = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None
    said = " ".join(message.message_of(site, "tap-huan-mot-cua").sentences)
    assert said.endswith("Mời bà con. Cần mang theo gì: giấy tờ. eKYC đã cài. Máy; sạc. Xin cảm ơn.")


def test_a_figure_that_a_text_quotes_is_told_as_a_number(commune: Path) -> None:
    file = commune / "content/tin-tuc/2024/tap-huan-mot-cua.md"
    file.write_text(file.read_text("utf-8") + "\n\nXã phát [[so luot-phat 2023]] lượt.\n", "utf-8")
    site, _ = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None
    assert re.fullmatch(r"Xã phát \d+ lượt\.", message.message_of(site, "tap-huan-mot-cua").sentences[-1])


def test_papers_in_several_groups_are_not_passed_off_as_the_first_group() -> None:
    site, _ = load(REPOSITORY, REPOSITORY / "content", "https://xa.example.vn/")
    assert site is not None
    birth = " ".join(message.message_of(site, "1.001193").sentences)
    assert "Giấy tờ cần có:" not in birth
    assert "Giấy tờ phải nộp: Giấy chứng sinh;" in birth
    assert birth.index("Nộp tại:") < birth.index("Giấy tờ cần có tùy trường hợp") < birth.index("Tờ khai (chọn một")
    assert "Giấy tờ cần có: Bản chính giấy tờ" in " ".join(message.message_of(site, "2.000815").sentences)


def test_of_a_procedure_that_cannot_be_done_only_that_is_said(commune: Path) -> None:
    file = commune / "site_data/procedures/1.999001.yml"
    file.write_text(file.read_text("utf-8").replace("state: dang-thuc-hien", "state: tam-dung"), "utf-8")
    site, _ = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None
    assert message.message_of(site, "1.999001").sentences == ("Thủ tục này tạm dừng, lý do: dữ liệu mẫu.",)


def test_an_amount_is_said_with_what_it_is_for() -> None:
    site, _ = load(REPOSITORY, REPOSITORY / "content", "https://xa.example.vn/")
    assert site is not None
    told = " ".join(message.message_of(site, "2.000815").sentences)
    assert "2.000 đồng mỗi trang của bản chính (trường hợp khác hỏi nơi nhận hồ sơ)" in told
    told = " ".join(message.message_of(site, "1.004194").sentences)
    assert "10.000 đồng mỗi người/lần đăng ký" in told
    assert "có lệ phí đăng ký tạm trú theo danh sách, mức thu xin hỏi nơi nhận hồ sơ." in told  # nobody knows


def test_who_need_not_pay_is_told_once() -> None:
    site, _ = load(REPOSITORY, REPOSITORY / "content", "https://xa.example.vn/")
    assert site is not None
    told = " ".join(message.message_of(site, "1.001193").sentences)
    assert told.count("Miễn, giảm lệ phí đăng ký khai sinh: Khai sinh đúng hạn được miễn.") == 1
    assert "Miễn, giảm" not in " ".join(message.message_of(site, "2.000815").sentences), "nobody knows"


def test_what_is_asked_for_must_be_there() -> None:
    with pytest.raises(Refused, match="bang-led"):
        formats.form_of("fax")
    with pytest.raises(Refused, match="có phải tap-huan-mot-cua"):
        message.message_of(commune(), "tap-huan")


def test_of_two_items_of_one_name_none_is_taken_for_the_other(commune: Path) -> None:
    news = commune / "content" / "tin-tuc"
    text = (news / "2024" / "thong-bao-lich.md").read_text(encoding="utf-8")
    (news / "2023" / "thong-bao-lich.md").write_text(text.replace("2024-12-20", "2023-11-20"), encoding="utf-8")
    site, _ = load(commune, commune / "content", "https://commune.example.vn/")
    assert site is not None
    with pytest.raises(Refused, match="2024/12/thong-bao-lich hoặc 2023/11/thong-bao-lich"):
        message.message_of(site, "thong-bao-lich")
    assert message.message_of(site, "2023/11/thong-bao-lich").day is not None


def test_what_was_aired_counts_as_evidence(commune: Path) -> None:
    """Written down by the command, it is a record that the ledger counts, for the tasks that the item serves."""
    config = commune / "mkdocs.yml"
    said = ("channel", "loa", "tap-huan-mot-cua", "--config", config, "--log", "2024-10-05", "--channel", "loa-xa")
    done = run(*CCHC, *said)
    assert done.returncode == 0, done.stderr
    site, problems = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None
    (entry,) = [e for e in site.of(Publication) if e.slug == "loa-tap-huan-mot-cua-20241005"]
    record = entry.record
    assert (record.date, record.channel, record.news) == (dt.date(2024, 10, 5), "loa-xa", "tap-huan-mot-cua")
    news = next(e.record for e in site.news if e.stem == "tap-huan-mot-cua")
    assert record.tasks == news.tasks
    assert not [problem for problem in problems if problem.path.endswith("publications.yml")]
    assert count(site, Period.parse("2024-Q4"), channel="loa-xa", kind="luot-phat") == 1
    told, form = message.message_of(site, "tap-huan-mot-cua"), formats.form_of("loa")
    with pytest.raises(Refused, match="sổ đã có"):
        log.write_down(site, form, told, script.script(site, told, form), "loa-xa", dt.date(2024, 10, 5))
    with pytest.raises(Refused, match="không có kênh"):
        log.channel_of(site, form, "khong-co", dt.date(2024, 10, 5))


def test_what_goes_out_on_two_channels_of_one_day_is_written_down_on_each(commune: Path) -> None:
    """The count of the one is not that of the other."""
    said = ("channel", "loa", "tap-huan-mot-cua", "--config", commune / "mkdocs.yml", "--log", "2024-12-05")
    for channel in ("loa-xa", "dai-huyen"):
        done = run(*CCHC, *said, "--channel", channel)
        assert done.returncode == 0, done.stderr
    assert "loa-tap-huan-mot-cua-20241205-2, trên kênh dai-huyen" in done.stdout + done.stderr
    for channel, name in (("loa-xa", "20241205”"), ("dai-huyen", "20241205-2”")):
        again = run(*CCHC, *said, "--channel", channel)
        assert (again.returncode, f"{name}; phát thêm trong ngày" in again.stderr) == (2, True), again.stderr
    site, problems = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None, problems
    day = Period.parse("2024-Q4")
    assert [count(site, day, channel=name, kind="luot-phat") for name in ("loa-xa", "dai-huyen")] == [1, 1]


def test_items_of_one_name_are_written_down_each_as_itself(commune: Path) -> None:
    """What comes each month has one name in all of them."""
    news = commune / "content" / "tin-tuc"
    text = (news / "2024" / "thong-bao-lich.md").read_text("utf-8")
    (news / "2023" / "thong-bao-lich.md").write_text(text.replace("2024-12-20", "2023-11-20"), "utf-8")
    for name in ("2024/12/thong-bao-lich", "2023/11/thong-bao-lich"):
        said = ("channel", "loa", name, "--config", commune / "mkdocs.yml", "--log", "2024-12-31")
        done = run(*CCHC, *said, "--channel", "loa-xa")
        assert done.returncode == 0, done.stderr
    site, problems = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None, problems
    named = [e.record.news for e in site.of(Publication) if e.slug.startswith("loa-thong-bao-lich-")]
    assert sorted(map(str, named)) == ["2023/11/thong-bao-lich", "2024/12/thong-bao-lich"]
    assert not [problem for problem in check(site) if problem.rule == "unclear-reference"]


def test_nothing_goes_out_on_a_channel_that_is_not_in_use(commune: Path) -> None:
    channels, register = commune / "site_data/channels.yml", commune / "site_data/publications.yml"
    channels.write_text(
        channels.read_text("utf-8").replace("- id: loa-xa\n", "- id: loa-xa\n  valid_to: 2024-11-30\n"), "utf-8"
    )
    before = register.read_bytes()
    said = ("channel", "loa", "tap-huan-mot-cua", "--config", commune / "mkdocs.yml", "--channel", "loa-xa", "--log")
    late = run(*CCHC, *said, "2024-12-01")
    assert (late.returncode, "kênh “loa-xa” không dùng vào ngày 01/12/2024" in late.stderr) == (2, True), late.stderr
    assert register.read_bytes() == before
    assert run(*CCHC, *said, "2024-11-30").returncode == 0


def test_of_the_channels_of_a_kind_the_one_in_use_on_that_day_is_meant(commune: Path) -> None:
    channels = commune / "site_data/channels.yml"
    text = channels.read_text("utf-8")
    mine = "- id: loa-xa\n" + text.partition("- id: loa-xa\n")[2].partition("\n- id:")[0] + "\n"
    former = mine.replace("loa-xa", "loa-cu") + "  valid_to: 2024-09-30\n"
    channels.write_text(text.replace(mine, former + mine + "  valid_from: 2024-10-01\n"), "utf-8")
    site, problems = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None, problems
    form = formats.form_of("loa")
    assert log.channel_of(site, form, None, dt.date(2024, 9, 30)) == "loa-cu"
    assert log.channel_of(site, form, None, dt.date(2024, 10, 1)) == "loa-xa"


def test_what_has_not_gone_out_yet_is_not_written_down(commune: Path) -> None:
    config, register = commune / "mkdocs.yml", commune / "site_data/publications.yml"
    before = register.read_bytes()
    said = ("channel", "loa", "tap-huan-mot-cua", "--config", config, "--channel", "loa-xa", "--log")
    ahead = run(*CCHC, *said, "2025-01-01")
    assert ahead.returncode == 2
    assert "ngày 01/01/2025 sau ngày của trang, 31/12/2024" in ahead.stderr
    assert "trang đang dừng ở ngày as_of" in ahead.stderr
    unit = commune / "site_data/site.yml"
    unit.write_text(re.sub(r"^as_of.*\n", "", unit.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    mistyped = run(*CCHC, *said, "2094-10-05")
    assert (mistyped.returncode, "xem lại năm" in mistyped.stderr) == (2, True)
    assert register.read_bytes() == before
    assert run(*CCHC, *said, "2024-12-31").returncode == 0


def test_the_day_that_is_proposed_is_one_that_may_be_written_down(commune: Path) -> None:
    said = ("channel", "loa", "tap-huan-mot-cua", "--config", commune / "mkdocs.yml")
    (proposed,) = re.findall(r"--log (\S+)", run(*CCHC, *said).stderr)
    assert run(*CCHC, *said, "--channel", "loa-xa", "--log", proposed).returncode == 0


def test_marks_footnotes_and_words_for_pictures_are_not_read_aloud(commune: Path) -> None:
    article = commune / "content/tin-tuc/2024/tap-huan-mot-cua.md"
    more = "\n\nXã mở **ba lớp**[^1]. Xem ![ảnh lớp học](/anh.png).\n\n- mục *một*\n- mục hai\n\n[^1]: Chú thích mẫu.\n"
    article.write_text(article.read_text("utf-8") + more, "utf-8")
    site, _ = load(commune, commune / "content", "https://xa.example.vn/")
    assert site is not None
    sentences = message.message_of(site, "tap-huan-mot-cua").sentences
    assert sentences[-4:] == ("Xã mở ba lớp.", "Xem.", "Mục một.", "Mục hai.")
    assert not any("Chú thích mẫu" in sentence or "[^" in sentence for sentence in sentences)


def test_only_what_may_have_gone_out_is_written_down(commune: Path) -> None:
    before = (commune / "site_data/publications.yml").read_bytes()
    said = ("channel", "loa", "tap-huan-mot-cua", "--config", commune / "mkdocs.yml", "--log")
    early = run(*CCHC, *said, "2020-01-05", "--channel", "loa-xa")
    assert (early.returncode, "trước ngày của tin" in early.stderr) == (2, True), early.stderr
    other = run(*CCHC, *said, "2024-10-05", "--channel", "trang-xa")
    assert (other.returncode, "không phải kênh truyền thanh" in other.stderr) == (2, True), other.stderr
    assert (commune / "site_data/publications.yml").read_bytes() == before


def test_a_text_is_not_written_over_another_file(commune: Path) -> None:
    said = ("channel", "loa", "tap-huan-mot-cua", "--config", commune / "mkdocs.yml", "--out")
    unit, new = commune / "site_data/site.yml", commune.parent / "loi.txt"
    before = unit.read_bytes()
    done = run(*CCHC, *said, unit, "--log", "2024-10-05", "--channel", "loa-xa")
    assert (done.returncode, "không ghi đè; đặt tên khác" in done.stderr) == (2, True)
    assert unit.read_bytes() == before
    assert "tap-huan-mot-cua-20241005" not in (commune / "site_data/publications.yml").read_text("utf-8")
    new.touch()  # nothing is lost with an empty file
    for _ in range(2):  # nor with the same text
        assert run(*CCHC, *said, new).returncode == 0
    new.write_text("lời đã sửa", "utf-8")
    assert run(*CCHC, *said, new).returncode == 2
    assert new.read_text("utf-8") == "lời đã sửa"
