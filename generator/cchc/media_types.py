"""What kind of file an ending means (RFC 6838), for feeds and for stores that must be told: all that a site has, and
what checks/attachments.yml lets people add. Not the machine's own list: two machines must write the same feed.
"""

from pathlib import PurePosixPath

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_TYPES = {
    ".html": "text/html",
    ".inc": "text/html",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".xml": "application/xml",
    ".opml": "text/x-opml",
    ".csv": "text/csv",
    ".ics": "text/calendar",  # phones offer to subscribe to nothing else
    ".vtt": "text/vtt",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".odt": f"{_OPEN}text",
    ".ods": f"{_OPEN}spreadsheet",
    ".odp": f"{_OPEN}presentation",
    ".rtf": "application/rtf",
    ".zip": "application/zip",
}


def media_type(file: str) -> str:
    """The media type of a file by its name."""
    return _TYPES.get(PurePosixPath(file).suffix.lower(), "application/octet-stream")
