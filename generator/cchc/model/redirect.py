"""Old address (địa chỉ cũ): where a published page lies now, or why it was taken away. A published address never dies.

W3C, "Cool URIs don't change".
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from cchc.fields import Day, Line
from cchc.known import refuse
from cchc.model.base import ContentType, Store
from cchc.schema import Record, RequiredUnless

#: The address of a page from the site's root: "/tin-tuc/2024/06/tap-huan/".
PageAddress = Annotated[
    Line, Field(pattern=r"^/([a-z0-9]+([.-][a-z0-9]+)*/)+$", examples=["/tin-tuc/2024/06/tap-huan/"])
]


class Redirect(Record):
    """An address that people may still have: it leads to the new one, or tells why nothing is there."""

    old: PageAddress = Field(title="Địa chỉ cũ")
    new: Annotated[PageAddress | None, RequiredUnless("trang đã gỡ hẳn")] = Field(
        None, title="Địa chỉ mới", examples=["/tin-tuc/2024/06/tap-huan-mot-cua/"]
    )
    since: Day = Field(title="Từ ngày")
    reason: Line | None = Field(None, title="Lý do gỡ", description="khi không có địa chỉ mới")

    @model_validator(mode="after")
    def _says_where_or_why(self) -> Self:
        if (self.new is None) == (self.reason is None):
            raise refuse("redirect-whole", "cần địa chỉ mới, hoặc lý do gỡ", "viết một trong hai mục: new hoặc reason")
        return self


TYPE = ContentType(
    "redirect",
    "Địa chỉ cũ",
    Redirect,
    Store.LIST,
    "redirects.yml",
    order=lambda record, slug: record.old,
)
