"""Moves are linearizable: whatever many callers do at once, give up or ask again, and whatever dies, one order explains
what they saw.

At night there are 3000 histories; what happens in each is drawn from its number, which a failure names.
"""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import pytest

from deploy.embedded.engines import Engines
from tests.examples import many
from tests.referrals.lifecycle.one_order import (
    CORRECT,
    LINES,
    READ,
    Asked,
    Side,
    Standing,
    an_order,
    told_in,
)
from tests.referrals.lifecycle.one_order import Answer as Told
from tests.referrals.worlds import BODIES, Caller, Town

MANY = many(8, at_night=3_000)
AT_ONCE = 4
ACTS_OF_EACH = 4
JUST_SENT = Standing("sent", version=2, moves=1)
BODY_OF = dict(BODIES.values()) | {"acceptance": {"responsible_team": "North", "reason": "decided_together"}}
OFTEN = ("acceptance", "start", "question", "answer")
KILL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE usename = 'referrals_service' AND state = 'idle in transaction' AND query ILIKE '%referral%' LIMIT 1
"""


def asked(
    noun: str, who: str = "r1", *, at: tuple[int, float], told: Told | None = None, key: str | None = None
) -> Asked:
    side = Side.SENDER if who.startswith("s") else Side.RECEIVER
    return Asked(who=who, side=side, noun=noun, began=at[0], ended=at[1], answer=told, key=key)


ACCEPTED, LOST = Told(200, "", "accepted", 2), float("inf")


@pytest.mark.parametrize(
    "history",
    [
        [asked("acceptance", at=(1, 4), told=ACCEPTED), asked("acceptance", "r2", at=(2, 3), told=ACCEPTED)],
        [
            asked("acceptance", at=(1, 2), told=ACCEPTED),
            asked(READ, at=(3, 4), told=Told(200, "", "sent")),
        ],
        [
            asked("acceptance", at=(1, 4), told=ACCEPTED),
            asked("withdrawal", "s1", at=(2, 3), told=Told(200, "", "withdrawn", 3)),
        ],
        [
            asked("acceptance", at=(1, 2), told=ACCEPTED, key="k"),
            asked("start", at=(3, 4), told=Told(200, "", "in_progress", 3)),
            asked("acceptance", at=(5, 6), told=ACCEPTED, key="k"),
        ],
        [asked("acceptance", at=(1, 2), told=Told(409, "move-not-possible", "sent"))],
        [asked(CORRECT, "s1", at=(1, 2), told=Told(200, "", "entered_in_error", 3))],
        [asked("acceptance", at=(3, LOST)), asked(READ, at=(1, 2), told=Told(200, "", "accepted"))],
    ],
    ids=["two win", "stale", "lost update", "old answer", "refused for nothing", "two eyes", "before it was asked"],
)
def test_what_no_order_explains_is_found(history: Sequence[Asked]) -> None:
    assert an_order(JUST_SENT, history) is None


@pytest.mark.parametrize(
    "history",
    [
        [
            asked("acceptance", at=(1, 4), told=ACCEPTED),
            asked("withdrawal", "s1", at=(2, 3), told=Told(200, "", "withdrawn", 4)),
        ],
        [asked("acceptance", at=(1, LOST)), asked(READ, at=(2, 3), told=Told(200, "", "sent"))],
        [asked("acceptance", at=(1, LOST)), asked(READ, at=(2, 3), told=Told(200, "", "accepted"))],
        [
            asked("acceptance", at=(1, LOST), key="k"),
            asked("acceptance", at=(2, 3), told=ACCEPTED, key="k"),
            asked("start", at=(4, 5), told=Told(200, "", "in_progress", 3)),
        ],
        [
            asked(CORRECT, "s1", at=(1, 2), told=Told(200, "", "sent", 3)),
            asked(CORRECT, "s1", at=(3, 4), told=Told(409, "second-worker-needed")),
            asked(CORRECT, "s2", at=(5, 6), told=Told(200, "", "entered_in_error", 4)),
        ],
    ],
    ids=["either first", "never done", "done unheard", "done once", "four eyes"],
)
def test_what_an_order_explains_is_let_through(history: Sequence[Asked]) -> None:
    assert an_order(JUST_SENT, history) is not None


@dataclass
class Recorded:
    """One referral on which several people act at once, and what each of them saw."""

    town: Town
    admin: "asyncpg.Pool[Any]"
    number: int
    callers: dict[str, Caller]
    other_listing: str
    referral_id: str = ""
    asked: list[Asked] = field(default_factory=list)
    killed: int = 0
    broken: int = 0
    moments: Any = field(default_factory=lambda: itertools.count(1))

    async def begins(self) -> None:
        """It was just sent."""
        need = {"category": "social", "term": f"history {self.number}"}
        self.referral_id = await self.town.sent(need=need)

    async def happens(self) -> None:
        """Until everybody has done what they meant to."""
        await asyncio.gather(*(self._acts(who, random.Random(f"{self.number} {who}")) for who in self.callers))
        await self._ask("s1", READ, key=None)

    def told(self) -> str:
        """The history, for whoever looks for what went wrong."""
        in_order = sorted(self.asked, key=lambda one: one.began)
        lines = [f"{one.began:3}-{one.ended:<4} {one.who} {one.noun} {one.key or ''}: {one.answer}" for one in in_order]
        return "\n".join([f"history {self.number}: no order explains it", *lines])

    async def _acts(self, who: str, drawn: random.Random) -> None:
        for number in range(ACTS_OF_EACH):
            noun, key = self._meant(who, drawn), f"{self.number} {who} {number}"
            fate = drawn.random()
            if fate < 0.15:
                await self._gives_up(who, noun, key, drawn.randrange(30))
                noun, key = (noun, key) if drawn.random() < 0.8 else (READ, "")
            elif fate < 0.20:
                _, killed = await asyncio.gather(self._ask(who, noun, key), self.admin.fetch(KILL))
                self.killed += len(killed)
                continue
            elif fate < 0.30:
                await asyncio.gather(self._ask(who, noun, key), self._ask(who, noun, key))
                continue
            await self._ask(who, noun, key or None)

    def _meant(self, who: str, drawn: random.Random) -> str:
        """Of a few moves in each history, so that several mean the same one, and it often can be made."""
        side = Side.SENDER if who.startswith("s") else Side.RECEIVER
        few = {*random.Random(f"moves of {self.number}").sample(list(LINES), 5), *OFTEN}
        theirs = [noun for noun, (sides, _, _) in LINES.items() if side in sides and noun in few]
        kind = drawn.random()
        if kind < 0.15:
            return READ
        return drawn.choice(list(LINES) if kind < 0.2 else theirs)

    async def _ask(self, who: str, noun: str, key: str | None) -> None:
        """A request whose answer is heard, unless the service breaks down over it."""
        began = next(self.moments)
        answer = await self._sent(who, noun, key)
        told = None if answer.status >= 500 else told_in(answer)
        self.broken += told is None
        self._record(who, noun, key, began, told)

    async def _gives_up(self, who: str, noun: str, key: str, after: int) -> None:
        """A caller who goes away in the middle, whatever had been done by then."""
        began = next(self.moments)
        asking = asyncio.create_task(self._sent(who, noun, key))
        for _ in range(after):
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        self._record(who, noun, key, began, None)

    async def _sent(self, who: str, noun: str, key: str | None) -> Any:
        path = f"/v1/referrals/{self.referral_id}/{noun}"
        if noun == READ:
            return await self.callers[who].get(path)
        body = {"listing_id": self.other_listing} if noun == "alternative" else BODY_OF[noun]
        return await self.callers[who].post(path, body, {"idempotency-key": key} if key else None)

    def _record(self, who: str, noun: str, key: str | None, began: int, told: Told | None) -> None:
        side = Side.SENDER if who.startswith("s") else Side.RECEIVER
        ended = float("inf") if told is None else next(self.moments)
        used = None if noun == READ else key
        one = Asked(who=who, side=side, noun=noun, key=used, began=began, ended=ended, answer=told)
        self.asked.append(one)


@pytest.fixture
async def admin(engines: Engines) -> "AsyncIterator[asyncpg.Pool[Any]]":
    async with asyncpg.create_pool(engines.postgres.superuser_dsn, min_size=1, max_size=AT_ONCE) as pool:
        yield pool


@pytest.mark.anyio
@pytest.mark.nightly
async def test_one_order_explains_what_everybody_saw(town: Town, admin: "asyncpg.Pool[Any]") -> None:
    other_listing = str(await town.open_listing(town.stranger))
    callers = {"s1": town.sender, "s2": town.colleague_of(town.sender), "r1": town.receiver}
    callers |= {f"r{number}": town.colleague_of(town.receiver) for number in (2, 3)}
    outcomes: set[str] = set()
    every = [Recorded(town, admin, number, callers, other_listing) for number in range(MANY)]
    for one in every:
        await one.begins()
    for first in range(0, MANY, AT_ONCE):
        several = every[first : first + AT_ONCE]
        await asyncio.gather(*(one.happens() for one in several))
        for one in several:
            assert an_order(JUST_SENT, one.asked) is not None, one.told()
            outcomes |= {heard.answer.problem or str(heard.answer.status) for heard in one.asked if heard.answer}
    assert {"200", "move-not-possible", "not-allowed"} <= outcomes, "much happened"
    broken, killed = sum(one.broken for one in every), sum(one.killed for one in every)
    assert broken <= 2 * killed, "nobody fails but over a connection that was cut"
