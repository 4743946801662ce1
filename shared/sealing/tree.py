"""An append-only Merkle tree: what it is made of, and what it proves. No I/O.

A tree of `size` leaves is the list of the roots of its perfect subtrees, from the largest to the smallest, one for each
bit of `size`. Nodes are named by level (0 for leaves) and index within the level.

Source:
    RFC 9162 (Certificate Transparency Version 2.0), section 2.1.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

Node = tuple[int, int]
"""Level and index within the level."""


def leaf_hash(entry: bytes) -> bytes:
    """What stands for an entry in the tree."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands for two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Growing:
    """A tree that only grows. It holds the roots of its perfect subtrees and forgets what lies below.

    Attributes:
        size: how many leaves.
        peaks: roots of the perfect subtrees, the largest first.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int, peaks: Sequence[bytes]) -> None:
        self.size = size
        self.peaks = list(peaks)

    def add(self, leaf: bytes) -> Iterator[tuple[Node, bytes]]:
        """Add one leaf; the nodes that are complete with it, from the leaf upwards."""
        level, index = 0, self.size
        yield (level, index), leaf
        while index & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            level, index = level + 1, index >> 1
            yield (level, index), leaf
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The hash that stands for all leaves in their order."""
        return root_of(self.peaks)


def root_of(peaks: Sequence[bytes]) -> bytes:
    """The root of a tree by the roots of its perfect subtrees, the largest first."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def peaks_of(size: int) -> list[Node]:
    """Which perfect subtrees a tree of this size is made of, the largest first."""
    return _perfect(0, size)


def root_of_leaves(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree of these leaves."""
    tree = Growing(0, ())
    for leaf in leaves:
        for _ in tree.add(leaf):
            pass
    return tree.root()


def inclusion_path(index: int, size: int, node: Callable[[Node], bytes]) -> list[bytes]:
    """What proves that a leaf is in a tree: a hash a level, from the leaf upwards.

    Args:
        index: of the leaf, less than `size`.
        node: the hash of a complete node.
    """
    return _path(index, 0, size, node)


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root of a tree of this size in which the leaf stands at this index, as the path says; None if it cannot be.

    Source:
        RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        return None
    here, last, root = index, size - 1, leaf
    for one in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            root = node_hash(one, root)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            root = node_hash(root, one)
        here, last = here >> 1, last >> 1
    return root if last == 0 else None


def consistency_path(earlier: int, size: int, node: Callable[[Node], bytes]) -> list[bytes]:
    """What proves that a tree of `size` leaves begins with the tree of `earlier` leaves (more than none)."""
    return _consistency(earlier, 0, size, node, is_whole=True)


def is_consistent(earlier: int, earlier_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree with this root begins with the earlier one.

    Source:
        RFC 9162, section 2.1.4.2.
    """
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not path and earlier_root == root
    hashes = list(path) if earlier & (earlier - 1) else [earlier_root, *path]
    if not hashes:
        return False
    first, second = earlier - 1, size - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    before = now = hashes[0]
    for one in hashes[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            before, now = node_hash(one, before), node_hash(one, now)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            now = node_hash(now, one)
        first, second = first >> 1, second >> 1
    return second == 0 and before == earlier_root and now == root


def _path(index: int, start: int, size: int, node: Callable[[Node], bytes]) -> list[bytes]:
    if size == 1:
        return []
    left = _largest_below(size)
    if index < left:
        return [*_path(index, start, left, node), _root(start + left, size - left, node)]
    return [*_path(index - left, start + left, size - left, node), _root(start, left, node)]


def _consistency(earlier: int, start: int, size: int, node: Callable[[Node], bytes], *, is_whole: bool) -> list[bytes]:
    if earlier == size:
        return [] if is_whole else [_root(start, size, node)]
    left = _largest_below(size)
    if earlier <= left:
        return [*_consistency(earlier, start, left, node, is_whole=is_whole), _root(start + left, size - left, node)]
    return [*_consistency(earlier - left, start + left, size - left, node, is_whole=False), _root(start, left, node)]


def _root(start: int, size: int, node: Callable[[Node], bytes]) -> bytes:
    return root_of([node(one) for one in _perfect(start, size)])


def _perfect(start: int, size: int) -> list[Node]:
    """The perfect subtrees over `size` leaves from `start`, which lies where such a tree may begin."""
    nodes = []
    while size:
        level = size.bit_length() - 1
        nodes.append((level, start >> level))
        start, size = start + (1 << level), size - (1 << level)
    return nodes


def _largest_below(size: int) -> int:
    """The largest power of two that is smaller than size (at least 2)."""
    return 1 << (size - 1).bit_length() - 1
