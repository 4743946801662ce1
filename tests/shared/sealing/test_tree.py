"""The tree against the words of RFC 9162, written out plainly."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealing.tree import (
    Growing,
    Node,
    consistency_path,
    inclusion_path,
    is_consistent,
    leaf_hash,
    peaks_of,
    root_from_inclusion,
    root_of_leaves,
)


def by_definition(entries: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    half = 1
    while half * 2 < len(entries):
        half *= 2
    left, right = by_definition(entries[:half]), by_definition(entries[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def entries(size: int) -> list[bytes]:
    return [number.to_bytes(2) for number in range(size)]


class Kept(dict[Node, bytes]):
    """Every complete node of a tree of this size."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.tree = Growing(0, ())
        for entry in entries(size):
            self.update(self.tree.add(leaf_hash(entry)))


@given(size=st.integers(0, 300))
def test_the_root_is_that_of_the_definition(size: int) -> None:
    kept = Kept(size)
    assert kept.tree.root() == by_definition(entries(size)) == root_of_leaves(map(leaf_hash, entries(size)))
    assert kept.tree.peaks == [kept[node] for node in peaks_of(size)]


@given(size=st.integers(1, 300), index=st.integers(0, 299))
def test_a_path_leads_from_a_leaf_to_the_root_and_from_no_other(size: int, index: int) -> None:
    index %= size
    path = inclusion_path(index, size, Kept(size).__getitem__)
    root = by_definition(entries(size))
    leaf = leaf_hash(entries(size)[index])
    assert root_from_inclusion(leaf, index, size, path) == root
    assert root_from_inclusion(leaf_hash(b"another"), index, size, path) != root
    if size > 1:
        assert root_from_inclusion(leaf, (index + 1) % size, size, path) != root
        assert root_from_inclusion(leaf, index, size, path[:-1]) is None
    assert root_from_inclusion(leaf, index, size, [*path, root]) is None
    assert root_from_inclusion(leaf, size, size, path) is None


@given(size=st.integers(1, 300), earlier=st.integers(0, 299), other=st.binary(min_size=32, max_size=32))
def test_a_tree_begins_with_what_it_was_before_and_with_nothing_else(size: int, earlier: int, other: bytes) -> None:
    earlier = earlier % size + 1
    path = consistency_path(earlier, size, Kept(size).__getitem__)
    before, now = by_definition(entries(earlier)), by_definition(entries(size))
    assert is_consistent(earlier, before, size, now, path)
    assert not is_consistent(earlier, other, size, now, path)
    assert not is_consistent(earlier, before, size, other, path)
    assert not is_consistent(0, before, size, now, path)
    assert not is_consistent(earlier, before, size, now, [*path, other])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9])
def test_a_tree_goes_on_from_its_peaks(size: int) -> None:
    kept = Kept(size)
    going_on = Growing(size, [kept[node] for node in peaks_of(size)])
    for _ in going_on.add(leaf_hash(size.to_bytes(2))):
        pass
    assert going_on.root() == by_definition(entries(size + 1))
