"""What a municipality wants prepared, and how long before. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.people.domain.coming_of_age import ADULT_AT
from shared.refusals import FieldError, Invalid


class TransitionKind(StrEnum):
    """What changes on the day."""

    OF_AGE = "of_age"
    """The eighteenth birthday."""
    ADULT_SERVICES = "adult_services"
    """The move from children's to adults' services, on the birthday that the rule names."""
    MANDATE_ENDS = "mandate_ends"
    """A legal ground, or the measure on which it rests, ends by its own date."""
    CONSENT_ENDS = "consent_ends"
    """A consent ends by its own date."""


BIRTHDAYS: Final = frozenset({TransitionKind.OF_AGE, TransitionKind.ADULT_SERVICES})
"""Kinds that come with a birth date. They belong to a case; the others to whoever holds the ground."""


class Told(StrEnum):
    """Who hears that it was opened, moved, called off and done."""

    LEAD = "lead"
    TEAM = "team"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What one version of a rule says.

    Attributes:
        months_before: how long before the day it is opened.
        at_age: which birthday; None where the kind says it, or is of no birthday.
        template_id: with what plan it begins; None for none.
        receipts_from: agencies that are to say that they have received the person's affairs.
        leaving: agencies of children's services whose places on the team end with the day.
        tells: who hears of it; of what is of no birthday, whoever prepares it.
    """

    months_before: int
    at_age: int | None
    template_id: UUID | None
    receipts_from: Sequence[UUID]
    leaving: Sequence[UUID]
    tells: Told

    def must_fit(self, kind: TransitionKind) -> None:
        """Refuse what this kind knows nothing of.

        Raises:
            Invalid: an age too many or too few; a plan, receipts or places where no case is.
        """
        wrong = []
        if (self.at_age is not None) != (kind is TransitionKind.ADULT_SERVICES):
            wrong.append(_only("at_age", "the move to adults' services", "au passage aux services pour adultes"))
        if self.leaving and kind is not TransitionKind.ADULT_SERVICES:
            wrong.append(_only("leaving", "the move to adults' services", "au passage aux services pour adultes"))
        if kind not in BIRTHDAYS:
            named = {"template_id": self.template_id, "receipts_from": self.receipts_from}
            wrong += [
                _only(name, "what comes with a birthday", "à ce qui arrive à un anniversaire")
                for name, said in named.items()
                if said
            ]
        if wrong:
            raise Invalid(errors=wrong)


@dataclass(frozen=True, kw_only=True)
class TransitionRule:
    """One version of a rule, in force."""

    id: UUID
    kind: TransitionKind
    terms: Terms

    @property
    def age(self) -> int:
        """Which birthday it is about."""
        return self.terms.at_age or ADULT_AT


def _only(name: str, of_what: str, de_quoi: str) -> FieldError:
    return FieldError(
        f"#/{name}", "wrong_kind", f"It belongs to {of_what}, and to nothing else.", f"Ceci est propre {de_quoi}."
    )
