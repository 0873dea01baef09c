"""The explicit list of content types. A new type is one module and one line here."""

from cchc.model import (
    accessibility,
    broadcast,
    channel,
    document,
    event,
    good_practice,
    hotline,
    indicator,
    news,
    organisation,
    plan,
    printed_sheet,
    procedure,
    procedure_group,
    programme,
    report,
    synonym,
    system,
    unit,
    visual,
)
from cchc.model.base import ContentType

TYPES: tuple[ContentType, ...] = (
    unit.TYPE,
    news.TYPE,
    procedure.TYPE,
    procedure_group.TYPE,
    indicator.TYPE,
    hotline.TYPE,
    channel.TYPE,
    system.TYPE,
    organisation.TYPE,
    document.TYPE,
    programme.TYPE,
    plan.TYPE,
    report.TYPE,
    event.TYPE,
    broadcast.TYPE,
    visual.TYPE,
    good_practice.TYPE,
    synonym.TYPE,
    accessibility.TYPE,
    printed_sheet.TYPE,
)
BY_KEY: dict[str, ContentType] = {content_type.key: content_type for content_type in TYPES}
