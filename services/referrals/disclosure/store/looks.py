"""The access log of referrals: written, and told to cases, in one round trip for any number of rows."""

from collections.abc import Sequence
from typing import Any

from services.referrals.disclosure.domain import Sight
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Event
from shared.messaging.journal import TELLING

_LOG_AND_TELL = Statement(f"""
    WITH look AS (
        SELECT * FROM jsonb_to_recordset(:looks) AS t (id uuid, person_id uuid, municipality_id uuid,
            categories text[], grounds text[])),
    logged AS (
        INSERT INTO access_log (at, id, decision_id, act, person_id, municipality_id, categories, subject_id, agency_id,
            roles, purpose, grounds, operation)
        SELECT :at, id, :decision_id, :act, person_id, municipality_id, categories, :subject_id, :agency_id, :roles,
            :purpose, grounds, :operation
        FROM look),
    {TELLING}
    SELECT FROM entry
""")


async def log_and_tell(
    work: UnitOfWork, actor: Actor, operation: str, act: Act, sights: Sequence[Sight], event: Event
) -> None:
    """Write a line for each into the access log, in the transaction of the look, and tell it to cases."""
    await work.change_and_tell(
        _LOG_AND_TELL,
        event,
        at=work.now,
        decision_id=work.decision_id,
        act=act,
        subject_id=actor.subject,
        agency_id=actor.agency_id,
        roles=sorted(actor.roles),
        purpose=actor.purpose,
        operation=operation,
        looks=[_look(sight) for sight in sights],
    )


def _look(sight: Sight) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": sight.person_id,
        "municipality_id": sight.municipality_id,
        "categories": list(sight.categories),
        "grounds": list(sight.grounds),
    }
