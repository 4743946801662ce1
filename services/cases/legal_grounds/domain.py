"""What a legal ground of a municipality's catalogue lets a mandate give, and under which conditions. No I/O."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.contracts.cases.vocabulary import Category, Level, Operation
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.refusals import Invalid

LONGEST_DAYS: Final = 366
"""A year: whether a law still asks for it is looked at again at least that often, and then it is recorded anew."""


class OverridingGround(StrEnum):
    """Why a law goes before what the person refused. There is no other reason."""

    COURT_ORDER = "court_order"
    CHILD_PROTECTION = "child_protection"
    DANGER_TO_LIFE = "danger_to_life"


class Confirmer(StrEnum):
    """Who confirms a mandate that another worker of the agency recorded."""

    PRIVACY_OFFICER = "privacy_officer"
    SUPERVISOR = "supervisor"

    @property
    def role(self) -> Role:
        return Role(self.value)


class GroundState(StrEnum):
    """Where a version of an entry stands."""

    PROPOSED = "proposed"
    """It waits for a second worker."""
    IN_FORCE = "in_force"
    ENDED = "ended"
    """Another version took its place, or the entry was retired."""


@dataclass(frozen=True, kw_only=True)
class LegalTerms:
    """What one version of an entry says.

    Attributes:
        categories, operations, purposes, level: the most that a mandate on it gives.
        longest_days: until when at most, from the day on which it is recorded.
        review_days: within how many days somebody looks at it again.
        overrides_refusal_because: why the person's refusal does not stop it; None where it does.
        ends_unless_reviewed: it ends on its day of review if nobody looked at it again.
        may_be_withheld: the law lets the mandate be kept from the person, until its day of review at most.
    """

    name: str
    article: str
    categories: frozenset[Category]
    operations: frozenset[Operation]
    purposes: frozenset[Purpose]
    level: Level
    longest_days: int
    review_days: int
    confirmed_by: Confirmer
    overrides_refusal_because: OverridingGround | None
    ends_unless_reviewed: bool
    may_be_withheld: bool


@dataclass(frozen=True, kw_only=True)
class LegalGround:
    """A version of an entry that is in force.

    Attributes:
        id: of the version, which never changes.
    """

    id: UUID
    municipality_id: UUID
    terms: LegalTerms

    def must_cover(
        self, categories: Collection[Category], operations: Collection[Operation], purposes: Collection[Purpose]
    ) -> None:
        """A mandate on it asks for no more than it says.

        Raises:
            Invalid: it does.
        """
        wanted = (
            ("categories", categories, self.terms.categories),
            ("operations", operations, self.terms.operations),
            ("purposes", purposes, self.terms.purposes),
        )
        for name, asked, allowed in wanted:
            if not {*asked} <= {*allowed}:
                raise Invalid.field(
                    f"#/{name}",
                    "beyond_the_law",
                    f"The article covers only: {', '.join(sorted(allowed))}.",
                    f"L'article ne couvre que : {', '.join(sorted(allowed))}.",
                )

    def must_last(self, now: datetime, valid_until: datetime, review_at: datetime) -> None:
        """A mandate on it ends, and is looked at again, in time.

        Raises:
            Invalid: it does not.
        """
        _within("valid_until", now, valid_until, self.terms.longest_days)
        _within("review_at", now, review_at, self.terms.review_days)


def _within(name: str, now: datetime, when: datetime, days: int) -> None:
    if not now < when <= now + timedelta(days=days):
        raise Invalid.field(
            f"#/{name}",
            "term",
            f"It lies within {days} days from now.",
            f"La date se situe dans les {days} jours à venir.",
        )
