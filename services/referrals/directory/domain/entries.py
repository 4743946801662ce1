"""What one document of a feed brings: services and organizations, and where in the document each part was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
Path = Sequence[str | int]


class Part(dict[str, Any]):
    """A part of a document that remembers where it was received, because we nest it elsewhere."""

    def __init__(self, members: Document, pointer: str) -> None:
        super().__init__(members)
        self.pointer = pointer


@dataclass(frozen=True)
class Entry:
    """One service or organization, put together from where the document keeps its parts.

    Attributes:
        document: as HSDS nests it; a service without its organization, an organization without its services.
        organization: who offers the service, where the document says.
        is_summary: the entry of a list, which tells one-to-one fields only and is silent on the rest.
    """

    document: Part
    organization: Part | None = None
    is_summary: bool = False

    @property
    def pointer(self) -> str:
        return self.document.pointer


@dataclass(frozen=True)
class Feed:
    """All entries of one document.

    Attributes:
        passed_over: pointers to what is neither a service nor an organization, or belongs to none.
    """

    services: tuple[Entry, ...] = ()
    organizations: tuple[Entry, ...] = ()
    passed_over: tuple[str, ...] = ()


def one_feed(feeds: Iterable[Feed]) -> Feed:
    """Several as one, in their order."""
    feeds = tuple(feeds)
    return Feed(
        services=tuple(entry for feed in feeds for entry in feed.services),
        organizations=tuple(entry for feed in feeds for entry in feed.organizations),
        passed_over=tuple(pointer for feed in feeds for pointer in feed.passed_over),
    )


def pointer_of(path: Path) -> str:
    """A path as a JSON Pointer.

    Source:
        RFC 6901 section 3.
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def pointer_into(document: Part, path: Path) -> str:
    """Where in what was received the member at this path was, or would have been."""
    pointer, steps_since, here = document.pointer, 0, document
    for number, step in enumerate(path, start=1):
        here = _member(here, step)
        if isinstance(here, Part):
            pointer, steps_since = here.pointer, number
    return pointer + pointer_of(path[steps_since:])


def _member(here: Any, step: str | int) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None
