"""Waiting lists: one order that everybody can explain, and nobody is passed over in silence."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.referrals.lifecycle.actions.waiting import let_move_up
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
