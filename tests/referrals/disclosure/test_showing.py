"""What is shown of a disclosure: to whom, for which purpose, and for how long."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from deploy.embedded.databases import ServiceDatabase
from services.referrals.lifecycle.subscriptions import LOOKS_EVERY_SECONDS, Certainty
from shared.contracts.cases.disclosure import Flags
from shared.contracts.identity.vocabulary import Purpose
from shared.messaging.bus import DEAD_LETTERS
from shared.web.service import Service
from tests.dumps import dumped
from tests.referrals.disclosure.hearing import hidden, shown, withdraw_consent
from tests.referrals.worlds import ON_THE_WAY, MovableClock, Town

pytestmark = pytest.mark.anyio


async def test_after_thirty_days_the_receiver_sees_the_outcome_and_no_more_of_the_person(
    town: Town, clock: MovableClock
) -> None:
    town.person.flags = Flags(do_not_contact=True)
    referral_id = await town.brought_to(ON_THE_WAY)
    clock.ahead = timedelta(days=29)
    before = await town.receiver.read(referral_id)
    assert (shown(before), before["flags"]["do_not_contact"]) == (["identity", "housing"], True)
    clock.ahead = timedelta(days=31)
    after = await town.receiver.read(referral_id)
    assert (after["state"], after["progress"]["outcome"]) == ("completed", "need_met")
    assert (shown(after), hidden(after)) == ([], {"identity": "after_the_tail", "housing": "after_the_tail"})
    assert (after["note"], after["flags"]) == (None, None)
    assert shown(await town.sender.read(referral_id)) == ["identity", "housing"], "the sender's own snapshot is kept"


async def test_flags_that_must_always_travel_travel_without_being_picked(town: Town) -> None:
    town.person.flags = Flags(safe_contact={"channel": "sms", "code_word": "garden"}, protected_address=True)
    referral_id = await town.sent(categories=["housing"])
    flags = (await town.receiver.read(referral_id))["flags"]
    assert (flags["safe_contact"]["code_word"], flags["protected_address"]) == ("garden", True)
    await withdraw_consent(town)
    assert (await town.receiver.read(referral_id))["flags"] == flags, "they show while the referral lives"


async def test_what_was_disclosed_for_one_purpose_serves_no_other(town: Town) -> None:
    referral_id = await town.sent()
    seen = await town.receiver.read(referral_id, {"purpose-of-use": Purpose.QUALITY})
    assert (shown(seen), set(hidden(seen).values())) == ([], {"other_purpose"})
    assert shown(await town.receiver.read(referral_id)) == ["identity", "housing"]


async def test_nothing_is_shown_while_it_is_not_certain_that_no_withdrawal_waits(town: Town) -> None:
    referral_id = await town.sent()
    certainty = town.running.app.state.certainty
    town.running.app.state.certainty = Certainty()
    try:
        seen = await town.receiver.read(referral_id)
        row = (await town.receiver.get("/v1/inbox")).json()["items"][0]
    finally:
        town.running.app.state.certainty = certainty
    assert (shown(seen), set(hidden(seen).values())) == ([], {"not_certain"})
    assert row["identity"] is None


@pytest.mark.parametrize("waiting", [60.0, None])
async def test_it_is_not_certain_while_cases_has_not_announced_what_happened_or_cannot_say(
    town: Town, waiting: float | None
) -> None:
    cases, certainty = town.running.cases, Certainty()
    cases.unannounced_seconds = waiting
    following = asyncio.create_task(certainty.follow(town.running.app.state.service))
    try:
        await asyncio.sleep(2 * LOOKS_EVERY_SECONDS)
        assert not certainty.is_given, "the bus has nothing for us, and that says nothing"
        cases.unannounced_seconds = 0.0
        async with asyncio.timeout(10):
            while not certainty.is_given:  # noqa: ASYNC110 - it has no event to wait for
                await asyncio.sleep(0.02)
    finally:
        cases.unannounced_seconds = 0.0
        following.cancel()


@pytest.mark.parametrize("subscription", ["ended_grounds", "restricted_people"])
async def test_it_is_not_certain_while_a_withdrawal_that_could_not_be_handled_is_set_aside(
    town: Town, subscription: str
) -> None:
    service: Service = town.running.app.state.service
    bus, certainty = service.bus.jetstream, Certainty()
    letter = await bus.publish(f"parcours-dead.referrals.{subscription}", b"{}")
    following = asyncio.create_task(certainty.follow(service))
    try:
        await asyncio.sleep(2 * LOOKS_EVERY_SECONDS)
        assert not certainty.is_given, "it was acknowledged, and was not handled"
        await bus.delete_msg(DEAD_LETTERS, letter.seq)
        async with asyncio.timeout(10):
            while not certainty.is_given:  # noqa: ASYNC110 - it has no event to wait for
                await asyncio.sleep(0.02)
    finally:
        following.cancel()
        await bus.purge_stream(DEAD_LETTERS)


async def test_the_ground_ends_by_itself_on_its_last_day(town: Town, clock: MovableClock) -> None:
    town.person.valid_until = datetime.now(UTC) + timedelta(days=3)
    referral_id = await town.sent()
    clock.ahead = timedelta(days=2)
    assert shown(await town.receiver.read(referral_id)) == ["identity", "housing"]
    clock.ahead = timedelta(days=3, minutes=1)
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), set(hidden(seen).values())) == ([], {"ground_ended"})


async def test_a_system_of_the_receiver_sees_the_same(town: Town) -> None:
    referral_id = await town.sent()
    assert shown(await town.system_of(town.receiver).read(referral_id)) == ["identity", "housing"]


async def test_a_dump_holds_nothing_of_what_was_disclosed(town: Town, databases: Mapping[str, ServiceDatabase]) -> None:
    town.person.name = "Nobody-CRYPT"
    town.person.flags = Flags(safe_contact={"channel": "sms", "code_word": "garden-CRYPT"})
    referral_id = await town.sent()
    seen = str(await town.receiver.read(referral_id))
    dump = await dumped(databases["referrals"], "referrals")
    assert referral_id in dump
    for word in ("Nobody-CRYPT", "garden-CRYPT"):
        assert (word in seen, word in dump) == (True, False), word
