"""JSON Schema (2020-12) of open data: what each key means, which codes there are and what they are called.

Made from the same declarations as the forms for editors; but here every key is there, a fact declared missing is null,
and a number is a number.
"""

from typing import Any

from cchc.exports.tables import derived
from cchc.known import GAP_PATTERN, Choice
from cchc.model.base import ContentType

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LEFT_OUT = ("default", "discriminator", "examples")
_BY_NAME = ("properties", "$defs")
_YES_NO = ["có", "không"]


def row_schema(kind: ContentType, address: str) -> dict[str, Any]:
    """Schema of a type's JSON file, which will lie at an address."""
    record = _exported(kind.model.model_json_schema(mode="validation"))
    definitions = record.pop("$defs", {})
    own: dict[str, Any] = {
        "id": {"type": "string", "title": "Mã"},
        **record["properties"],
        **{column.key: {"title": column.label, **column.schema} for column in derived(kind)},
        "missing": {
            "title": "Chỗ đơn vị khai là chưa có, và lý do",
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
        "page": {"title": "Trang", "type": ["string", "null"], "format": "uri"},
    }
    record |= {"title": kind.label, "properties": own, "required": list(own)}
    return {
        "$schema": _DIALECT,
        "$id": address,
        "title": kind.title or kind.label,
        "type": "array",
        "items": record,
        "$defs": definitions,
    }


def _exported(schema: Any) -> Any:
    """The schema of what is written, made from that of what may be written."""
    if isinstance(schema, list):
        return [_exported(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("pattern") == GAP_PATTERN:
        return {"type": "null"}
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _BY_NAME:
            found[key] = {name: _record(name, inner) for name, inner in value.items()}
        elif key not in _LEFT_OUT:
            found["anyOf" if key == "oneOf" else key] = _exported(value)
    if found.get("enum") == _YES_NO:
        found = {"type": "boolean", **{key: value for key, value in found.items() if key not in ("enum", "type")}}
    if isinstance(found.get("type"), list):  # an editor takes a number for a text, and the other way round
        found["type"] = "string" if "pattern" in found else "number"
    if "properties" in found:
        found["required"] = list(found["properties"])
        found.pop("description", None)  # of the class, for those who write code
    return found


def _record(name: str, schema: dict[str, Any]) -> Any:
    """What stands below a name: of a closed list its codes, and what they are called."""
    choice = next((choice for choice in Choice.__subclasses__() if choice.__name__ == name), None)
    if choice is None or "enum" not in schema:
        return _exported(schema)
    return {"type": "string", "oneOf": [{"const": member.value, "title": member.label} for member in choice]}
