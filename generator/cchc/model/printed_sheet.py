"""Printed sheet (bản in đang treo): which sheet hangs where, with the number that stands on the paper."""

from pydantic import Field

from cchc.fields import Day, Line
from cchc.model.base import ContentType, Store
from cchc.schema import Record

#: The address of a sheet, without the site's own.
ADDRESS = r"^/(?:[a-z0-9-]+/)+ban-in/(?:a3/)?$"
STAMP = r"^[0-9a-f]{8}$"


class PrintedSheet(Record):
    """One paper on a wall; `cchc sheets` tells whether it still says what the site says."""

    sheet: Line = Field(title="Địa chỉ bản in, bỏ tên miền", pattern=ADDRESS, examples=["/thu-tuc/1-001193/ban-in/"])
    stamp: Line = Field(title="Bản in số", pattern=STAMP, description="in ở chân tờ giấy", examples=["3d829e02"])
    printed_on: Day = Field(title="Ngày in")
    place: Line = Field(title="Treo ở đâu", examples=["Bảng tin Bộ phận Một cửa"])


TYPE = ContentType(
    "printed_sheet",
    "Bản in đang treo",
    PrintedSheet,
    Store.LIST,
    "printed_sheets.yml",
)
