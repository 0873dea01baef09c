"""What was written in a file: values with the line and column where each stands."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

Value: TypeAlias = "str | list[Node] | dict[str, Node]"
Address: TypeAlias = tuple[int, int]
_NO_KEYS: Mapping[str, Address] = {}


class Node(NamedTuple):
    """A YAML value as it was written: text, list or mapping, with line and column (from 1).

    `keys` holds the address of each key of a mapping; `quoted` tells an empty text from an empty place.
    """

    value: Value
    line: int
    column: int
    quoted: bool = False
    keys: Mapping[str, Address] = _NO_KEYS

    @property
    def absent(self) -> bool:
        """True for `key:` with nothing behind it."""
        return self.value == "" and not self.quoted

    def plain(self) -> "str | list[object] | dict[str, object]":
        """The value without addresses; keys without a value are left out."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return {key: node.plain() for key, node in self.value.items() if not node.absent}

    def find(self, path: tuple[object, ...]) -> "tuple[Node, Address]":
        """The deepest node on a path of keys and indices, and the address to report for it.

        Parts that lead nowhere are passed over: pydantic puts names of union members into its paths.
        """
        node: Node = self
        address = (self.line, self.column)
        for part in path:
            if isinstance(node.value, dict) and isinstance(part, str) and part in node.value:
                address = node.keys[part]
                node = node.value[part]
                if not node.absent:
                    address = (node.line, node.column)
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                address = (node.line, node.column)
        return node, address
