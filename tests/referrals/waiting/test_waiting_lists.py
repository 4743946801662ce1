"""Waiting lists: one order that everybody can explain, and nobody is passed over in silence."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.referrals.lifecycle.actions.waiting import let_move_up
from services.referrals.lifecycle.store.waiting import FIRST_FEW
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.referrals.worlds import BODIES, Caller, MovableClock, Town

pytestmark = pytest.mark.anyio

RULE = {"urgent_days": 20, "soon_days": 5, "circumstances": {"no_shelter": 60}}
MOVED_UP = Statement(
    "SELECT data FROM journal WHERE about = :id AND type = 'parcours.referral.moved_up.v1' ORDER BY at"
)
FORGE = Statement("""
    INSERT INTO waiting_rule (listing_id, version, agency_id, urgent_days, soon_days, circumstances, published_at,
                              published_by_id)
    VALUES (:listing_id, 9, :agency_id, 0, 0, '{}', now(), :by)
""")

BREAK_LIST = """
    CREATE FUNCTION referrals.fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
    CREATE TRIGGER fails BEFORE UPDATE OF waitlist_position ON referrals.referral FOR EACH ROW
        WHEN (NEW.listing_id = '{listing_id}') EXECUTE FUNCTION referrals.fails()
"""
MEND_LIST = "DROP FUNCTION referrals.fails() CASCADE"


async def waits(town: Town, term: str, *circumstances: str, urgency: str = "routine") -> str:
    referral_id = await town.sent(need={"category": "housing", "term": term}, urgency=urgency)
    await town.make(town.receiver, referral_id, Move.ACKNOWLEDGE)
    await town.make(town.receiver, referral_id, Move.WAITLIST, circumstances=list(circumstances))
    return referral_id


async def in_order(town: Town, caller: Caller | None = None) -> list[str]:
    answer = await (caller or town.receiver).get(f"/v1/waiting-list?listing_id={town.listing_id}")
    assert answer.status == 200, answer.body
    return [item["id"] for item in answer.json()["items"]]


async def place(town: Town, referral_id: str, caller: Caller | None = None) -> dict[str, Any]:
    told: dict[str, Any] = (await (caller or town.sender).read(referral_id))["progress"]["waiting"]
    return told


async def publish(town: Town, rule: dict[str, Any] = RULE, role: Role = Role.SUPERVISOR) -> Any:
    return await town.colleague_of(town.receiver, role).post(f"/v1/services/{town.listing_id}/waiting-rules", rule)


async def test_who_was_sent_first_comes_first_but_for_what_the_published_rule_says(town: Town) -> None:
    assert (await publish(town)).status == 201
    first = await waits(town, "1")
    urgent = await waits(town, "2", urgency="urgent")
    homeless = await waits(town, "3", "no_shelter", "in_danger")
    assert await in_order(town) == [homeless, urgent, first]
    told = await place(town, homeless)
    assert (told["position"], told["rule_version"]) == (1, 1)
    assert [(one["because"], one["days"]) for one in told["credits"]] == [("no_shelter", 60), ("in_danger", 0)]
    assert (await place(town, homeless, town.receiver))["position"] is None, "receivers see the order"
    assert await in_order(town, town.stranger) == await in_order(town, town.sender) == []


async def test_a_new_rule_counts_for_those_who_come_later_and_every_version_can_be_read(town: Town) -> None:
    homeless = await waits(town, "1", "no_shelter")
    assert (await publish(town)).status == 201
    assert (await publish(town, RULE | {"soon_days": 7})).json()["items"][0]["version"] == 2
    later = await waits(town, "2", "no_shelter")
    assert await in_order(town) == [later, homeless]
    assert ((await place(town, homeless))["rule_version"], (await place(town, later))["rule_version"]) == (0, 2)
    read = (await town.stranger.get(f"/v1/services/{town.listing_id}/waiting-rules")).json()["items"]
    assert [(one["version"], one["soon_days"]) for one in read] == [(2, 7), (1, 5)]


async def test_those_behind_move_up_when_somebody_leaves_and_each_is_told_once(
    town: Town, referrals_owner: Database
) -> None:
    first, second, third = [await waits(town, str(number)) for number in range(3)]
    assert [(await place(town, one))["position"] for one in (first, second, third)] == [1, 2, 3]
    await town.make(town.sender, first, Move.WITHDRAW)
    for _ in range(2):
        await let_move_up(town.running.database)
    assert [(await place(town, one))["position"] for one in (second, third)] == [1, 2]
    async with referrals_owner.work(town.sender.actor) as work:
        told = [await work.rows(MOVED_UP, id=UUID(one)) for one in (first, second, third)]
    assert [[row["data"]["position"] for row in rows] for rows in told] == [[], [1], [2]]
    hurried = await waits(town, "4", urgency="urgent")
    await let_move_up(town.running.database)
    assert [(await place(town, one))["position"] for one in (hurried, second, third)] == [1, 2, 3]
    async with referrals_owner.work(town.sender.actor) as work:
        assert len(await work.rows(MOVED_UP, id=UUID(third))) == 1, "who moves down did not move up"


async def test_nobody_is_taken_before_others_without_a_coded_reason(town: Town) -> None:
    first, second = [await waits(town, str(number)) for number in range(2)]
    noun, body = BODIES[Move.ACCEPT]
    skipping = await town.receiver.move(second, noun, body, {"accept-language": "fr"})
    assert (skipping.status, skipping.json()["errors"][0]["pointer"]) == (422, "#/reason")
    assert "demande l'un de ces motifs" in skipping.json()["errors"][0]["message"]
    wrong = await town.receiver.move(second, noun, {**body, "reason": "no_capacity"})
    assert wrong.status == 422
    accepted = await town.make(town.receiver, second, Move.ACCEPT, reason="place_fits_only_them")
    assert accepted["progress"]["reason"] == "place_fits_only_them"
    assert "waiting" not in accepted["progress"]
    assert (await town.sender.read(second))["history"][-1]["reason"] == "place_fits_only_them"
    assert (await town.make(town.receiver, first, Move.ACCEPT))["state"] == "accepted", "the first one needs none"


@pytest.mark.parametrize("before", [[], [Move.ACKNOWLEDGE]], ids=["sent", "received"])
async def test_who_is_not_on_the_list_does_not_pass_it_without_a_coded_reason(town: Town, before: list[Move]) -> None:
    early = await town.sent(need={"category": "housing", "term": "early"})
    await waits(town, "waiting")
    late = await town.brought_to(before, need={"category": "housing", "term": "late"})
    noun, body = BODIES[Move.ACCEPT]
    passing = await town.receiver.move(late, noun, body)
    assert (passing.status, passing.json()["errors"][0]["pointer"]) == (422, "#/reason")
    accepted = await town.make(town.receiver, late, Move.ACCEPT, reason="immediate_danger")
    assert accepted["progress"]["reason"] == "immediate_danger"
    assert (await town.make(town.receiver, early, Move.ACCEPT))["state"] == "accepted", "it was sent before all of them"


async def test_who_would_come_first_by_the_rule_passes_nobody(town: Town) -> None:
    assert (await publish(town)).status == 201
    await waits(town, "waiting")
    urgent = await town.sent(need={"category": "housing", "term": "urgent"}, urgency="urgent")
    assert (await town.make(town.receiver, urgent, Move.ACCEPT))["state"] == "accepted"


async def test_of_a_long_list_every_place_can_be_read_and_only_the_first_few_are_written_and_told(
    town: Town, referrals_owner: Database
) -> None:
    waiting = [await waits(town, str(number)) for number in range(FIRST_FEW + 2)]
    await let_move_up(town.running.database)
    await town.make(town.sender, waiting[0], Move.WITHDRAW)
    await let_move_up(town.running.database)
    assert [(await place(town, one))["position"] for one in waiting[-3:]] == [FIRST_FEW - 1, FIRST_FEW, FIRST_FEW + 1]
    outbox = (await town.sender.get(f"/v1/outbox?state=waitlisted&limit={FIRST_FEW + 2}")).json()["items"]
    assert {one["id"]: one["progress"]["waiting"]["position"] for one in outbox}[waiting[-1]] == FIRST_FEW + 1
    async with referrals_owner.work(town.sender.actor) as work:
        told = [await work.rows(MOVED_UP, id=UUID(one)) for one in waiting]
    assert [[row["data"]["position"] for row in rows] for rows in told] == [[], *([one] for one in range(1, 11)), []]


async def test_a_list_at_which_it_fails_keeps_no_other_one_waiting(town: Town, referrals_owner: Database) -> None:
    broken = [await waits(town, f"broken {number}") for number in range(2)]
    broken_listing, town.listing_id = town.listing_id, await town.open_listing()
    whole = [await waits(town, f"whole {number}") for number in range(2)]
    for first in (broken[0], whole[0]):
        await town.make(town.sender, first, Move.WITHDRAW)
    await referrals_owner.pool.execute(BREAK_LIST.format(listing_id=broken_listing))
    try:
        await let_move_up(town.running.database)
    finally:
        await referrals_owner.pool.execute(MEND_LIST)
    async with referrals_owner.work(town.sender.actor) as work:
        told = [len(await work.rows(MOVED_UP, id=UUID(one))) for one in (broken[1], whole[1])]
    assert told == [0, 1]
    await let_move_up(town.running.database)
    async with referrals_owner.work(town.sender.actor) as work:
        assert await work.rows(MOVED_UP, id=UUID(broken[1])) == [], "it is left alone for a minute"
    town.running.clock.ahead = timedelta(minutes=2)
    try:
        await let_move_up(town.running.database)
    finally:
        town.running.clock.ahead = timedelta()
    async with referrals_owner.work(town.sender.actor) as work:
        assert len(await work.rows(MOVED_UP, id=UUID(broken[1]))) == 1


async def test_who_goes_on_waiting_after_a_yes_keeps_the_place_of_the_day_they_were_sent(
    town: Town, clock: MovableClock
) -> None:
    early = await town.brought_to([Move.ACCEPT], need={"category": "housing", "term": "early"})
    clock.ahead = timedelta(hours=2)
    late = await waits(town, "late")
    await town.make(town.receiver, early, Move.WAITLIST)
    assert await in_order(town) == [early, late]


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 201), (Role.CASEWORKER, 403)])
async def test_whoever_leads_the_work_publishes_the_rule(town: Town, role: Role, status: int) -> None:
    assert (await publish(town, role=role)).status == status


async def test_another_agency_publishes_none_and_the_second_lock_says_the_same(
    town: Town, referrals_database: Database
) -> None:
    stranger = town.colleague_of(town.stranger, Role.SUPERVISOR)
    answer = await stranger.post(f"/v1/services/{town.listing_id}/waiting-rules", RULE)
    assert answer.status == 403
    actor = stranger.actor
    with pytest.raises(Exception, match="row-level security"):
        async with referrals_database.work(actor) as work:
            await work.run(FORGE, listing_id=town.listing_id, agency_id=actor.agency_id, by=actor.subject)
