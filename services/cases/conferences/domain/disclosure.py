"""Who of those who come may see what is talked about, on which ground, and if not, why. No I/O.

It is the decision of access itself, asked for somebody else: coming adds nothing to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.access.domain import Grant, Item, Standing, standing
from services.cases.access.policy import Grounds
from shared.contracts.cases.vocabulary import Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, Purpose, Sector, WorkerId

NOBODY: Final = WorkerId(UUID(int=0))
"""Stands for whoever of an agency comes: no ground and no item is theirs by name."""

FOR_CARE: Final = Actor(
    agency_id=AgencyId(UUID(int=0)),
    sector=Sector.SOCIAL,  # of whomever: what is refused to a sector, the grant itself says
    municipalities=(),
    roles=frozenset(),
    scopes=frozenset(),
    purpose=Purpose.CARE_COORDINATION,
    purposes=frozenset({Purpose.CARE_COORDINATION}),
    worker_id=NOBODY,
)
"""Stands for a caller where nobody calls: for this purpose people meet."""


class WithheldBecause(StrEnum):
    """Why somebody who comes does not see a matter."""

    NO_GROUND = "no_ground"
    REFUSED = "refused"
    """The person said no."""
    DOES_NOT_FLOW = "does_not_flow"
    """They have a ground for the category; what the agency that put this on the agenda contributes it does not show."""
    SENSITIVE = "sensitive"
    """They have a ground that shows what is ordinary."""
    SEALED = "sealed"


@dataclass(frozen=True)
class Seat:
    """Somebody who comes, or is asked to.

    Attributes:
        worker_id: None while whoever of the agency takes it up.
    """

    agency_id: UUID
    worker_id: UUID | None


@dataclass(frozen=True)
class Told:
    """Whether somebody sees a matter, as far as it is about one person.

    Attributes:
        grounds: on which; empty where it is withheld.
        because: why it is withheld.
    """

    person_id: UUID
    grounds: Sequence[Grant]
    because: WithheldBecause | None


def told_to(seat: Seat, caller: Actor, item: Item, known: Grounds, at: datetime) -> Told:
    """Whether somebody sees a matter at that time, for the purpose for which the caller asks."""
    they = replace(
        caller, agency_id=AgencyId(seat.agency_id), worker_id=WorkerId(seat.worker_id or NOBODY), system_id=None
    )
    stands = standing(they, at, known.grants, known.refused, known.seals)
    grounds = stands.grounds_to_read(item)
    return Told(item.person_id, grounds, None if grounds else _why_not(stands, item))


def _why_not(stands: Standing, item: Item) -> WithheldBecause:
    if stands.grounds_to_read(replace(item, sensitivity=Sensitivity.ORDINARY)):
        return WithheldBecause.SEALED if item.sensitivity is Sensitivity.SEALED else WithheldBecause.SENSITIVE
    if stands.grounds_for(Operation.READ, item.category):
        return WithheldBecause.DOES_NOT_FLOW
    return WithheldBecause.REFUSED if stands.is_refused(item.category) else WithheldBecause.NO_GROUND
