"""Gather what somebody may see of a case, or of a conference, for a document."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.budgets.actions.parts import last_words
from services.cases.budgets.actions.spending import read_statements
from services.cases.budgets.domain.budget import is_agreed
from services.cases.conferences.actions.agenda import read_agenda
from services.cases.conferences.actions.conferences import read_conference
from services.cases.conferences.actions.decisions import list_decisions_of
from services.cases.conferences.actions.minutes import list_minutes_of
from services.cases.conferences.actions.participants import list_participants
from services.cases.coordination.actions.cases import people_shown, read_case
from services.cases.coordination.actions.team import list_team
from services.cases.items.actions import everybody
from services.cases.outcomes.actions.results import NeedResult, read_results
from services.cases.people.actions.open_person import names_of
from services.cases.plans.actions import agreeing, planned, reviewing
from services.cases.summaries.domain.budgets import BudgetShown
from services.cases.summaries.domain.conference import ConferenceContents
from services.cases.summaries.domain.speaking import Some
from services.cases.summaries.domain.summary import Contents
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork

MOST: Final = 500
"""Of each kind; a case with more says so in its summary."""
_OF_CONFERENCE: Final = "read-conference-summary"


async def gather(work: UnitOfWork, actor: Actor, case_id: UUID) -> Contents:
    """What the caller may see of a case and its plan, by the same lists as item by item. The looks are logged.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: not a role that opens records.
    """
    case = await read_case(work, case_id)
    results = await read_results(work, case_id)
    actions = _some(await planned.list_actions(work, case_id, None, MOST))
    needs = [_need(one) for one in results.needs]
    rows = (*needs, *map(dict, results.goals), *actions.rows)
    people = {*people_shown(case), *(one for row in rows for one in (row["person_id"], *row["also_about"]))}
    scores = results.scores
    return Contents(
        case=dict(case),
        closure=_dict(results.closure),
        names=await names_of(work, actor, people, "read-case-summary"),
        team=_some(await list_team(work, case_id, None, MOST)),
        needs=_some(needs),
        goals=_some(results.goals),
        actions=actions,
        observed=results.observed,
        budgets=[
            BudgetShown(dict(row), said, is_agreed(everybody(row), last_words(row)))
            for row, said in await read_statements(work, case_id)
        ],
        scores=(scores.at_first, scores.by_worker, scores.by_person),
        version=_dict(await agreeing.latest_version(work, case_id)),
        review=_dict(await reviewing.latest_review(work, case_id)),
        reader_agency_id=actor.agency_id,
        purpose=actor.purpose,
        read_at=work.now,
    )


async def gather_conference(work: UnitOfWork, actor: Actor, conference_id: UUID) -> ConferenceContents:
    """What the caller may see of a conference: who was asked and came, and of each matter what was said and decided, by
    the same lists as item by item. The looks are logged.

    Raises:
        NotFound: no conference in which the caller takes part.
        NotAllowed: not a role that opens records.
    """
    conference = await read_conference(work, conference_id)
    participants = _some(await list_participants(work, conference_id, None, MOST))
    matters = _some(await read_agenda(work, conference_id, None, MOST, _OF_CONFERENCE))
    matter_ids = [row["id"] for row in matters.rows]
    people = {one for row in matters.rows for one in (row["person_id"], *row["also_about"])}
    return ConferenceContents(
        conference=dict(conference),
        participants=participants,
        matters=matters,
        said=_some(await list_minutes_of(work, matter_ids, MOST, _OF_CONFERENCE)),
        decided=_some(await list_decisions_of(work, matter_ids, MOST, _OF_CONFERENCE)),
        names=await names_of(work, actor, people, _OF_CONFERENCE),
        reader_agency_id=actor.agency_id,
        purpose=actor.purpose,
        read_at=work.now,
    )


def _need(result: NeedResult) -> dict[str, Any]:
    said = {"outcome_by_worker": result.by_worker, "outcome_by_person": result.by_person}
    return {**dict(result.need), **said}


def _some(found: Iterable[asyncpg.Record | Mapping[str, Any]]) -> Some:
    rows = [dict(row) for row in found]
    return Some(rows[:MOST], is_cut=len(rows) > MOST)


def _dict(row: asyncpg.Record | None) -> dict[str, Any] | None:
    return None if row is None else dict(row)
