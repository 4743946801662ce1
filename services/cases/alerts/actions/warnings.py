"""Record warnings, look at them again, and correct them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.alerts import events
from services.cases.alerts.domain.warning_terms import Precaution, WarningKind
from services.cases.alerts.domain.warnings import (
    Review,
    Telling,
    after_review,
    must_be_reviewed_in_time,
    must_say_whether_told,
)
from services.cases.alerts.policy import CORRECT_WARNING, ITEM_RULES, PEOPLE_RULES, RECORD_WARNING, REVIEW_WARNING
from services.cases.alerts.store.warnings import WARNINGS
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.duties.actions import hold_case, is_settled, must_be_done
from services.cases.duties.domain import Duty
from services.cases.items.actions import (
    NewItem,
    Opened,
    change_item,
    find_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.territories.actions import today_in
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.alerts import WarningState
from shared.contracts.cases.duties import DutyKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class NewWarning(NewItem):
    """What is needed to record one.

    Attributes:
        review_on: local date.
    """

    kind: WarningKind
    precautions: Sequence[Precaution]
    text: str
    review_on: date
    telling: Telling


async def record_warning(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewWarning) -> UUID:
    """Warn whoever may see it, and let whoever may reach the person know what to do at a visit.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Invalid: nobody would look at it again within a year, or it does not say whether the person was told.
    """
    people, category = command.person_ids, command.category
    standings = await may_write(work, actor, RECORD_WARNING, case_id, people, category, PEOPLE_RULES)
    await hold_case(work, case_id)
    today = await today_in(work, standings[0].municipality_id)
    must_be_reviewed_in_time(command.review_on, today)
    must_say_whether_told(command.telling, today)
    content = {
        "kind": command.kind,
        "precautions": sorted(command.precautions),
        "text": command.text,
        "state": WarningState.STANDING,
        "review_on": command.review_on,
        "told_on": command.telling.on,
        "not_told_because": command.telling.not_because,
    }
    warning_id = await keep_item(work, actor, WARNINGS, case_id, standings, command, content, LineKind.WARNING_RECORDED)
    written = await find_item(work, WARNINGS, case_id, warning_id)
    assert written is not None, "whoever writes something sees it"
    await _is_to_be_reviewed(work, written, content)
    about = [one.person_id for one in standings]
    await tell_each(work, about, _event(events.WarningRecorded, case_id, warning_id, content))
    return warning_id


async def review_warning(
    work: UnitOfWork, actor: Actor, case_id: UUID, warning_id: UUID, version: int, review: Review
) -> UUID:
    """Say that a warning stands, and until when, or end it; it ends in no other way.

    Raises:
        NotFound: no such warning in this case that the caller may see.
        NotAllowed: another agency wrote it.
        Stale: somebody changed it since.
        Conflict, Invalid: as `after_review` says.
    """
    await hold_case(work, case_id)
    warning = await load_for_change(work, WARNINGS, case_id, warning_id, version)
    decide_about(work, ITEM_RULES, REVIEW_WARNING, actor, _written(warning), warning.people)
    today = await today_in(work, warning.row["municipality_id"])
    wanted = {**warning.content, **after_review(warning.content, review, today)}
    await change_item(work, actor, WARNINGS, warning, wanted, LineKind.WARNING_REVIEWED)
    await _is_to_be_reviewed(work, warning.row, wanted)
    await tell_each(work, warning.people, _event(events.WarningReviewed, case_id, warning_id, wanted))
    return warning_id


async def correct_warning(
    work: UnitOfWork, actor: Actor, case_id: UUID, warning_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Correct what a warning says; the earlier version is kept. When it is looked at again, a review says.

    Raises:
        NotFound: no such warning in this case that the caller may see.
        NotAllowed: the caller neither wrote it nor supervises in the agency that did.
        Stale: somebody changed it since.
        Invalid: it would no longer say whether the person was told.
    """
    await hold_case(work, case_id)
    warning = await load_for_change(work, WARNINGS, case_id, warning_id, version)
    decide_about(work, ITEM_RULES, CORRECT_WARNING, actor, _written(warning), warning.people)
    wanted = {**warning.content, **changes}
    telling = Telling(on=wanted["told_on"], not_because=wanted["not_told_because"])
    must_say_whether_told(telling, await today_in(work, warning.row["municipality_id"]))
    if warning.changed_by(wanted):
        await change_item(work, actor, WARNINGS, warning, wanted)
        await _is_to_be_reviewed(work, warning.row, wanted)
        await tell_each(work, warning.people, _event(events.WarningCorrected, case_id, warning_id, wanted))
    return warning_id


async def read_warning(work: UnitOfWork, case_id: UUID, warning_id: UUID, operation: str) -> asyncpg.Record:
    """One warning; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, WARNINGS, case_id, warning_id, operation)


async def list_warnings(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Warnings of a case that the caller may see, those that ended too, as `items.list_items` says."""
    return await list_items(work, WARNINGS, case_id, after, limit)


async def list_warning_versions(
    work: UnitOfWork, case_id: UUID, warning_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a warning said before, as `items.list_versions` says."""
    return await list_versions(work, WARNINGS, case_id, warning_id, after, limit)


def _written(warning: Opened) -> AboutItem:
    return AboutItem(warning.row["agency_id"], warning.row["worker_id"])


async def _is_to_be_reviewed(work: UnitOfWork, warning: asyncpg.Record, content: Mapping[str, Any]) -> None:
    """The agency that wrote a warning must look at it again by its day, until it has ended: whoever wrote it, unless a
    colleague was named.
    """
    if content["state"] == WarningState.ENDED:
        await is_settled(work, warning["id"])
        return
    item = {**warning, **content, "title": None, "due_on": content["review_on"]}
    await must_be_done(work, Duty.of_item(DutyKind.WARNING, item, warning["agency_id"], warning["worker_id"]))


def _event(
    kind: type[events.WarningRecorded | events.WarningReviewed | events.WarningCorrected],
    case_id: UUID,
    warning_id: UUID,
    content: Mapping[str, Any],
) -> Callable[[UUID], Event]:
    state = WarningState(content["state"])
    return lambda one: kind(case_id=case_id, person_id=one, warning_id=warning_id, state=state)
