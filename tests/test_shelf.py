"""Values that are put aside on disk come back as they were, by name, the newest of a name."""

from hypothesis import given
from hypothesis import strategies as st

from cchc.engine.shelf import Shelf


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.text())))
def test_a_shelf_is_a_dict(steps: list[tuple[str, str]]) -> None:
    shelf: Shelf[str] = Shelf(str, str)
    known: dict[str, str] = {}
    for name, value in steps:
        shelf.put(name, value)
        known[name] = value
        assert dict(shelf) == known
        assert (name in shelf, "x" in shelf, len(shelf)) == (True, False, len(known))
        assert shelf.get("x") is None
