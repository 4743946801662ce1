"""What ends on a day ends by itself, once in all replicas; it is said before, and to whom it matters afterwards."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.cases.agreements.actions.ending import withdraw_from_agreement
from services.cases.agreements.actions.performing import perform_all_due, perform_one
from services.cases.agreements.subscriptions import NARROWED_AGREEMENTS
from services.cases.consents.subscriptions import CONSENTS_UNDER_A_NEW_AGREEMENT
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role, Scope
from shared.database.engine import Database
from tests.cases.agreements.sharing import Sharing
from tests.cases.coordination.scenes import SHARED
from tests.cases.majority.growing_up import GrowingUp
from tests.cases.worlds import World

PARIS = ZoneInfo("Europe/Paris")
MOMENT = timedelta(microseconds=1)
HOUSING = frozenset({Category.HOUSING})


class Ending(Sharing, GrowingUp):
    agreement_id: UUID

    async def lasts_until(self, day: date) -> datetime:
        """A version says that the agreement ends with that day; when it does."""
        await self.all_sign(last_day=day)
        until: datetime = (await self.row(self.agreement_id))["valid_until"]
        return until

    async def all_sign(self, *, categories: frozenset[Category] = SHARED, last_day: date | None = None) -> None:
        """Everybody signs this."""
        both = (self.lead, self.adviser)
        terms = self.saying(*both, categories=categories, last_day=last_day)
        await self.signed(self.agreement_id, await self.written(self.agreement_id, self.lead, terms), *both)

    async def days_pass(self, moment: datetime) -> None:
        """It is that time, and six replicas look at once."""
        self.at(moment)
        await asyncio.gather(*(perform_one(self.database) for _ in range(6)))
        await perform_all_due(self.database)

    async def happened(self) -> Counter[str]:
        """What was told of the agreement."""
        rows = await self.owner.pool.fetch(
            "SELECT type FROM cases.journal WHERE data ->> 'agreement_id' = $1", str(self.agreement_id)
        )
        return Counter(row["type"].split(".")[2] for row in rows)

    def administrator(self, of: Actor) -> Actor:
        """Somebody who answers for that agency, and may not read a record."""

        colleague = self.colleague(of, Role.ADMINISTRATOR)
        return replace(colleague, scopes=frozenset({Scope.IDENTITY_ADMIN, Scope.DIRECTORY_READ}))


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> Ending:
    """A case about a person who agreed to share; the adviser is on its team."""
    scene = Ending(cases_database, cases_owner, world)
    await scene.lies_in(PARIS)
    await scene.known(scene.lead, scene.person_id)
    scene.agreement_id = await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, *SHARED)
    return scene


async def test_an_agreement_ends_at_midnight_of_its_municipality_and_that_is_said_once(scene: Ending) -> None:
    today = system_clock().astimezone(PARIS).date()
    until = await scene.lasts_until(today + timedelta(days=400))
    assert until == datetime.combine(today + timedelta(days=401), datetime.min.time(), PARIS)
    for days, told in ((91, 0), (90, 1), (31, 1), (30, 2), (1, 2)):
        await scene.days_pass(until - timedelta(days=days))
        assert (await scene.happened())["nears_its_end"] == told
    scene.at(until - MOMENT)
    assert await scene.sees(scene.adviser) == SHARED
    scene.at(until)
    assert await scene.sees(scene.adviser) == frozenset(), "before any replica has looked"
    await scene.days_pass(until)
    row = await scene.row(scene.agreement_id)
    assert (row["state"], row["ended_because"], row["ended_at"]) == ("ended", "expired", until)
    assert (await scene.happened())["ended"] == 1
    await scene.days_pass(until + timedelta(days=1))
    assert (await scene.happened())["ended"] == 1


async def test_what_is_prolonged_in_time_goes_on_and_is_warned_of_anew(scene: Ending) -> None:
    today = system_clock().astimezone(PARIS).date()
    until = await scene.lasts_until(today + timedelta(days=100))
    await scene.days_pass(until - timedelta(days=20))
    assert (await scene.happened())["nears_its_end"] == 1, "with the fewest days that are left"
    later = await scene.lasts_until(today + timedelta(days=300))
    await scene.is_heard(CONSENTS_UNDER_A_NEW_AGREEMENT)
    await scene.days_pass(until + timedelta(days=1))
    assert await scene.sees(scene.adviser) == SHARED
    await scene.days_pass(later - timedelta(days=90))
    assert (await scene.happened())["nears_its_end"] == 2


async def test_a_version_that_waited_takes_over_on_its_day(scene: Ending) -> None:
    begins = system_clock() + timedelta(days=3)
    both = (scene.lead, scene.adviser)
    number = await scene.written(scene.agreement_id, scene.lead, scene.saying(*both, categories=HOUSING, starts=begins))
    await scene.signed(scene.agreement_id, number, *both)
    await scene.days_pass(begins - MOMENT)
    assert await scene.sees(scene.adviser) == SHARED
    await scene.days_pass(begins)
    assert await scene.sees(scene.adviser) == HOUSING
    assert (await scene.happened())["came_into_force"] == 2


async def test_a_narrower_version_tells_each_ground_that_it_cut_once(scene: Ending) -> None:
    await scene.all_sign(categories=HOUSING)
    await scene.is_heard(NARROWED_AGREEMENTS)
    consents = await scene.told()
    assert len(consents) == 1
    await scene.all_sign(categories=HOUSING)
    await scene.is_heard(NARROWED_AGREEMENTS)
    assert await scene.told() == consents, "what stays is not told"
    async with scene.work(scene.adviser) as work:
        await withdraw_from_agreement(work, scene.adviser, scene.agreement_id)
    await scene.is_heard(NARROWED_AGREEMENTS)
    assert len(await scene.told()) == 2


async def test_administrators_hear_what_to_sign_and_what_ends_and_nothing_else(scene: Ending) -> None:
    administrator = scene.administrator(scene.adviser)
    await scene.is_heard()
    assert await scene.kinds(administrator) == [], "those who wrote the first draft told each other"
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    until = await scene.lasts_until(system_clock().date() + timedelta(days=100))
    await scene.days_pass(until - timedelta(days=30))
    await scene.days_pass(until)
    await scene.is_heard()
    kinds = await scene.kinds(administrator)
    assert kinds == ["agreement_to_sign", "agreement_nears_its_end", "agreement_ended"]
    assert "agreement_ended" in await scene.kinds(scene.lead), "whoever leads a case on whose team somebody lost sight"
    caseworker = scene.colleague(scene.adviser)
    assert not {kind for kind in await scene.kinds(caseworker) if kind.startswith("agreement")}
