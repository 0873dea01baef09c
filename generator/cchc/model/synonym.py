"""Way of saying (cách gọi khác): everyday words, old names, abbreviations; the search also tries what they mean."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from cchc.fields import Line
from cchc.known import refuse
from cchc.model.base import ContentType, Store
from cchc.schema import Record
from cchc.text import fold

Phrase = Annotated[Line, Field(max_length=80)]


class Synonym(Record):
    """Words for one thing: as people say it, and as titles and texts write it."""

    say: tuple[Phrase, ...] = Field(
        title="Cách người dân nói",
        min_length=1,
        description="ít nhất hai tiếng, hoặc một chữ viết tắt",
        examples=["làm khai sinh"],
    )
    mean: tuple[Phrase, ...] = Field(
        title="Tên gọi chính thức", min_length=1, description="như trang này viết", examples=["đăng ký khai sinh"]
    )

    @model_validator(mode="after")
    def _leads_elsewhere(self) -> Self:
        official = {fold(phrase) for phrase in self.mean}
        for phrase in self.say:
            if fold(phrase) in official:  # the search takes no notice of marks either
                raise refuse("synonym-circle", f"“{phrase}” lại có nghĩa là chính nó", "bỏ ở một trong hai mục")
        return self


TYPE = ContentType(
    "synonym",
    "Cách gọi khác",
    Synonym,
    Store.LIST,
    "synonyms.yml",
)
