"""For whom somebody speaks who signed in with an account of their own. No I/O."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.cases.people.domain.parts import Power
from shared.contracts.cases.vocabulary import Category

EVERYTHING: Final = frozenset(Power)
"""What somebody may do for themselves."""

WITHHELD_SECTORS: Final = ("police", "justice")
"""What these agencies may see, and that they looked, is withheld from the person's own view."""

OPERATOR: Final = UUID(int=0)
"""Stands in the access log for whoever operates the installation, who belongs to no agency."""

WITHHELD_CATEGORIES: Final = (Category.SAFEGUARDING,)
"""What is written to protect somebody may be about whoever sits beside them."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever signed in, and the person they speak for.

    Attributes:
        relationship_id: by which they represent the person; None for the person themselves.
        powers: what that lets them do today.
    """

    account_id: UUID
    person_id: UUID
    municipality_id: UUID
    relationship_id: UUID | None
    powers: frozenset[Power]

    @property
    def is_the_person(self) -> bool:
        return self.relationship_id is None

    @property
    def ground(self) -> str:
        """On what they read, as the access log says it."""
        return f"own:{self.person_id}" if self.relationship_id is None else f"representation:{self.relationship_id}"
