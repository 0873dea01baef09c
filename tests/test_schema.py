"""Nodes to records, and the schema with which editors complete and underline."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import HERE, REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

from cchc import drafts, schema
from cchc.fields import Count, Line, Phone
from cchc.known import Choice, Gap, Known
from cchc.model.base import ContentType, Store
from cchc.model.registry import TYPES
from cchc.source import parse_article, parse_yaml

KEYS = [kind.key for kind in TYPES]
BY_KEY = dict(zip(KEYS, TYPES, strict=True))


class Colour(Choice):
    """A closed list."""

    RED = "do", "Đỏ"
    BLUE = "xanh", "Xanh"


class Part(schema.Record):
    """A record within a record, with a field named like pydantic's own word."""

    value: Count = schema.Field(title="Con số") if hasattr(schema, "Field") else ...  # type: ignore[assignment]
    name: Line


class EditorLoader(yaml.BaseLoader):
    """Reads YAML as editors do (YAML 1.2 core schema): numbers and null are not text, dates and `no` are."""


for tag, pattern, first in (
    ("int", r"^[-+]?[0-9]+$|^0o[0-7]+$|^0x[0-9a-fA-F]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", "tTfF"),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", schema.re.compile(pattern), list(first))
