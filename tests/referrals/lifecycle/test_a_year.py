"""A year of referrals passes in seconds: nothing is forgotten, each clock rings once, whoever dies on the way.

There are 10 000 of them at night; what happens is drawn from a seed.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from deploy.embedded.databases import ServiceDatabase
from services.referrals.deadlines.domain.territory import Territory
from services.referrals.lifecycle.actions.drafting import Receiver, draft_referral, receiver_of
from services.referrals.lifecycle.actions.moving import make_move
from services.referrals.lifecycle.actions.ringing import ring_all_due
from services.referrals.lifecycle.actions.sending import Asked, send_referral
from services.referrals.lifecycle.domain.moving import MoveNotPossible
from services.referrals.lifecycle.domain.referral import Particulars, Request
from services.referrals.lifecycle.domain.table import ENDS
from shared.contracts.cases.disclosure import DisclosureQuestion
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.vocabulary import AgencyKind
from shared.contracts.referrals.vocabulary import Move, Party, Urgency
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.refusals import NotFound
from tests.examples import many
from tests.referrals.lifecycle.referrals import all_it_needs
from tests.referrals.worlds import Caller, Town

pytestmark = [pytest.mark.anyio, pytest.mark.nightly]

MANY = many(50, at_night=10_000)
DAYS = 366
FIRST = datetime(2023, 12, 29, 7, tzinfo=UTC)
"""Long ago, so that nothing else here is of that year; a Friday before a holiday."""
ALSACE = Territory.of_municipality("FR", "67482", "Europe/Paris")
EVERY_SO_MANY_DEATHS = 20
MEANT_BY = {
    Party.SENDER: (Move.ANSWER, Move.REJECT_ALTERNATIVE, Move.WITHDRAW),
    Party.RECEIVER: (
        Move.ACKNOWLEDGE,
        Move.ASK,
        Move.ACCEPT,
        Move.WAITLIST,
        Move.OFFER_ALTERNATIVE,
        Move.DECLINE,
        Move.START,
        Move.PAUSE,
        Move.RESUME,
        Move.REVIEW,
        Move.COMPLETE,
    ),
}
STANDING = Statement("""
    SELECT id, state, closed_at, due_at, rings_at, ring, owed_by_agency_id FROM referral
    WHERE person_id = ANY (CAST(:people AS uuid[]))
""")
RINGS = Statement("""
    SELECT about, type, at, rang, wound FROM (
        SELECT j.about, j.type, j.at, j.task, CAST(j.data ->> 'rang' AS integer) AS rang,
               max(j.position) FILTER (WHERE j.task IS NULL) OVER (PARTITION BY j.about ORDER BY j.position) AS wound
        FROM journal j WHERE j.person_id = ANY (CAST(:people AS uuid[]))) told
    WHERE task = 'clock'
""")


@dataclass
class Year:
    """Two replicas of one service in a year of its own, of which one dies again and again.

    Attributes:
        now: what the replicas take for the present.
    """

    url: str
    town: Town
    drawn: random.Random = field(default_factory=lambda: random.Random(7))
    now: datetime = FIRST
    replicas: list[Database] = field(default_factory=list)
    sent: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
    deaths: int = 0

    async def replica(self) -> Database:
        return await Database.open(self.url, schema="referrals", clock=lambda: self.now, connections=3)

    async def passes(self) -> None:
        """Once a day the clocks ring, and people act on some of what they should."""
        receiver = await receiver_of(self.replicas[0], self.town.listing_id)
        for day in range(DAYS):
            for _ in range(MANY * (day + 1) // DAYS - MANY * day // DAYS):
                await self.send(receiver)
            self.now = FIRST + timedelta(days=day, hours=self.drawn.randrange(1, 12))
            await self.ring()
            await self.act()

    async def send(self, receiver: Receiver) -> None:
        """Somebody is referred."""
        person = self.town.somebody_in_need()
        actor, database = self.town.sender.actor, self.replicas[1]
        asking = Request(
            category=Category.HOUSING,
            categories=tuple(person.consents),
            urgency=self.drawn.choice(list(Urgency)),
            **receiver.changes(_agency(self.town.receiver), ALSACE),
        )
        answer = person.answer(DisclosureQuestion(receiver_agency_id=receiver.agency_id, categories=asking.categories))
        async with database.work(actor) as work:
            drafted = (await draft_referral(work, actor, asking, answer, "Sender")).referral
        self.people.append(person.id)
        self.sent.append(drafted.id)
        if self.drawn.random() < 0.95:
            asked = Asked(version=1, answer=answer, at=self.now)
            async with database.work(actor) as work:
                await send_referral(work, actor, drafted.id, asked, despite_similar=True)

    async def ring(self) -> None:
        """Both replicas look at once; now and then one dies at whatever moment, and is started again."""
        dying = self.drawn.random() < 1 / EVERY_SO_MANY_DEATHS
        ringing = [asyncio.create_task(ring_all_due(one)) for one in self.replicas]
        if dying:
            for _ in range(self.drawn.randrange(40)):
                await asyncio.sleep(0)
            self.replicas[0].pool.terminate()
            ringing[0].cancel()
            self.deaths += 1
        outcomes = await asyncio.gather(*ringing, return_exceptions=True)
        assert outcomes[1] is None, outcomes
        assert dying or outcomes[0] is None, outcomes
        if dying:
            self.replicas[0] = await self.replica()
            await ring_all_due(self.replicas[0])

    async def act(self) -> None:
        """Of what lives, people move some on; some receivers never do anything."""
        for referral_id in self.drawn.sample(self.sent, min(len(self.sent), 2 + MANY // 20)):
            party = self.drawn.choice((Party.SENDER, Party.RECEIVER, Party.RECEIVER))
            caller = self.town.sender if party is Party.SENDER else self.town.receiver
            move = self.drawn.choice(MEANT_BY[party])
            said = all_it_needs(move, party, review_on=self.now.date() + timedelta(days=9))
            await self.move(caller, referral_id, move, said)

    async def move(self, caller: Caller, referral_id: UUID, move: Move, said: Particulars) -> None:
        try:
            async with self.replicas[1].work(caller.actor) as work:
                await make_move(work, caller.actor, referral_id, move, said)
        except (MoveNotPossible, NotFound):
            return  # it stands elsewhere, or is a draft of which the receiver knows nothing


def _agency(caller: Caller) -> AgencyFacts:
    return AgencyFacts(
        id=caller.actor.agency_id,
        name="Receiver",
        sector=caller.actor.sector,
        kind=AgencyKind.PUBLIC,
        municipalities=(),
        active=True,
    )


@pytest.fixture
async def year(town: Town, databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Year]:
    year = Year(databases["referrals"].runtime_url, town)
    year.replicas = [await year.replica() for _ in range(2)]
    yield year
    for one in year.replicas:
        await one.close()


async def test_in_a_year_nothing_is_forgotten_and_each_clock_rings_once(year: Year, referrals_owner: Database) -> None:
    await year.passes()
    async with referrals_owner.work(year.town.sender.actor) as work:
        standing = await work.rows(STANDING, people=year.people)
        rings = await work.rows(RINGS, people=year.people)
    assert len(standing) == MANY
    assert year.deaths > 5
    for row in standing:
        if row["state"] in ENDS:
            assert row["closed_at"] is not None
            assert row["rings_at"] is row["owed_by_agency_id"] is None
        else:
            assert row["owed_by_agency_id"] in {year.town.sender.actor.agency_id, year.town.receiver.actor.agency_id}
            assert row["rings_at"] > year.now, "and it rings when its time comes"
    once = Counter((row["about"], row["wound"], row["rang"]) for row in rings)
    assert set(once.values()) == {1}, "no ring of any clock happened twice"
    told = Counter(row["type"].split(".")[2] for row in rings)
    assert set(told) == {"reminded", "escalated", "expired"}
    for about, wound, rang in once:
        assert rang is None or rang == 1 or (about, wound, rang - 1) in once, "none was left out"
