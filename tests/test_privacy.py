"""Personal data in many forms is found; numbers of offices, codes, money and officials are left in peace."""

import datetime as dt
from pathlib import Path

import pytest

from cchc.checks import check
from cchc.load import load
from conftest import REPOSITORY
from test_cases import problems_of

NEWS = "content/tin-tuc/2024/thu.md"
FRONT = "---\ntitle: {}\ndate: 2024-02-01\ncategory: hoat-dong\nsummary: Tin thử (dữ liệu mẫu).\n---\n\n{}\n"
#: None of these is anybody's: invented, of no office that gives out numbers.
PERSONAL = [
    "Ông Mẫu, căn cước 051088001234.",
    "Số CCCD: 051 088 001 234",
    "Số định danh 051.088.001.234",
    "CMND số 212345678",
    "chứng minh nhân dân: 212 345 678",
    "chứng minh nhân dân\nsố 212345678",
    "Điện thoại nhà: 0987654321",
    "STK 6205 2050 12345 (ngân hàng mẫu)",
    "Số tài khoản của bà Mẫu: 0051000123456",
    "gọi 0987 654 321 gặp anh Mẫu",
    "gọi +84 987 654 321",
    "gọi 0084987654321",
    "gọi 0812345678",
    "sinh ngày 02/03/1988",
    "Sinh ngày: 2-3-1988",
    "sinh ngày 02 tháng 3 năm 1988",
    "ông Nguyễn Văn Mẫu, sinh năm 1988",
    "ông Nguyễn Văn\nMẫu, sinh năm\n1988",
    "bà Trần Thị Mẫu (SN 1990)",
    "cháu Lê Văn Mẫu (sinh năm 2015) được cấp thẻ",
    "cháu Lê Thị Mẫu, 8 tuổi, mồ côi",
    "em Nguyễn Văn Mẫu (12 tuổi)",
    "em Trần Văn Mẫu, học sinh lớp 6A",
    "gửi về nguyenvanmau1985@gmail.com",
    "gửi về nguyenvanmau@yahoo.com.vn",
]
OFFICIAL = [
    "Đường dây nóng 0255 3822 456",
    "Gọi 1022 hoặc 1800 1098",
    "Tổng đài 19001000",
    "Mã hồ sơ 000.00.32.H48-240913-0001",
    "Mã thủ tục 1.004870.000.00.00.H48",
    "Kinh phí 120.500.000 đồng, bằng 1.234.567.890 đồng năm trước",
    "Tài khoản Kho bạc 3713.0.1234567",
    "Học sinh năm học 2024 - 2025",
    "Trẻ em dưới 6 tuổi, học sinh lớp 6; anh em Nguyễn Văn Mẫu 45 tuổi",
    "gửi về ubnd.xa@tinh.example.vn",
    "trẻ sinh năm 2019 vào lớp Một",
    "Ông Nguyễn Văn Mẫu, Chủ tịch UBND xã, phát biểu.",
    "Ngày sinh hoạt 02/03/2024",
    "Quyết định 1234/QĐ-UBND ngày 02/03/2024",
    "Từ 01/01/2024 đến 31/03/2024 có 1.234 hồ sơ",
    "căn cước công dân cấp trong 07 ngày, 459 hồ sơ",
]
TITLES = [
    "Cấp giấy chứng nhận quyền sử dụng đất cho bà Trần Thị Mẫu",
    "Quyết định trợ cấp cho hộ ông Nguyễn Văn Mẫu",
    "Xử phạt anh Lê Văn Mẫu",
    "Trợ giúp cháu Phạm Mẫu khuyết tật",
    "Thu hồi thửa đất của hộ gia đình ông Đỗ Văn Mẫu",
]


def alarms(root: Path, title: str, body: str) -> int:
    """How many warnings of personal data a news item gives."""
    (root / NEWS).write_text(FRONT.format(title, body), encoding="utf-8")
    return sum(problem.rule == "personal-data" for problem in problems_of(root))


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_is_found(commune: Path, text: str) -> None:
    assert alarms(commune, "Tin thử", text) == 1


def test_numbers_of_offices_and_years_give_no_alarm(commune: Path) -> None:
    assert alarms(commune, "Tin thử về đất đai", "\n\n".join(OFFICIAL)) == 0


@pytest.mark.parametrize("title", TITLES)
def test_a_citizen_named_in_the_title_of_a_private_matter_is_found(commune: Path, title: str) -> None:
    assert alarms(commune, title, "Bài.") == 1


def test_records_are_searched_too_but_not_for_telephones(commune: Path) -> None:
    path = commune / "site_data/documents/kh-01-2024.yml"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("subject:"))
    path.write_text(text.replace(line, "subject: Thu hồi đất của bà Trần Thị Mẫu, CCCD 051088001234"), encoding="utf-8")
    found = [problem for problem in problems_of(commune) if problem.rule == "personal-data"]
    assert [problem.path for problem in found] == ["site_data/documents/kh-01-2024.yml"] * 2


@pytest.mark.parametrize(
    "site", [".", *sorted(f"examples/{path.name}" for path in (REPOSITORY / "examples").iterdir())]
)
def test_the_five_sites_give_no_alarm(site: str) -> None:
    root = REPOSITORY / site
    loaded, _ = load(root, root / "content", "https://x.example.vn/", dt.date(2024, 12, 31))
    assert loaded is not None
    assert [problem for problem in check(loaded) if problem.rule == "personal-data"] == []
