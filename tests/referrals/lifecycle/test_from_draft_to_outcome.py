"""A referral is drafted, sent, accepted, started and completed; both sides see it through."""

import pytest

from shared.contracts.referrals.vocabulary import Move
from tests.referrals.worlds import Town

pytestmark = pytest.mark.anyio


async def test_a_referral_is_seen_through_to_its_outcome(town: Town) -> None:
    draft = await town.draft()
    assert draft["state"] == "draft"
    assert [one["category"] for one in draft["disclosure"]["may_travel"]] == ["identity", "housing"]

    await town.make(town.sender, draft["id"], Move.SEND)
    opened = await town.receiver.read(draft["id"])
    assert opened["state"] == "received"
    assert opened["note"] == "Quiet, afraid of dogs."
    assert {one["category"]: one["content"]["name"] for one in opened["disclosure"]["shown"]} == {
        "identity": "Alix Exemple",
        "housing": "Alix Exemple",
    }

    await town.make(town.receiver, draft["id"], Move.ACCEPT)
    await town.make(town.receiver, draft["id"], Move.START)
    await town.make(town.receiver, draft["id"], Move.COMPLETE)

    seen_by_the_sender = await town.sender.read(draft["id"])
    assert seen_by_the_sender["progress"]["outcome"] == "need_met"
    assert [line["move"] for line in seen_by_the_sender["history"]] == [
        "draft",
        "send",
        "acknowledge",
        "accept",
        "start",
        "complete",
    ]
