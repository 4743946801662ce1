"""A document as it is typeset: headings, sentences and facts, and nothing of how it looks. No I/O."""

from dataclasses import dataclass, field
from enum import StrEnum


class Language(StrEnum):
    """In which a document is written."""

    ENGLISH = "en"
    FRENCH = "fr"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known, under its name."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a section."""

    heading: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document.

    Attributes:
        sentences: what is said before the facts, such as that there is nothing.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What is typeset.

    Attributes:
        title: of the kind of document; never of the person, since viewers show it in lists of files.
        replaced: says what stands where a character has no shape in the fonts.
        page: what stands before the number of a page.
    """

    language: Language
    title: str
    author: str
    replaced: str
    page: str
    sentences: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = field(default=())
