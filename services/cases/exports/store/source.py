"""A section of a copy as SQL, and which rows are in it: one agency's about one person, as far as they are for them.

The parameters are `person_id`, `agency_id`, `municipality_id`, `is_the_person`, `left_out` (categories) and `now`. A
row is in a copy where it would be in the person's own view (`accounts.predicate`), and this agency contributed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from services.cases.accounts.predicate import WITHHELD, shown_to_them, told_to_them
from services.cases.exports.domain.sections import SECTIONS, Kept


@dataclass(frozen=True, kw_only=True)
class Source:
    """The rows of a section.

    Attributes:
        rows: what follows FROM; the row itself is `i`.
        shown: which of them.
        key: their order, and the id by which each is named.
        told: what a field is, where it is not the column of its name.
        tables: those that are read.
        given: which of them the person gave (GDPR Art. 20); None for none.
        for_representatives: it is in the copy of who represents the person too, as it is in their own view: what is
            said freely elsewhere could tell where the person is.
    """

    rows: str
    shown: str
    tables: tuple[str, ...]
    key: str = "i.id"
    told: Mapping[str, str] = field(default_factory=dict)
    given: str | None = None
    for_representatives: bool = False

    def items(self, section: Kept) -> str:
        """SQL: each of them as JSON, with its key."""
        fields = ", ".join(f"'{one}', {self.told.get(one, f'i.{one}')}" for one in SECTIONS[section].fields)
        return f"""
            SELECT {self.key} AS key, jsonb_build_object('id', {self.key}, {fields}) AS item
            FROM {self.rows} WHERE {self.shown}{"" if self.for_representatives else " AND :is_the_person"}"""


ABOUT_THEM: Final = "(i.person_id = :person_id AND i.agency_id = CAST(:agency_id AS uuid))"
LEFT_IN: Final = "{row}.category <> ALL (CAST(:left_out AS text[]))"


def ours(row: str) -> str:
    """An item that this agency contributed, and that is the person's to read."""
    return f"""({shown_to_them(row)} AND {row}.agency_id = CAST(:agency_id AS uuid)
        AND {LEFT_IN.format(row=row)})"""


def our_part(row: str) -> str:
    """A part of the person, likewise: it is about nobody else."""
    return f"""({row}.person_id = :person_id AND {row}.agency_id = CAST(:agency_id AS uuid)
        AND {row}.category NOT IN ({WITHHELD}) AND {LEFT_IN.format(row=row)}
        AND ({row}.sensitivity = 'ordinary' OR ({row}.sensitivity = 'sensitive' AND :is_the_person)))"""


def shared(grant: str) -> str:
    """A grant of which the person is told, and that shows or showed what this agency wrote."""
    return f"""({grant}.person_id = :person_id AND {told_to_them(grant)}
        AND ({grant}.agency_id = CAST(:agency_id AS uuid) OR {grant}.sources IS NULL
             OR CAST(:agency_id AS uuid) = ANY ({grant}.sources)))"""


def item(table: str, shown: str = "true", given: str | None = None, *, for_representatives: bool = False) -> Source:
    """A kind of item of cases."""
    rows, shown = f"{table} i", f"{ours('i')} AND {shown}"
    return Source(rows=rows, shown=shown, tables=(table,), given=given, for_representatives=for_representatives)


def within(table: str, parent: str, link: str, shown: str, given: str | None = None) -> Source:
    """What hangs on an item: as it was classified then, and as the item is now."""
    beneath = f"EXISTS (SELECT FROM {parent} p WHERE p.id = i.{link} AND {ours('p')})"
    return Source(rows=f"{table} i", shown=f"{shown} AND {beneath}", tables=(table, parent), given=given)
