"""See what rules noticed, and say whether that was useful."""

from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.alerts import events
from services.cases.alerts.domain.early import FalseAlarmBecause, Verdict
from services.cases.alerts.policy import ANSWER, PEOPLE_RULES
from services.cases.alerts.store import early_warnings as store
from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.policy.cases import AboutPeople
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict


async def read_early_warning(work: UnitOfWork, case_id: UUID, early_warning_id: UUID, operation: str) -> asyncpg.Record:
    """One, with the version of the rule and the facts; the look is logged.

    Raises:
        NotFound: none in this case of which the caller may see every fact.
    """
    row = await store.read(work, case_id, early_warning_id, operation)
    if row is None:
        raise not_found(work, operation)
    return row


async def list_early_warnings(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those of a case, newest first; one more than `limit` if there is.

    Raises:
        NotFound: neither the case nor any of them is the caller's to see.
    """
    rows = await store.list_of_case(work, case_id, after, limit)
    if not rows:
        await read_case(work, case_id)
    return rows


async def list_unanswered(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those that wait for an answer where the caller is on the team, newest first; one more than `limit`."""
    return await store.list_unanswered(work, after, limit)


async def answer(
    work: UnitOfWork,
    actor: Actor,
    case_id: UUID,
    early_warning_id: UUID,
    verdict: Verdict,
    because: FalseAlarmBecause | None,
) -> UUID:
    """Say whether it was useful, or why it was a false alarm. Nothing else follows: what to do, a person decides.

    Raises:
        NotFound: none in this case of which the caller may see every fact.
        NotAllowed: no ground to contribute in the category of each fact.
        Conflict: somebody answered before.
    """
    found = await read_early_warning(work, case_id, early_warning_id, "answer-early-warning")
    person_id = found["person_id"]
    standing = await standing_to(work, person_id)
    for category in sorted({fact["category"] for fact in found["rests_on"]}):
        facts = AboutPeople((standing,), Category(category))
        decide_about(work, PEOPLE_RULES, ANSWER, actor, facts, [person_id])
    if not await store.answer(work, early_warning_id, verdict, because):
        raise Conflict("Somebody answered before.", detail_fr="Une réponse a déjà été donnée.")
    told = events.EarlyWarningAnswered(case_id=case_id, person_id=person_id, early_warning_id=early_warning_id)
    await work.tell(told)
    return early_warning_id
