"""The access log of referrals: written, and told to cases, in one round trip for any number of them."""

from collections.abc import Sequence
from typing import Any

from services.referrals.disclosure.domain import Sight
from services.referrals.disclosure.events import ReferralLookedAt
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.journal import journal_values

_LOG_AND_TELL = Statement("""
    WITH look AS (
        SELECT * FROM jsonb_to_recordset(:looks) AS t (log_id uuid, event_id uuid, referral_id uuid, person_id uuid,
            categories text[], grounds text[], data jsonb, event jsonb)),
    logged AS (
        INSERT INTO access_log (at, id, decision_id, act, person_id, categories, subject_id, agency_id, roles, purpose,
            grounds, operation)
        SELECT :at, log_id, :decision_id, :act, person_id, categories, :subject_id, :agency_id, :roles, :purpose,
            grounds, :operation
        FROM look),
    entry AS (
        INSERT INTO journal (at, id, type, about, person_id, agency_id, actor_id, data)
        SELECT :at, event_id, :type, referral_id, person_id, :agency_id, :subject_id, data FROM look
        RETURNING position, id)
    INSERT INTO outbox (position, event)
    SELECT entry.position, look.event FROM entry JOIN look ON look.event_id = entry.id
""")


async def log_and_tell(work: UnitOfWork, operation: str, act: Act, sights: Sequence[Sight]) -> None:
    """Write a line for each into the access log, in the transaction of the look, and tell it to cases."""
    if not sights:
        return
    actor = work.actor
    assert isinstance(actor, Actor), "background work looks for nobody"
    await work.run(
        _LOG_AND_TELL,
        at=work.now,
        decision_id=work.decision_id,
        act=act,
        subject_id=actor.subject,
        agency_id=actor.agency_id,
        roles=sorted(actor.roles),
        purpose=actor.purpose,
        operation=operation,
        type=ReferralLookedAt.TYPE,
        looks=[_look(work, actor, act, sight) for sight in sights],
    )
    work.has_told = True


def _look(work: UnitOfWork, actor: Actor, act: Act, sight: Sight) -> dict[str, Any]:
    event = ReferralLookedAt(
        referral_id=sight.referral_id,
        person_id=sight.person_id,
        looked_at=work.now,
        subject_id=actor.subject,
        agency_id=actor.agency_id,
        purpose=actor.purpose,
        decision_id=work.decision_id,
        act=act,
    )
    told = journal_values(event, actor, work.now)
    return {
        "log_id": new_id(),
        "event_id": told["told_id"],
        "referral_id": sight.referral_id,
        "person_id": sight.person_id,
        "categories": list(sight.categories),
        "grounds": list(sight.grounds),
        "data": told["told_data"],
        "event": told["told_event"],
    }
