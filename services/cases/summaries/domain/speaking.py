"""How dates, names and words of closed lists are said to a reader. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.summaries.domain.document import Entry, Fact, Language, Section
from services.cases.summaries.domain.labels import label

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
