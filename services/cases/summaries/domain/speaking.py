"""How dates, names and words of closed lists are said to a reader. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.cases.summaries.domain.document import Document, Entry, Fact, Language, Section
from services.cases.summaries.domain.labels import label
from shared.contracts.identity.vocabulary import Purpose

Row = Mapping[str, Any]

_MONTHS: Final = (
    ("January", "janvier"),
    ("February", "février"),
    ("March", "mars"),
    ("April", "avril"),
    ("May", "mai"),
    ("June", "juin"),
    ("July", "juillet"),
    ("August", "août"),
    ("September", "septembre"),
    ("October", "octobre"),
    ("November", "novembre"),
    ("December", "décembre"),
)


@dataclass(frozen=True)
class Some:
    """Rows of one kind.

    Attributes:
        is_cut: there are more than these.
    """

    rows: Sequence[Row] = ()
    is_cut: bool = False

    @property
    def most(self) -> int | None:
        """How many there are of more; None where these are all."""
        return len(self.rows) if self.is_cut else None


@dataclass(frozen=True)
class Reading:
    """Who reads, for what, and when."""

    agency_id: UUID
    purpose: Purpose
    at: datetime


@dataclass(frozen=True)
class Speaker:
    """Says things in one language.

    Attributes:
        agencies: names by id, as far as they are known.
        people: how each person is called, by id.
    """

    language: Language
    agencies: Mapping[UUID, str] = field(default_factory=dict)
    people: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def french(self) -> bool:
        return self.language is Language.FRENCH

    def say(self, english: str, french: str) -> str:
        """One of both."""
        return french if self.french else english

    def word(self, one: StrEnum) -> str:
        """A word of a closed list."""
        return label(one, french=self.french)

    def day(self, when: date) -> str:
        """A date as it is read aloud."""
        return f"{when.day} {_MONTHS[when.month - 1][self.french]} {when.year}"

    def moment(self, when: datetime) -> str:
        """A date with the time of day, UTC."""
        at = when.astimezone(UTC)
        return f"{self.day(at)}, {at:%H:%M} UTC"

    def agency(self, agency_id: UUID | None) -> str:
        """An agency's name."""
        return self.agencies.get(agency_id, "") if agency_id else ""

    def person(self, person_id: UUID) -> str:
        """How somebody is called here."""
        return self.people.get(person_id) or self.say("Somebody else", "Une autre personne")

    def fact(self, english: str, french: str, words: str | None) -> tuple[Fact, ...]:
        """One fact, or none where there are no words."""
        return (Fact(self.say(english, french), words),) if words else ()

    def section(
        self, heading: tuple[str, str], entries: tuple[Entry, ...], none: tuple[str, str], *, most: int | None
    ) -> Section:
        """A section of entries, which says when there are none or more than these.

        Args:
            most: how many stand here of more; None where all do.
        """
        sentences: tuple[str, ...] = () if entries else (self.say(*none),)
        if most is not None:
            sentences += (
                self.say(
                    f"Only the first {most} stand here; the rest is in the record.",
                    f"Seuls les {most} premiers figurent ici ; la suite est dans le dossier.",
                ),
            )
        return Section(self.say(*heading), sentences=sentences, entries=entries)

    def document(
        self, title: tuple[str, str], reading: Reading, *, facts: tuple[Fact, ...], sections: tuple[Section, ...]
    ) -> Document:
        """A document for this reader, which says so."""
        agency, purpose, moment = self.agency(reading.agency_id), self.word(reading.purpose), self.moment(reading.at)
        for_whom = self.say(
            f"Made for {agency} on {moment}, for this purpose: {purpose}. It says what this reader may see at that "
            "time; others may see more or less. Keep it as you keep the record itself.",
            f"Établie pour {agency} le {moment}, pour cette finalité : {purpose}. Elle dit ce que ce lecteur peut "
            "voir à cet instant ; d'autres peuvent voir plus ou moins. À conserver comme le dossier lui-même.",
        )
        return Document(
            language=self.language,
            title=self.say(*title),
            author=agency or "Parcours",
            replaced=self.say(
                "Where � stands, a character has no shape in the fonts of this document; it is in the record.",
                "Le signe � remplace un caractère absent des polices de ce document ; il est dans le dossier.",
            ),
            page="Page",
            sentences=(for_whom,),
            facts=facts,
            sections=sections,
        )
