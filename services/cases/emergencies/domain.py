"""What an emergency opens, for how long, and what is said of it afterwards. No I/O."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.access.domain import Grant
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor

DEFAULT_HOURS: Final = 3
MOST_HOURS: Final = 24


class Reason(StrEnum):
    """Why a record is opened without a ground."""

    DANGER_TO_LIFE = "danger_to_life"
    CHILD_AT_RISK = "child_at_risk"
    VIOLENCE = "violence"
    FOUND_HELPLESS = "found_helpless"
    OTHER = "other"


def what_it_opens(
    actor: Actor, person_id: UUID, municipality_id: UUID, emergency_id: UUID, begins: datetime, lasts: timedelta
) -> Grant:
    """To this worker alone, for the purpose of their request: to read, and nothing that the person refused or a worker
    sealed.
    """
    return Grant(
        person_id=person_id,
        municipality_id=municipality_id,
        agency_id=actor.agency_id,
        sector=actor.sector,
        worker_id=actor.subject,
        categories=frozenset(Category),
        operations=frozenset({Operation.READ}),
        purposes=frozenset({actor.purpose}),
        shows_sensitive=True,
        ground_kind=GroundKind.EMERGENCY,
        ground_id=emergency_id,
        valid_from=begins,
        valid_until=begins + lasts,
    )
