"""The explicit list of content types. A new type is one module and one line here."""

from cchc.model import channel, document, hotline, indicator, news, plan, procedure, report, unit
from cchc.model.base import ContentType

TYPES: tuple[ContentType, ...] = (
    unit.TYPE,
    news.TYPE,
    procedure.TYPE,
    indicator.TYPE,
    hotline.TYPE,
    channel.TYPE,
    document.TYPE,
    plan.TYPE,
    report.TYPE,
)
BY_KEY: dict[str, ContentType] = {content_type.key: content_type for content_type in TYPES}
