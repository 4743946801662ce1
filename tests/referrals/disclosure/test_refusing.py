"""What the person refuses to share with somebody is gone from there, and only from there."""

from typing import Any

import pytest

from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.vocabulary import Move
from shared.identifiers import new_id
from tests.referrals.disclosure.hearing import hidden, refuse, shown
from tests.referrals.worlds import Town

pytestmark = pytest.mark.anyio


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
    others: dict[str, dict[str, Any]] = {
        "another agency": {"agencies": [str(town.stranger.actor.agency_id)]},
        "another sector": {"sectors": ["police"]},
        "another person": {"person_id": str(new_id())},
    }
    await refuse(town, **others[to])
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
