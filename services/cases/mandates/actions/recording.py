"""Record mandates, on an entry of the municipality's catalogue where it keeps one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.cases.legal_grounds.actions import ground_in_force, has_catalogue
from services.cases.legal_grounds.domain import LONGEST_DAYS, Confirmer, LegalGround, OverridingGround
from services.cases.mandates import events, store
from services.cases.mandates.domain import MandateState
from services.cases.mandates.policy import RECORD, RULES, AboutMandate
from shared.contracts.cases.vocabulary import Category, Level, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Invalid, NotAllowed, NotFound


@dataclass(frozen=True, kw_only=True)
class NewMandate:
    """What is needed to record one.

    Attributes:
        legal_ground_id: the entry of the catalogue on which it rests; None where the municipality keeps none.
        article, overrides_refusal_because: as the entry says, where there is one.
        categories, operations, purposes: all that the entry says, when empty.
        withheld_because, withheld_until: why, and until when, it is kept from the person.
    """

    article: str | None
    ground: str
    categories: Sequence[Category]
    operations: Sequence[Operation]
    purposes: Sequence[Purpose]
    overrides_refusal_because: OverridingGround | None
    valid_from: datetime | None
    valid_until: datetime
    review_at: datetime
    legal_ground_id: UUID | None = None
    withheld_because: str | None = None
    withheld_until: datetime | None = None


async def record_mandate(work: UnitOfWork, actor: Actor, person_id: UUID, command: NewMandate) -> UUID:
    """Record a legal ground for the worker's own agency. It gives nothing until a second worker has confirmed it.

    Raises:
        NotFound: no such person in the agency's municipalities, or this worker does not record mandates: the same,
            since the caller may not know of the person yet.
        Invalid: it would end in the past, or after more than the longest term; no such entry in the catalogue, or more
            than it says.
    """
    log_if_denied(work, Look("record-mandate", person_id=person_id))
    municipality_id = await store.municipality_of(work, person_id)
    if municipality_id is None:
        raise NotFound
    try:
        decide(RULES, RECORD, actor, AboutMandate(municipality_id, actor.agency_id))
    except NotAllowed as refusal:
        raise NotFound from refusal
    ground = await _ground(work, municipality_id, command)
    _must_fit(work, ground, command)
    work.lies_in(person_id, municipality_id)
    mandate_id = new_id()
    about = {"id": mandate_id, "person_id": person_id, "municipality_id": municipality_id}
    await store.keep(work, about | _values(work, actor, command, ground))
    await work.tell(events.MandateRecorded(person_id=person_id, mandate_id=mandate_id))
    return mandate_id


async def _ground(work: UnitOfWork, municipality_id: UUID, command: NewMandate) -> LegalGround | None:
    """The entry of the catalogue on which it rests; None where the municipality keeps no catalogue."""
    if command.legal_ground_id is None:
        if await has_catalogue(work, municipality_id):
            raise _no_such_ground()
        return None
    ground = await ground_in_force(work, command.legal_ground_id, municipality_id)
    if ground is None:
        raise _no_such_ground()
    return ground


def _must_fit(work: UnitOfWork, ground: LegalGround | None, command: NewMandate) -> None:
    if ground is not None:
        ground.must_cover(command.categories, command.operations, command.purposes)
        ground.must_last(work.now, command.valid_until, command.review_at)
    elif not work.now < command.valid_until <= work.now + timedelta(days=LONGEST_DAYS):
        raise Invalid.field(
            "#/valid_until",
            "term",
            f"A mandate ends within {LONGEST_DAYS} days from now.",
            f"Un mandat prend fin dans les {LONGEST_DAYS} jours à venir.",
        )
    if command.withheld_because is not None and not (ground and ground.terms.may_be_withheld):
        raise Invalid.field(
            "#/withheld_because",
            "not_to_be_withheld",
            "The law on which it rests does not let it be kept from the person.",
            "La loi dont il découle ne permet pas de le taire à la personne.",
        )


def _no_such_ground() -> Invalid:
    return Invalid.field(
        "#/legal_ground_id",
        "no_such_ground",
        "It names an entry in force of the municipality's catalogue: see /v1/legal-grounds.",
        "Il désigne un fondement en vigueur du catalogue de la commune : voir /v1/legal-grounds.",
    )


def _values(work: UnitOfWork, actor: Actor, command: NewMandate, ground: LegalGround | None) -> dict[str, Any]:
    return {
        **_given(command, ground),
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
        "ground": command.ground,
        "valid_from": command.valid_from or work.now,
        "valid_until": command.valid_until,
        "review_at": command.review_at,
        "withheld_because": command.withheld_because,
        "withheld_until": command.withheld_until,
        "recorded_at": work.now,
        "state": MandateState.PROPOSED,
        "decided_at": None,
        "decided_by": None,
        "reviewed_at": None,
        "reviewed_by": None,
        "ended_at": None,
    }


def _given(command: NewMandate, ground: LegalGround | None) -> dict[str, Any]:
    """What it gives: as the worker says, within what the entry says."""
    asked = {
        "categories": sorted(set(command.categories)),
        "operations": sorted(set(command.operations)),
        "purposes": sorted(set(command.purposes)),
    }
    if ground is None:
        return {
            **asked,
            "legal_ground_id": None,
            "article": command.article,
            "overrides_refusal_because": command.overrides_refusal_because,
            "level": Level.FULL,
            "confirmed_by": Confirmer.PRIVACY_OFFICER,
            "ends_unless_reviewed": False,
        }
    terms = ground.terms
    return {
        "categories": asked["categories"] or sorted(terms.categories),
        "operations": asked["operations"] or sorted(terms.operations),
        "purposes": asked["purposes"] or sorted(terms.purposes),
        "legal_ground_id": ground.id,
        "article": terms.article,
        "overrides_refusal_because": terms.overrides_refusal_because,
        "level": terms.level,
        "confirmed_by": terms.confirmed_by,
        "ends_unless_reviewed": terms.ends_unless_reviewed,
    }
