"""What a person is told about the use of their data, made of what holds at this moment."""

from uuid import UUID

from services.cases.access.actions import grants_on
from services.cases.governance.domain.entries import EntryKind
from services.cases.governance.domain.information import Known
from services.cases.governance.policy import INFORM, RULES, AboutAgency
from services.cases.governance.store import entries as store
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide


async def information_about(work: UnitOfWork, actor: Actor, person_id: UUID) -> Known:
    """What it is made of, as far as the caller may know the grants on the person, and the person may be told of them:
    it is handed to them. The look is logged.

    Raises:
        NotAllowed: not a privacy officer.
        NotFound: no ground for this person, or no such person.
    """
    decide(RULES, INFORM, actor, AboutAgency(actor.agency_id, actor.municipality_id))
    known = await grants_on(work, actor, person_id)
    told = await store.told(work, [row["id"] for row in known])
    grants = [row for row in known if row["id"] in told]
    mandates = [row["ground_id"] for row in grants if row["ground_kind"] == GroundKind.MANDATE]
    agreements = sorted({row["agreement_id"] for row in grants if row["agreement_id"] is not None})
    entries = await store.list_some(work, actor.agency_id, None, 1000, ended=False)
    concerned = {row["agency_id"] for row in grants}
    return Known(
        [dict(row) for row in grants],
        [dict(row) for row in await store.agreements_named(work, agreements)],
        await store.articles_named(work, mandates),
        [dict(row) for row in entries if row["kind"] == EntryKind.JOINT_CONTROLLERS and row["agency_id"] in concerned],
    )
