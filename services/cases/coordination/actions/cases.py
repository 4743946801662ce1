"""Open, change, close and reopen cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import grant_authorship, standing_to
from services.cases.coordination import events
from services.cases.coordination.actions.decisions import decide_about, not_found, refuse_kept_out
from services.cases.coordination.actions.duties import put_in_place, review_is_due
from services.cases.coordination.actions.grants import renew_team_grants
from services.cases.coordination.actions.writing import must_hide_words
from services.cases.coordination.domain.case import (
    CaseMove,
    CasePerson,
    HouseholdRole,
    Risk,
    after,
    must_be_open,
    place_in_worklist,
)
from services.cases.coordination.domain.team import Capacity, Member, Seat
from services.cases.coordination.policy.cases import (
    CASE_RULES,
    CHANGE,
    CLOSE,
    OPEN,
    PEOPLE_RULES,
    REOPEN,
    AboutCase,
    AboutPeople,
)
from services.cases.coordination.store import cases as store
from services.cases.coordination.store import team as team_store
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from shared.contracts.cases.coordination import CaseState, ClosingReason, ReopeningReason
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Stale


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What is needed to open one.

    Attributes:
        persons: each with the role in the household; at least one, none twice.
        lead_worker_id: a worker of the caller's agency; the caller when None, everybody when a system calls.
    """

    persons: Sequence[tuple[UUID, HouseholdRole]]
    category: Category
    title: str | None
    summary: str | None
    next_review_on: date | None
    lead_worker_id: UUID | None
    capacity: Capacity


async def open_case(work: UnitOfWork, actor: Actor, command: NewCase) -> UUID:
    """Open a case, led by the caller's agency.

    Raises:
        NotFound: no ground for one of these people, or no such person.
        NotAllowed: no ground to contribute or coordinate in the category for each of them.
        Conflict: the worker who is to lead declared a conflict of interest with one of them.
        NamesProtectedPlace: title or summary say where one of them hides.
    """
    person_ids = [person_id for person_id, _ in command.persons]
    standings = [await standing_to(work, person_id) for person_id in person_ids]
    decide(PEOPLE_RULES, OPEN, actor, AboutPeople(tuple(standings), command.category))
    people = [
        CasePerson(person_id, standing.grants[0].municipality_id, role)
        for (person_id, role), standing in zip(command.persons, standings, strict=True)
    ]
    await refuse_kept_out(work, command.lead_worker_id, person_ids)
    await must_hide_words(work, person_ids, vars(command))
    case_id = new_id()
    values = _values(actor, case_id, people[0].municipality_id, command)
    await store.keep(work, values, people)
    for person in people:
        await grant_authorship(work, person.person_id, person.municipality_id)
    lead = Member(
        id=new_id(),
        agency_id=actor.agency_id,
        sector=actor.sector,
        worker_id=command.lead_worker_id or actor.worker_id,
        capacity=command.capacity,
        is_lead=True,
        starts_at=work.now,
    )
    place = place_in_worklist(Risk.NOT_ASSESSED.rank, command.next_review_on, work.now)
    await team_store.add(work, case_id, people[0].municipality_id, lead, place)
    await renew_team_grants(work, case_id)
    await review_is_due(work, values, command.next_review_on)
    opened = values | {"agencies": [actor.agency_id]}
    await add_lines(work, *case_lines(actor, opened, people, LineKind.CASE_OPENED, state=CaseState.OPEN))
    await work.tell(
        *(events.CaseOpened(case_id=case_id, person_id=one.person_id, agency_id=actor.agency_id) for one in people)
    )
    return case_id


async def change_case(work: UnitOfWork, actor: Actor, case_id: UUID, version: int, changes: Mapping[str, Any]) -> UUID:
    """Change title, summary or review date; or risk, with an assessment that says why (`alerts.actions.risk`).

    Args:
        changes: by field; what is left out stays.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads it nor stands in for the lead.
        Stale: somebody changed it since.
        Conflict: it is closed.
    """
    case = await load_for_change(work, case_id)
    _decide(work, CHANGE, actor, case)
    if case["version"] != version:
        raise Stale
    must_be_open(CaseState(case["state"]))
    await must_hide_words(work, people_shown(case), changes)
    said = {name: value.rank if isinstance(value, Risk) else value for name, value in changes.items()}
    values = {name: value for name, value in said.items() if name in {"title", "summary"} or case[name] != value}
    if any(case[name] != value for name, value in values.items()):
        await store.change(work, case_id, values)
        wanted = {"risk": case["risk"], "next_review_on": case["next_review_on"]} | values
        place = place_in_worklist(wanted["risk"], wanted["next_review_on"], work.now)
        await team_store.put_in_place(work, case_id, place)
        await review_is_due(work, case, wanted["next_review_on"])
        people = await store.people(work, case_id)
        await work.tell(*(events.CaseChanged(case_id=case_id, person_id=one.person_id) for one in people))
    return case_id


async def close_case(work: UnitOfWork, actor: Actor, case_id: UUID, reason: ClosingReason) -> UUID:
    """Close a case; what rested on its team ends with the answer.

    Raises:
        NotFound, NotAllowed: as for changing it.
        Conflict: it is closed.
    """
    case = await load_for_change(work, case_id)
    _decide(work, CLOSE, actor, case)
    state = after(CaseState(case["state"]), CaseMove.CLOSE)
    people = await store.people(work, case_id)
    await store.move(work, case_id, state, closed_at=work.now, closing_reason=reason)
    await put_in_place(work, case_id, None)
    for person in people:
        await grant_authorship(work, person.person_id, person.municipality_id)
    await renew_team_grants(work, case_id)
    await add_lines(work, *case_lines(actor, case, people, LineKind.CASE_CLOSED, state=reason))
    await work.tell(
        *(events.CaseClosed(case_id=case_id, person_id=person.person_id, reason=reason) for person in people)
    )
    return case_id


async def reopen_case(work: UnitOfWork, actor: Actor, case_id: UUID, reason: ReopeningReason) -> UUID:
    """Reopen a case with the team that it had.

    Raises:
        NotFound, NotAllowed: as for changing it.
        Conflict: it is open.
    """
    case = await load_for_change(work, case_id)
    _decide(work, REOPEN, actor, case)
    state = after(CaseState(case["state"]), CaseMove.REOPEN)
    await store.move(work, case_id, state, closed_at=None, closing_reason=None)
    await put_in_place(work, case_id, place_in_worklist(case["risk"], case["next_review_on"], work.now))
    await renew_team_grants(work, case_id)
    people = await store.people(work, case_id)
    await add_lines(work, *case_lines(actor, case, people, LineKind.CASE_REOPENED, state=reason))
    await work.tell(
        *(events.CaseReopened(case_id=case_id, person_id=person.person_id, reason=reason) for person in people)
    )
    return case_id


async def read_case(work: UnitOfWork, case_id: UUID) -> asyncpg.Record:
    """One case, as far as the caller may see it.

    Raises:
        NotFound: none.
    """
    row = await store.open_one(work, case_id)
    if row is None:
        raise not_found(work, "read-case")
    return row


async def list_cases(
    work: UnitOfWork,
    *,
    person_id: UUID | None,
    state: CaseState | None,
    category: Category | None,
    after: UUID | None,
    limit: int,
) -> list[asyncpg.Record]:
    """Cases that the caller may see, newest first; one more than `limit` when there is a next page.

    Args:
        person_id: cases about this person; None for those on whose team the caller's agency is or was.
    """
    return await store.list_some(
        work, person_id=person_id, state=state, category=category, after=after, limit=limit + 1
    )


async def list_leaderless(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Open cases that the caller may see and for which the caller's agency has to name a lead, newest first; one more
    than `limit` when there is a next page.
    """
    return await store.list_leaderless(work, after=after, limit=limit + 1)


async def people_of(work: UnitOfWork, case_id: UUID) -> list[CasePerson]:
    """Whom a case is about now, also those of whom the caller knows nothing: what changes for the case changes for all.

    Nobody for an agency that is not on its team.
    """
    return await store.people(work, case_id)


async def load_for_change(work: UnitOfWork, case_id: UUID) -> asyncpg.Record:
    """One case, locked until the transaction ends, so that changes of it and its team have one order.

    Raises:
        NotFound: none that the caller may see.
    """
    await store.lock(work, case_id)
    return await read_case(work, case_id)


def about(case: asyncpg.Record) -> AboutCase:
    """The facts on which the rules about cases decide."""
    is_vacant = case["lead_seat"] == Seat.VACANT
    return AboutCase(case["lead_agency_id"], case["lead_worker_id"], is_vacant=is_vacant)


def people_shown(case: asyncpg.Record) -> list[UUID]:
    """Whom of a case the caller knows."""
    return [UUID(one["person_id"]) for one in case["persons"]]


def _decide(work: UnitOfWork, action: str, actor: Actor, case: asyncpg.Record) -> None:
    decide_about(work, CASE_RULES, action, actor, about(case), people_shown(case))


def case_lines(
    actor: Actor,
    case: asyncpg.Record | Mapping[str, Any],
    people: Sequence[CasePerson],
    kind: LineKind,
    *,
    state: str | None = None,
    item_id: UUID | None = None,
) -> list[Line]:
    """A fact about a case, as a line on the timeline of each of its people."""
    return [
        Line(
            person_id=person.person_id,
            municipality_id=person.municipality_id,
            kind=kind,
            category=Category(case["category"]),
            agency_id=actor.agency_id,
            worker_id=actor.subject,
            by_agency_id=actor.agency_id,
            by_id=actor.subject,
            parties=frozenset(case["agencies"]),
            case_id=case["id"],
            item_id=item_id,
            state=state,
        )
        for person in people
    ]


def _values(actor: Actor, case_id: UUID, municipality_id: UUID, command: NewCase) -> dict[str, Any]:
    return {
        "id": case_id,
        "municipality_id": municipality_id,
        "category": command.category,
        "title": command.title,
        "summary": command.summary,
        "risk": Risk.NOT_ASSESSED.rank,
        "next_review_on": command.next_review_on,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
    }
