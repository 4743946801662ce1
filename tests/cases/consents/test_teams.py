"""A consent to the team of a case reaches whoever is on it, under an agreement, as long as they are."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.cases.access.actions import standing_to
from services.cases.consents.actions.reading import list_consents, open_consent
from services.cases.consents.actions.recording import NewConsent, record_consent
from services.cases.consents.actions.withdrawing import withdraw_consent
from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.coordination.actions.people import add_person, remove_person
from services.cases.coordination.actions.team import end_membership
from services.cases.coordination.domain.case import HouseholdRole
from services.cases.coordination.subscriptions import REVOKED_WORKERS, TEAMS_UNDER_A_NEW_AGREEMENT
from shared.contracts.cases.coordination import ClosingReason, ReopeningReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import Conflict, Invalid, NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.people.readers import Log
from tests.cases.worlds import World

SAID_BY_THE_PERSON = {
    "given_by": "person",
    "representative_id": None,
    "given_how": "oral",
    "language": "fr",
    "evidence": None,
}


def to_team(case_id: UUID | None, *categories: Category) -> NewConsent:
    return NewConsent(
        is_refusal=False,
        agencies=(),
        sectors=(),
        case_id=case_id,
        categories=categories or (Category.SOCIAL,),
        purposes=(Purpose.CARE_COORDINATION,),
        valid_from=None,
        valid_until=None,
        circumstances=SAID_BY_THE_PERSON,
    )


class Team(Scene):
    """A case with something sensitive in it, which no team sees as a team."""

    case_id: UUID

    async def begins(self) -> None:
        await self.known(self.lead, self.person_id)
        await self.agreement(self.lead, self.adviser, self.nurse)
        self.case_id = await self.case()
        await self.writes(self.lead, self.case_id, "In confidence", sensitivity=Sensitivity.SENSITIVE)

    async def agrees(self, command: NewConsent | None = None, by: Actor | None = None) -> UUID:
        by = by or self.lead
        async with self.work(by) as work:
            return await record_consent(work, by, self.person_id, command or to_team(self.case_id))

    async def sees(self, who: Actor) -> bool:
        """Whether somebody sees what is sensitive."""
        try:
            return "In confidence" in await self.texts(who, self.case_id)
        except NotFound:
            return False

    async def leaves(self, member_id: UUID) -> None:
        async with self.work(self.lead) as work:
            await end_membership(work, self.lead, self.case_id, member_id)


@pytest.fixture
async def team(cases_database: Database, world: World) -> Team:
    team = Team(cases_database, world)
    await team.begins()
    return team


async def test_it_reaches_who_is_on_the_team_now_and_later_and_nobody_who_left(team: Team) -> None:
    adviser = await team.joins(team.case_id, team.adviser)
    assert not await team.sees(team.adviser)
    await team.agrees()
    assert await team.sees(team.adviser)
    assert not await team.sees(team.nurse)
    assert not await team.sees(team.colleague(team.adviser))
    await team.joins(team.case_id, team.nurse, whole_agency=True)
    assert await team.sees(team.nurse)
    assert await team.sees(team.colleague(team.nurse))
    await team.leaves(adviser)
    assert not await team.sees(team.adviser)
    assert await team.sees(team.nurse)


async def test_whoever_heard_it_is_given_nothing_by_it(team: Team) -> None:
    await team.joins(team.case_id, team.adviser)
    await team.writes(team.adviser, team.case_id, "Theirs", sensitivity=Sensitivity.SENSITIVE)
    await team.agrees()
    assert "Theirs" not in await team.texts(team.lead, team.case_id)
    await team.agrees(by=team.adviser)
    assert "Theirs" in await team.texts(team.lead, team.case_id)


async def test_it_ends_with_the_case_and_begins_again_with_it(team: Team) -> None:
    await team.joins(team.case_id, team.adviser)
    await team.agrees()
    async with team.work(team.lead) as work:
        await close_case(work, team.lead, team.case_id, ClosingReason.MOVED)
    assert not await team.sees(team.adviser)
    async with team.work(team.lead) as work:
        await reopen_case(work, team.lead, team.case_id, ReopeningReason.NEED_RETURNED)
    await team.joins(team.case_id, team.nurse)
    assert await team.sees(team.nurse)


async def test_it_ends_when_the_case_is_no_longer_about_the_person(team: Team) -> None:
    await team.joins(team.case_id, team.adviser)
    await team.agrees()
    other = await team.known(team.lead)
    async with team.work(team.lead) as work:
        await add_person(work, team.lead, team.case_id, other, HouseholdRole.CHILD)
        await remove_person(work, team.lead, team.case_id, team.person_id)
    async with team.work(team.adviser) as work:
        with pytest.raises(NotFound):
            await standing_to(work, team.person_id)


async def test_it_ends_for_a_worker_who_is_revoked(team: Team) -> None:
    await team.joins(team.case_id, team.adviser)
    await team.agrees()
    data = {"worker_id": str(team.adviser.subject), "agency_id": str(team.adviser.agency_id)}
    async with team.database.work(TaskActor(REVOKED_WORKERS.name)) as work:
        await REVOKED_WORKERS.handle(
            work, Told(new_id(), "parcours.worker.revoked.v1", team.adviser.subject, datetime.now(UTC), data)
        )
    async with team.work(team.adviser) as work:
        with pytest.raises(NotFound):
            await standing_to(work, team.person_id)


async def test_each_of_the_team_is_reached_under_an_agreement_only(team: Team) -> None:
    school = team.world.worker(*team.adviser.roles, sector=Sector.EDUCATION)
    await team.joins(team.case_id, school)
    await team.agrees()
    assert not await team.sees(school)
    agreement_id = await team.agreement(team.lead, school)
    async with team.database.work(TaskActor(TEAMS_UNDER_A_NEW_AGREEMENT.name)) as work:
        told = Told(new_id(), "parcours.agreement.came_into_force.v1", agreement_id, datetime.now(UTC), {})
        await TEAMS_UNDER_A_NEW_AGREEMENT.handle(work, told)
    assert await team.sees(school)


async def test_who_is_on_the_team_sees_to_what_the_person_agreed_and_others_do_not_learn_of_the_case(
    team: Team,
) -> None:
    consent_id = await team.agrees()
    await team.said(team.nurse, Category.HOUSING)
    await team.joins(team.case_id, team.adviser)
    async with team.work(team.adviser) as work:
        seen = await open_consent(work, team.person_id, consent_id)
        assert (seen["case_id"], seen["state"]) == (team.case_id, "active")
    async with team.work(team.nurse) as work:
        assert [one["case_id"] for one in await list_consents(work, team.person_id, None, 10)] == [None]


async def test_a_case_that_one_may_not_see_is_as_one_that_is_not_there(team: Team) -> None:
    await team.said(team.nurse, Category.HOUSING)
    for case_id in (team.case_id, new_id()):
        with pytest.raises(Invalid) as refused:
            await team.agrees(to_team(case_id), by=team.nurse)
        assert [one.code for one in refused.value.errors] == ["no_such_case"]


async def test_what_is_said_anew_comes_in_the_place_of_what_was_said(team: Team, cases_owner: Database) -> None:
    await team.joins(team.case_id, team.adviser)
    first = await team.agrees(to_team(team.case_id, Category.SOCIAL, Category.HOUSING))
    second = await team.agrees(replace(to_team(team.case_id, Category.HOUSING), supersedes=first))
    assert not await team.sees(team.adviser)
    async with team.work(team.lead) as work:
        before = await open_consent(work, team.person_id, first)
        assert (before["state"], before["superseded_by"]) == ("superseded", second)
    told = [data for kind, data in await Log(cases_owner).told(team.person_id) if kind.endswith("superseded.v1")]
    assert told == [{"person_id": str(team.person_id), "consent_id": str(first)}]
    with pytest.raises(Conflict):
        await team.agrees(replace(to_team(team.case_id), supersedes=first))


async def test_a_refusal_does_not_take_the_place_of_a_consent(team: Team) -> None:
    consent_id = await team.agrees()
    refusal = replace(to_team(None), is_refusal=True, agencies=(team.nurse.agency_id,), supersedes=consent_id)
    with pytest.raises(Invalid) as refused:
        await team.agrees(refusal)
    assert [one.code for one in refused.value.errors] == ["other_kind"]


async def at_once(first: UnitOfWork, then: asyncio.Task[None]) -> None:
    """Let what waits for the first begin, and say that it waits."""
    assert first.actor is not None
    done, _ = await asyncio.wait({then}, timeout=0.2)
    assert not done


async def test_who_leaves_while_the_person_agrees_is_given_nothing(team: Team) -> None:
    adviser = await team.joins(team.case_id, team.adviser)
    async with team.work(team.lead) as work:
        await record_consent(work, team.lead, team.person_id, to_team(team.case_id))
        leaving = asyncio.create_task(team.leaves(adviser))
        await at_once(work, leaving)
    await leaving
    assert not await team.sees(team.adviser)


async def test_who_joins_while_the_person_withdraws_is_given_nothing(team: Team) -> None:
    consent_id = await team.agrees()
    async with team.work(team.lead) as work:
        await withdraw_consent(work, team.lead, team.person_id, consent_id)
        joining = asyncio.create_task(_join(team))
        await at_once(work, joining)
    await joining
    assert not await team.sees(team.adviser)


async def _join(team: Team) -> None:
    await team.joins(team.case_id, team.adviser)
