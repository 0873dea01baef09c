"""Linked procedures that are done in one go (nhóm thủ tục hành chính liên thông)."""

from pydantic import Field

from cchc.fields import Line, Slug, Text
from cchc.known import Known
from cchc.model.base import ContentType, Provenance, Store, SystemRef
from cchc.model.document_parts import Citation
from cchc.schema import Record


class Member(Record):
    """One procedure of the group; its code where the source gives it."""

    name: Line = Field(title="Tên thủ tục")
    code: Known[Line] = Field(title="Mã thủ tục")


class ProcedureGroup(Record):
    """Two or more procedures with one dossier."""

    id: Slug = Field(title="Mã nhóm")
    name: Line = Field(title="Tên nhóm")
    procedures: tuple[Member, ...] = Field(title="Các thủ tục, theo thứ tự", min_length=2)
    place: Line | None = Field(None, title="Thực hiện ở")
    systems: tuple[SystemRef, ...] = Field((), title="Nộp trên hệ thống")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")
    note: Text | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")


TYPE = ContentType(
    "procedure_group",
    "Nhóm thủ tục liên thông",
    ProcedureGroup,
    Store.LIST,
    "procedure_groups.yml",
    "/thu-tuc/lien-thong/",
    "Nhóm thủ tục liên thông",
)
