"""Gather what a receipt says."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from services.cases.access.actions import standing_to
from services.cases.agreements.actions.reading import open_agreement
from services.cases.consents.actions.reading import open_consent
from services.cases.consents.actions.stopping import reached_by
from services.cases.people.actions.open_person import names_of
from services.cases.receipts.domain.receipt import Receipt
from services.cases.receipts.policy import HAND_OVER, RULES, AboutReceipt
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound

_OPERATION: Final = "read-consent-receipt"


async def gather_receipt(work: UnitOfWork, actor: Actor, person_id: UUID, consent_id: UUID) -> Receipt:
    """What a receipt for a consent or refusal says at this moment; the look is logged.

    Raises:
        NotFound: no such consent that the caller may see.
        NotAllowed: the caller sees of whom it names only their own agency.
    """
    await standing_to(work, person_id)
    consent = await open_consent(work, person_id, consent_id)
    log_if_denied(work, Look(_OPERATION, person_id=person_id))
    decide(RULES, HAND_OVER, actor, AboutReceipt(bool(consent["whole"])))
    reached = await reached_by(work, consent)
    names = await names_of(work, actor, [person_id], _OPERATION)
    await log_looks(work, [Look(_OPERATION, person_id=person_id)])
    return Receipt(
        consent=dict(consent),
        reached=[dict(one) for one in reached],
        agreements=await _agreements(work, actor, (one["agreement_id"] for one in reached)),
        name=names.get(person_id),
        made_for=actor.agency_id,
        made_at=work.now,
    )


async def _agreements(work: UnitOfWork, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those of the municipalities in which the caller's agency operates."""
    found: dict[UUID, dict[str, Any]] = {}
    for one in sorted(set(ids)):
        with suppress(NotFound):
            found[one] = dict(await open_agreement(work, actor, one))
    return found
