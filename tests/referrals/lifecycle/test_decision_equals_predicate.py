"""The rule, the SQL predicate of lists and of opening, and row security say the same, on random populations."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.referrals.lifecycle import events
from services.referrals.lifecycle.actions.standing import event_of
from services.referrals.lifecycle.domain.referral import MoveMade, Particulars, Referral
from services.referrals.lifecycle.domain.table import ENDS
from services.referrals.lifecycle.policy import READ, RULES
from services.referrals.lifecycle.store import lists, queries
from services.referrals.lifecycle.store.kept_out import hear
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.contracts.referrals.vocabulary import Move, Party, ReferralId, State
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import NotAllowed
from tests.cases.worlds import World
from tests.referrals.lifecycle.referrals import NOW, mover, referral_in
from tests.referrals.worlds import Town

BUILDER = TaskActor("world_builder")
FORGOTTEN = Statement("SELECT id FROM referral WHERE id = ANY (CAST(:ids AS uuid[]))")
FORGOTTEN_MOVES = Statement("SELECT referral_id FROM move WHERE referral_id = ANY (CAST(:ids AS uuid[]))")
OVERWRITE = Statement("UPDATE referral SET urgency = 'urgent' WHERE id = CAST(:id AS uuid)")
FORGED = Statement("""
    INSERT INTO disclosed (id, referral_id, municipality_id, person_id, sender_agency_id, receiver_agency_id,
        receiver_sector, category, ground_kind, ground_id, overrides_refusal, purpose, taken_at, content)
    SELECT gen_random_uuid(), r.id, r.municipality_id, r.person_id, CAST(:sender AS uuid), CAST(:receiver AS uuid),
        'health', 'health', 'consent', gen_random_uuid(), false, 'care-coordination', now(), '{}'
    FROM referral r WHERE r.id = CAST(:id AS uuid)
""")
PUT_BACK = Statement("UPDATE disclosed SET content = '{}', hidden = NULL WHERE referral_id = CAST(:id AS uuid)")
UNREMEMBER = Statement("DELETE FROM ended_ground")
SEEN = Statement("SELECT count(*) FROM disclosed WHERE referral_id = CAST(:id AS uuid)")


@st.composite
def referrals(draw: st.DrawFn) -> Referral:
    state = draw(st.sampled_from(State))
    never_sent = state in {State.WITHDRAWN, State.ENTERED_IN_ERROR} and draw(st.booleans())
    started = referral_in(state, **({"sent_at": None} if never_sent else {}))
    closed_at = NOW - draw(st.sampled_from([timedelta(), timedelta(days=40)])) if state in ENDS else None
    return replace(started, closed_at=closed_at)


def of_agencies(drawn: Sequence[tuple[Referral, int, int]], agencies: Sequence[AgencyId]) -> list[Referral]:
    return [
        replace(
            referral,
            id=ReferralId(new_id()),
            sender_agency_id=agencies[sender],
            request=replace(referral.request, receiver_agency_id=agencies[receiver]),
        )
        for referral, sender, receiver in drawn
    ]


async def kept(owner: Database, population: Sequence[Referral]) -> None:
    async with owner.work(BUILDER) as work:
        for referral in population:
            by = mover(Party.SENDER)
            made = MoveMade(move=Move.DRAFT, by=by, origin=None, to=State.DRAFT, at=NOW, particulars=Particulars())
            await queries.add(work, referral, made, event_of(events.ReferralDrafted, referral, by))


def permitted(actor: Actor, population: Sequence[Referral]) -> set[UUID]:
    found: set[UUID] = set()
    for referral in population:
        try:
            decide(RULES, READ, actor, referral)
        except NotAllowed:
            continue
        found.add(referral.id)
    return found


numbers = st.integers(0, 2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(st.tuples(referrals(), numbers, numbers), min_size=1, max_size=6),
    close=st.frozensets(st.integers(0, 2 * len(Role)), max_size=8),
)
async def test_everybody_sees_in_lists_one_by_one_and_behind_the_second_lock_what_the_rule_permits(
    referrals_database: Database,
    referrals_owner: Database,
    drawn: list[tuple[Referral, int, int]],
    close: frozenset[int],
) -> None:
    agencies = [AgencyId(new_id()) for _ in range(3)]
    population = of_agencies(drawn, agencies)
    await kept(referrals_owner, population)
    ids = [referral.id for referral in population]
    actors = [World().worker(role, agency=agency) for agency in agencies for role in sorted(Role)]
    for number, actor in enumerate(actors):
        expected = permitted(actor, population)
        if number in close:
            expected -= await kept_out_of_the_first(referrals_owner, actor, population)
        async with referrals_database.work(actor) as work:
            listed_behind_both = await listed(work)
            forgotten = {row["id"] for row in await work.rows(FORGOTTEN, ids=ids)}
            moves = {row["referral_id"] for row in await work.rows(FORGOTTEN_MOVES, ids=ids)}
        async with referrals_owner.work(actor) as work:
            listed_by_predicate = await listed(work)
            opened = {one for one in ids if await queries.open_one(work, one) is not None}
            opened_for_change = {one for one in ids if await queries.open_for_change(work, one) is not None}
        assert forgotten == moves == expected, "row security alone, as if the predicate had been forgotten"
        assert listed_by_predicate == opened == opened_for_change == expected, "the predicate alone, as the owner"
        assert listed_behind_both == expected


async def kept_out_of_the_first(owner: Database, actor: Actor, population: Sequence[Referral]) -> set[UUID]:
    """A conflict of interest with the person of the first referral; which referrals are about them."""
    first = population[0]
    async with owner.work(BUILDER) as work:
        await hear(work, new_id(), first.municipality_id, first.person_id, actor.subject, declared_at=NOW)
    return {one.id for one in population if one.person_id == first.person_id}


async def listed(work: UnitOfWork) -> set[UUID]:
    rows = await lists.received(work, list(State), None, 50) + await lists.sent(work, list(State), None, 50)
    return {row.id for row in rows}


async def test_a_forgotten_predicate_changes_nothing_foreign(town: Town) -> None:
    referral_id = await town.sent()
    database = town.running.database
    async with database.work(town.stranger.actor) as work:
        assert await work.run(OVERWRITE, id=referral_id) == 0
        assert await work.value(SEEN, id=referral_id) == 0
    async with database.work(town.receiver.actor) as work:
        assert await work.value(SEEN, id=referral_id) == 2
        assert await work.run(PUT_BACK, id=referral_id) == 0, "nobody but the sender touches what was disclosed"
        assert await work.run(UNREMEMBER) == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.work(town.sender.actor) as work:
            await work.run(PUT_BACK, id=referral_id)


@pytest.mark.parametrize("who", ["receiver", "sender"])
async def test_nobody_forges_a_disclosure(town: Town, who: str) -> None:
    """Neither the receiver to itself, nor the sender to a third agency."""
    referral_id = await town.sent()
    caller = getattr(town, who)
    sides = {
        "receiver": {"sender": caller.actor.agency_id, "receiver": caller.actor.agency_id},
        "sender": {"sender": caller.actor.agency_id, "receiver": town.stranger.actor.agency_id},
    }[who]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with town.running.database.work(caller.actor) as work:
            await work.run(FORGED, id=referral_id, **sides)


async def test_background_work_without_a_policy_sees_nothing(town: Town) -> None:
    referral_id = await town.sent()
    async with town.running.database.work(TaskActor("somebody_else")) as work:
        assert await work.rows(FORGOTTEN, ids=[UUID(referral_id)]) == []
        assert await work.value(SEEN, id=referral_id) == 0
