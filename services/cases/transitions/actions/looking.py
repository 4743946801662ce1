"""Look at people's dates by the rules of their municipality: background work of any replica, one person at a time.

It opens what is to be prepared, once, and lets what was opened follow what is known. What is to end has its end in the
database long before, so that nothing has to run at midnight.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import structlog

from services.cases.duties.actions import is_settled, must_be_done
from services.cases.duties.domain import Duty
from services.cases.timeline.actions import add_lines, reclassify_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from services.cases.transitions import events
from services.cases.transitions.actions.leaving import let_leave, let_stay
from services.cases.transitions.domain.coming import Coming, Known, Present, to_open
from services.cases.transitions.domain.rules import BIRTHDAYS, TransitionRule
from services.cases.transitions.store import changing as store
from services.cases.transitions.store import rules as rule_store
from services.cases.transitions.store import watching
from shared.contracts.cases.duties import DutyKind
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

TASK: Final = TaskActor("transitions")
LOOK_EVERY_SECONDS: Final = 3.0
AGAIN: Final = timedelta(days=1)
"""When somebody's dates are looked at again though nothing was told: the day on which to begin comes by itself."""

AFTER_A_FAILURE: Final = timedelta(minutes=5)
_log = structlog.get_logger("transitions")


async def dates_changed(work: UnitOfWork, person_id: UUID) -> None:
    """Look at somebody's dates soon. Background work."""
    await watching.watch(work, person_id, work.now)


async def look_at_all_due(database: Database) -> None:
    """Look at everybody who is due now."""
    while await look_at_one(database):
        pass


async def look_at_one(database: Database) -> bool:
    """Look at somebody who is due and whom no other replica has in hand; whether there was anybody.

    Each in a transaction of their own, which therefore holds one case and waits for nobody who waits for it. Somebody
    at whose dates nothing can be done now is looked at later, so that the others do not wait for them.
    """
    person_id = None
    try:
        async with database.work(TASK) as work:
            person_id = await watching.take_due(work, work.now + AGAIN)
            if person_id is not None:
                await _look_at(work, person_id)
    except asyncpg.PostgresError as failure:
        if person_id is None:
            raise
        _log.error("somebody's dates wait", failure=type(failure).__name__)
        async with database.work(TASK) as work:
            await watching.put_off(work, person_id, work.now + AFTER_A_FAILURE)
    return person_id is not None


async def _look_at(work: UnitOfWork, person_id: UUID) -> None:
    """What is known is read after the row is locked, so that what another replica has just opened is known too."""
    known = await watching.known(work, person_id)
    if known is None:
        await watching.forget(work, person_id)
        return
    work.lies_in(person_id, known.municipality_id)
    opened = [one for one in await watching.present(work, person_id) if await _stands(work, known, one)]
    for _, rule in await rule_store.in_force(work, [known.municipality_id]):
        for coming in to_open(known, rule, opened, work.now):
            await _open(work, known, rule, coming)
    if known.lead is None and not known.endings and not any(one.is_open for one in opened):
        await watching.forget(work, person_id)


async def _stands(work: UnitOfWork, known: Known, one: Present) -> bool:
    """Let one that was opened follow what is known today; whether it was not called off."""
    if one.kind in BIRTHDAYS and one.classified != known.birth.classified:
        await store.reclassify(work, one.id, known.birth)
        await reclassify_lines(work, one.id, *known.birth.classified)
    if not one.is_open:
        return True
    coming = one.as_known(known)
    about: dict[str, Any] = {"person_id": known.person_id, "case_id": one.case_id, "transition_id": one.id}
    if coming is not None:
        if coming.at != one.at:
            await let_stay(work, one.id, one.case_id, one.at)
            await store.move(work, one.id, coming)
            await work.tell(events.TransitionMoved(**about))
        await _is_prepared(work, known, one.id, coming)
        return True
    if one.at <= work.now:
        return True
    await let_stay(work, one.id, one.case_id, one.at)
    await store.call_off(work, one.id)
    for receipt in await store.awaited_receipts(work, one.id):
        await is_settled(work, receipt["id"])
    await is_settled(work, one.id)
    await work.tell(events.TransitionCalledOff(**about))
    return False


async def _open(work: UnitOfWork, known: Known, rule: TransitionRule, coming: Coming) -> None:
    """What comes after all goes on as it was: its plan begins once, and who has given a receipt is not asked again."""
    resumed = await store.resume(work, known, rule, coming)
    transition_id = resumed or await store.open_one(work, known, rule, coming)
    if transition_id is None:
        return
    await store.ask_receipts(work, known, transition_id, rule.terms.receipts_from)
    await _is_prepared(work, known, transition_id, coming)
    if coming.case_id is not None and resumed is None:
        await add_lines(work, _line(known, coming, transition_id))
    about: dict[str, Any] = {"person_id": known.person_id, "case_id": coming.case_id, "transition_id": transition_id}
    await work.tell(events.TransitionOpened(**about))
    asked = [one["agency_id"] for one in await store.awaited_receipts(work, transition_id)]
    await work.tell(*(events.ReceiptAsked(agency_id=one, **about | {"case_id": None}) for one in sorted(asked)))


async def _is_prepared(work: UnitOfWork, known: Known, transition_id: UUID, coming: Coming) -> None:
    """What ends with the day has its end, whoever leads or holds the ground has it on their list, and so has whoever is
    to give a receipt. Done again each time, it follows who leads, who joined, and how the ground is classified.
    """
    await let_leave(work, transition_id, coming.case_id, coming.at)
    duty = _duty(work, known, transition_id, coming)
    await must_be_done(work, duty)
    for receipt in await store.awaited_receipts(work, transition_id):
        asked: dict[str, Any] = {"id": receipt["id"], "kind": DutyKind.RECEIPT, "within_id": transition_id}
        whose = {"case_id": None, "for_agency_id": receipt["agency_id"], "for_worker_id": None}
        await must_be_done(work, replace(duty, **asked, **whose))


def _duty(work: UnitOfWork, known: Known, transition_id: UUID, coming: Coming) -> Duty:
    """Shown to whoever sees its ground, as the day itself."""
    ground = coming.ground
    agency_id, worker_id = coming.prepared_by
    return Duty(
        id=transition_id,
        kind=DutyKind.TRANSITION,
        case_id=coming.case_id,
        municipality_id=known.municipality_id,
        person_id=known.person_id,
        category=ground.category,
        sensitivity=ground.sensitivity,
        agency_id=ground.agency_id,
        worker_id=ground.worker_id,
        for_agency_id=agency_id,
        for_worker_id=worker_id,
        due_on=coming.on,
        since=work.now,
    )


def _line(known: Known, coming: Coming, transition_id: UUID) -> Line:
    """Shown to whoever may see the birth date, and therefore without the case."""
    ground = coming.ground
    return Line(
        person_id=known.person_id,
        municipality_id=known.municipality_id,
        kind=LineKind.TRANSITION_OPENED,
        category=ground.category,
        sensitivity=ground.sensitivity,
        agency_id=ground.agency_id,
        worker_id=ground.worker_id,
        by_agency_id=None,
        by_id=None,
        item_id=transition_id,
        state=coming.kind,
    )
