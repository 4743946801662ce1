"""What the person refuses to share with somebody is gone from there, and only from there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.vocabulary import Move
from shared.identifiers import new_id
from tests.referrals.disclosure.hearing import hear, hidden, refuse, shown
from tests.referrals.worlds import MovableClock, Town

pytestmark = pytest.mark.anyio


def refused_to_others(town: Town, to: str) -> dict[str, Any]:
    others: dict[str, dict[str, Any]] = {
        "another agency": {"agencies": [str(town.stranger.actor.agency_id)]},
        "another sector": {"sectors": ["police"]},
        "another person": {"person_id": str(new_id())},
    }
    return others[to]


@pytest.mark.parametrize("to", ["this agency", "its sector", "everybody"])
async def test_what_the_person_refuses_to_share_is_taken_back(town: Town, to: str) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    receiver = town.receiver.actor
    recipients: dict[str, dict[str, Any]] = {
        "this agency": {"agencies": [str(receiver.agency_id)]},
        "its sector": {"sectors": [receiver.sector]},
    }
    await refuse(town, **recipients.get(to, {}))
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), hidden(seen)) == (["identity"], {"housing": "sharing_refused"})
    assert (seen["state"], seen["progress"]["reason"]) == ("on_hold", "sharing_refused")


@pytest.mark.parametrize("to", ["another agency", "another sector", "another person"])
async def test_what_is_refused_to_others_stays(town: Town, to: str) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    await refuse(town, **refused_to_others(town, to))
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), seen["state"]) == (["identity", "housing"], "accepted")


async def test_a_mandate_that_overrides_refusal_stays(town: Town) -> None:
    town.person.mandated = frozenset({Category.HOUSING})
    referral_id = await town.brought_to([Move.ACCEPT])
    await refuse(town)
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), seen["state"]) == (["identity", "housing"], "accepted")


async def test_what_is_refused_while_the_referral_is_being_sent_stops_the_sending(town: Town) -> None:
    draft = await town.draft()
    town.running.cases.meanwhile = lambda: refuse(town)
    try:
        refused = await town.sender.move(draft["id"], "sending")
    finally:
        town.running.cases.meanwhile = None
    assert (refused.status, refused.json()["type"]) == (409, "/problems/ground-just-ended")


IN_A_WEEK = timedelta(days=7)


def in_a_week() -> str:
    return (datetime.now(UTC) + IN_A_WEEK).isoformat()


async def test_a_refusal_takes_effect_from_its_start(town: Town, clock: MovableClock) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    await refuse(town, valid_from=in_a_week())
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), seen["state"]) == (["identity", "housing"], "accepted")
    clock.ahead += IN_A_WEEK
    for reader in (town.receiver, town.sender):
        seen = await reader.read(referral_id)
        assert (shown(seen), hidden(seen)) == (["identity"], {"housing": "sharing_refused"})


async def test_what_travels_before_the_start_is_hidden_from_then_on_too(town: Town, clock: MovableClock) -> None:
    await refuse(town, valid_from=in_a_week())
    referral_id = await town.sent()
    assert shown(await town.receiver.read(referral_id)) == ["identity", "housing"]
    clock.ahead += IN_A_WEEK
    assert shown(await town.receiver.read(referral_id)) == ["identity"]


async def test_what_cases_answered_before_the_start_is_hidden_though_it_is_kept_after_it(
    town: Town, clock: MovableClock
) -> None:
    a_day = timedelta(days=1)
    await refuse(town, valid_from=(datetime.now(UTC) + a_day).isoformat())
    draft = await town.draft()

    async def the_day_comes() -> None:
        clock.ahead += a_day

    town.running.cases.meanwhile = the_day_comes
    try:
        assert (await town.sender.move(draft["id"], "sending")).status == 200
    finally:
        town.running.cases.meanwhile = None
    assert shown(await town.receiver.read(draft["id"])) == ["identity"]


async def test_what_travels_after_the_start_shows_as_cases_has_looked_at_the_refusal(
    town: Town, clock: MovableClock
) -> None:
    await refuse(town, valid_from=in_a_week())
    before = await town.sent()
    clock.ahead += IN_A_WEEK
    assert shown(await town.receiver.read(before)) == ["identity"]
    after = await town.sent(need={"category": "social"})
    assert shown(await town.receiver.read(after)) == ["identity", "housing"], "cases looked at the refusal"
    assert hidden(await town.receiver.read(before)) == {"housing": "sharing_refused"}


@pytest.mark.parametrize("to", ["another agency", "another sector", "another person"])
async def test_what_is_refused_to_others_from_some_day_on_stays(town: Town, clock: MovableClock, to: str) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    await refuse(town, valid_from=in_a_week(), **refused_to_others(town, to))
    clock.ahead += IN_A_WEEK
    assert shown(await town.receiver.read(referral_id)) == ["identity", "housing"]


async def test_a_mandate_that_overrides_refusal_stays_on_that_day(town: Town, clock: MovableClock) -> None:
    town.person.mandated = frozenset({Category.HOUSING})
    referral_id = await town.brought_to([Move.ACCEPT])
    await refuse(town, valid_from=in_a_week())
    clock.ahead += IN_A_WEEK
    assert shown(await town.receiver.read(referral_id)) == ["identity", "housing"]


@pytest.mark.parametrize(("taken_back_after", "seen_then"), [(0, ["identity", "housing"]), (7, ["identity"])])
async def test_a_refusal_that_was_taken_back_before_its_start_hides_nothing(
    town: Town, clock: MovableClock, taken_back_after: int, seen_then: list[str]
) -> None:
    referral_id, consent_id = await town.brought_to([Move.ACCEPT]), str(new_id())
    await refuse(town, valid_from=in_a_week(), consent_id=consent_id)
    clock.ahead += timedelta(days=taken_back_after)
    await hear(town.running, "parcours.consent.withdrawn.v1", person_id=str(town.person.id), consent_id=consent_id)
    clock.ahead = IN_A_WEEK
    assert shown(await town.receiver.read(referral_id)) == seen_then


async def test_no_list_shows_who_it_is_from_the_start_of_a_refusal_on(town: Town, clock: MovableClock) -> None:
    await town.sent()
    await refuse(town, valid_from=in_a_week(), categories=["identity"])
    for days, name in ((0, "Alix Exemple"), (7, None)):
        clock.ahead = timedelta(days=days)
        [row] = (await town.receiver.get("/v1/inbox")).json()["items"]
        assert (row["identity"] or {}).get("name") == name
