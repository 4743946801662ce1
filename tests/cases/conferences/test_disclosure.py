"""Who may see what of an agenda is told before one meets, to those who may know it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cases.conferences.actions.agenda import read_agenda
from services.cases.conferences.actions.disclosure import see_disclosure
from services.cases.conferences.actions.participants import decline
from services.cases.consents.actions.recording import NewConsent, record_consent
from shared.contracts.cases.conferences import AbsenceReason
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.refusals import NotFound
from tests.cases.conferences.meetings import TOMORROW, Meetings

LOOKS = Statement("SELECT person_id FROM access_log WHERE subject_id = :subject AND operation = 'see-disclosure'")


@pytest.fixture
async def case_id(scene: Meetings) -> UUID:
    """With the adviser on the team; a nurse has an agreement, and nothing else."""
    await scene.agreement(scene.lead, scene.adviser, scene.nurse, categories=frozenset(Category))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    return case_id


@pytest.fixture
async def conference_id(scene: Meetings) -> UUID:
    """To which both come."""
    conference_id = await scene.convenes(scene.lead)
    for guest in (scene.adviser, scene.nurse):
        await scene.comes(conference_id, guest)
    return conference_id


async def disclosed(scene: Meetings, who: Actor, conference_id: UUID) -> list[tuple[bool, dict[UUID, Any]]]:
    """For each matter whether all is told, and by worker the kinds of grounds, or why it is withheld."""
    async with scene.work(who) as work:
        found = await see_disclosure(work, who, conference_id, None, 50)
    assert found.at == TOMORROW
    return [
        (
            one.is_complete,
            {
                told.participant["worker_id"]: told.people[0].because or {g.ground_kind for g in told.people[0].grounds}
                for told in one.told
            },
        )
        for one in found.matters
    ]


async def test_it_says_on_which_ground_and_why_not(scene: Meetings, case_id: UUID, conference_id: UUID) -> None:
    lead, adviser, nurse = (one.subject for one in (scene.lead, scene.adviser, scene.nurse))
    await scene.said(scene.nurse, Category.HEALTH)
    await scene.said(scene.adviser, Category.HEALTH, refusal=True)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HEALTH)
    own = {GroundKind.AUTHORSHIP}
    assert await disclosed(scene, scene.lead, conference_id) == [
        (True, {lead: own, adviser: {GroundKind.TEAM}, nurse: "no_ground"}),
        (True, {lead: own, adviser: "refused", nurse: {GroundKind.CONSENT}}),
    ]


async def test_a_ground_that_ends_before_one_meets_is_none(scene: Meetings, case_id: UUID, conference_id: UUID) -> None:
    circumstances = {"given_by": "person", "representative_id": None, "given_how": "oral", "language": "fr"}
    command = NewConsent(
        is_refusal=False,
        coordination=False,
        agencies=(scene.nurse.agency_id,),
        sectors=(),
        categories=(Category.HEALTH,),
        purposes=(Purpose.CARE_COORDINATION,),
        valid_from=None,
        valid_until=TOMORROW - timedelta(minutes=1),
        circumstances=circumstances | {"evidence": None},
    )
    async with scene.work(scene.lead) as work:
        await record_consent(work, scene.lead, scene.person_id, command)
    matter = await scene.puts(scene.lead, case_id, conference_id, category=Category.HEALTH)
    assert await scene.agenda(scene.nurse, conference_id) == [matter]
    [(_, told)] = await disclosed(scene, scene.lead, conference_id)
    assert told[scene.nurse.subject] == "no_ground"


async def test_whoever_does_not_coordinate_is_told_of_their_own_agency(
    scene: Meetings, case_id: UUID, conference_id: UUID
) -> None:
    colleague = scene.colleague(scene.adviser)
    await scene.comes(conference_id, colleague)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    told = {scene.adviser.subject: {GroundKind.TEAM}, colleague.subject: "no_ground"}
    assert await disclosed(scene, scene.adviser, conference_id) == [(False, told)]


async def test_of_what_one_does_not_see_one_is_told_nothing(
    scene: Meetings, case_id: UUID, conference_id: UUID, cases_owner: Database
) -> None:
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    assert await disclosed(scene, scene.nurse, conference_id) == []
    with pytest.raises(NotFound):
        await disclosed(scene, scene.colleague(scene.nurse), conference_id)
    await disclosed(scene, scene.lead, conference_id)
    async with cases_owner.work(scene.lead) as work:
        looks = {
            who: [row["person_id"] for row in await work.rows(LOOKS, subject=who.subject)]
            for who in (scene.lead, scene.nurse)
        }
    assert looks == {scene.lead: [scene.person_id], scene.nurse: []}


async def test_whoever_does_not_come_is_left_out(scene: Meetings, case_id: UUID, conference_id: UUID) -> None:
    await scene.puts(scene.lead, case_id, conference_id)
    [(_, before)] = await disclosed(scene, scene.lead, conference_id)
    async with scene.work(scene.nurse) as work:
        seat = await scene.seat(scene.nurse, conference_id)
        await decline(work, scene.nurse, conference_id, seat, AbsenceReason.NOT_FREE)
    [(_, after)] = await disclosed(scene, scene.lead, conference_id)
    assert before.keys() - after.keys() == {scene.nurse.subject}


async def test_whoever_loses_their_ground_in_the_same_moment_is_told_of_nobody_else(
    scene: Meetings, case_id: UUID, conference_id: UUID, cases_owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)

    async def and_then_it_ends(*asked: Any) -> Any:
        rows = await read_agenda(*asked)
        ended = "UPDATE cases.access_grant SET ended_at = now() WHERE person_id = $1"
        await cases_owner.pool.execute(ended, scene.person_id)
        return rows

    monkeypatch.setattr("services.cases.conferences.actions.disclosure.read_agenda", and_then_it_ends)
    assert await disclosed(scene, scene.lead, conference_id) == [(False, {scene.lead.subject: "no_ground"})]
