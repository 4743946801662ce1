"""What the person takes back is gone at once, everywhere it went; what has no ground is not shown."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.vocabulary import Move, State
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.journal import cloud_event
from tests.referrals.disclosure.hearing import hear, hidden, shown, withdraw_consent
from tests.referrals.worlds import BODIES, ON_THE_WAY, Town

pytestmark = pytest.mark.anyio

LAST_TOLD = Statement("SELECT type, data, task FROM journal WHERE about = :id ORDER BY position DESC LIMIT 1")
TRAVELLED = Statement("SELECT data FROM journal WHERE about = :id AND type = 'parcours.referral.travelled.v1'")
CONTENTS = Statement("SELECT count(*) FROM disclosed WHERE referral_id = :id AND content IS NOT NULL")
TO_EACH_LIVE_STATE: Sequence[tuple[State, Sequence[Move]]] = (
    (State.SENT, ()),
    (State.RECEIVED, (Move.ACKNOWLEDGE,)),
    (State.INFORMATION_REQUESTED, (Move.ACKNOWLEDGE, Move.ASK)),
    (State.ACCEPTED, (Move.ACCEPT,)),
    (State.WAITLISTED, (Move.ACKNOWLEDGE, Move.WAITLIST)),
    (State.IN_PROGRESS, (Move.ACCEPT, Move.START)),
)


@pytest.mark.parametrize(("state", "moves"), TO_EACH_LIVE_STATE, ids=str)
async def test_a_live_referral_goes_on_hold_and_what_travelled_is_gone(
    town: Town, referrals_owner: Database, state: State, moves: Sequence[Move]
) -> None:
    referral_id = await town.brought_to(moves)
    await withdraw_consent(town)

    seen = await town.receiver.read(referral_id)
    assert (seen["state"], seen["progress"]["reason"]) == ("on_hold", "consent_withdrawn")
    assert (shown(seen), hidden(seen)) == (
        [],
        {"identity": "consent_withdrawn", "housing": "consent_withdrawn"},
    )
    assert seen["note"] is None, "the sender's words travelled with it"
    assert (seen["next_action_by"], seen["history"][-1]["from"]) == ("sender", state)
    async with referrals_owner.work(town.sender.actor) as work:
        assert await work.value(CONTENTS, id=referral_id) == 0, "it is not hidden, it is not there"


async def test_the_receiver_is_told_by_an_event_that_says_nothing_of_the_person(
    town: Town, referrals_owner: Database
) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    await withdraw_consent(town)
    async with referrals_owner.work(town.sender.actor) as work:
        told = await work.row(LAST_TOLD, id=referral_id)
    assert told is not None
    assert (told["type"], told["task"]) == ("parcours.referral.paused.v1", "ended_grounds")
    assert told["data"] == {
        "referral_id": referral_id,
        "person_id": str(town.person.id),
        "case_id": None,
        "sender_agency_id": str(town.sender.actor.agency_id),
        "receiver_agency_id": str(town.receiver.actor.agency_id),
        "listing_id": str(town.listing_id),
        "category": "housing",
        "state": "on_hold",
        "moved_at": told["data"]["moved_at"],
        "by_agency_id": None,
        "by_id": None,
        "responsible_id": None,
        "due_at": told["data"]["due_at"],
    }


async def test_it_takes_effect_within_five_seconds_over_the_bus(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    consent_id = town.person.consents[Category.HOUSING]
    data = {"person_id": str(town.person.id), "consent_id": str(consent_id)}
    type_ = "parcours.consent.withdrawn.v1"
    event = cloud_event(new_id(), type_, town.person.id, datetime.now(UTC), data)
    await town.running.app.state.service.bus.announce([event])
    async with asyncio.timeout(5):
        while shown(await town.receiver.read(referral_id)):  # noqa: ASYNC110 - that is what is measured
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("ended", ["mandate", "agreement", "grant"])
async def test_any_end_of_a_ground_takes_back_what_rested_on_it(town: Town, ended: str) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    consent_id, agreement_id = town.person.consents[Category.HOUSING], town.person.agreement_id
    data = {
        "mandate": {"mandate_id": str(consent_id)},
        "agreement": {"agreement_id": str(agreement_id)},
        "grant": {"ground_kind": "consent", "ground_id": str(consent_id)},
    }[ended]
    await hear(town.running, f"parcours.{ended}.ended.v1", **data)
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), seen["state"], seen["progress"]["reason"]) == ([], "on_hold", "ground_ended")


@pytest.mark.parametrize("differs", ["", "agency_id", "agreement_id", "purposes"])
async def test_a_narrower_consent_takes_back_what_it_does_not_cover_and_nothing_else(town: Town, differs: str) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    consent_id, narrower = town.person.consents[Category.HOUSING], new_id()
    covered = {
        "agency_id": str(town.receiver.actor.agency_id),
        "agreement_id": str(town.person.agreement_id),
        "categories": ["housing"],
        "purposes": ["care-coordination"],
        "valid_until": None,
    }
    about = {"person_id": str(town.person.id), "consent_id": str(consent_id)}
    elsewhere = {differs: ["quality"] if differs == "purposes" else str(new_id())} if differs else {}
    continued = {**about, **covered, **elsewhere, "by_consent_id": str(narrower)}
    await hear(town.running, "parcours.consent.continued.v1", **continued)
    await hear(town.running, "parcours.consent.superseded.v1", **about)
    seen = await town.receiver.read(referral_id)
    assert shown(seen) == ([] if differs else ["housing"])
    assert hidden(seen)["identity"] == "ground_ended"
    assert seen["state"] == "on_hold"
    await hear(town.running, "parcours.consent.withdrawn.v1", **about | {"consent_id": str(narrower)})
    assert shown(await town.receiver.read(referral_id)) == []


async def test_what_rests_on_another_ground_stays_and_the_referral_waits_for_its_sender(town: Town) -> None:
    town.person.consents[Category.HOUSING] = new_id()
    referral_id = await town.brought_to([Move.ACCEPT])
    await withdraw_consent(town, Category.HOUSING)
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), hidden(seen)) == (["identity"], {"housing": "consent_withdrawn"})
    assert seen["state"] == "on_hold"
    assert seen["note"] == "Quiet, afraid of dogs."


async def test_the_sender_resumes_with_a_new_ground_where_it_was_held(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    await withdraw_consent(town)
    by_the_receiver = await town.receiver.move(referral_id, *BODIES[Move.RESUME])
    assert (by_the_receiver.status, by_the_receiver.json()["state"]) == (409, "on_hold")
    without_a_ground = await town.sender.move(referral_id, *BODIES[Move.RESUME])
    assert (without_a_ground.status, without_a_ground.json()["type"]) == (409, "/problems/no-ground")

    town.person.consents = {Category.IDENTITY: new_id()}
    resumed = await town.make(town.sender, referral_id, Move.RESUME)
    assert resumed["state"] == "accepted"
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), hidden(seen)) == (["identity"], {"housing": "consent_withdrawn"})


async def test_a_new_snapshot_takes_the_place_of_the_old_one(town: Town) -> None:
    town.person.consents[Category.HOUSING] = new_id()
    referral_id = await town.brought_to([Move.ACCEPT])
    await withdraw_consent(town, Category.HOUSING)
    town.person.name = "Another Name"
    await town.make(town.sender, referral_id, Move.RESUME)
    seen = await town.receiver.read(referral_id)
    assert [one["content"]["name"] for one in seen["disclosure"]["shown"]] == ["Another Name"]


async def test_an_ended_referral_is_emptied_and_cannot_be_reopened_without_a_ground(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY)
    await withdraw_consent(town)
    seen = await town.receiver.read(referral_id)
    assert (seen["state"], shown(seen)) == ("completed", [])
    refused = await town.receiver.move(referral_id, *BODIES[Move.REOPEN])
    assert (refused.status, refused.json()["type"]) == (409, "/problems/no-ground")


async def test_a_draft_is_left_alone(town: Town) -> None:
    draft = await town.draft()
    await withdraw_consent(town)
    assert (await town.sender.read(draft["id"]))["state"] == "draft"


async def test_the_same_end_heard_twice_moves_once(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    consent_id = str(town.person.consents[Category.HOUSING])
    for _ in range(2):
        await hear(town.running, "parcours.consent.withdrawn.v1", consent_id=consent_id)
    history = [line["move"] for line in (await town.receiver.read(referral_id))["history"]]
    assert history.count("pause") == 1


async def test_a_consent_that_ends_while_the_referral_is_being_sent_stops_the_sending(town: Town) -> None:
    draft = await town.draft()
    town.running.cases.meanwhile = lambda: withdraw_consent(town)
    try:
        refused = await town.sender.move(draft["id"], "sending")
    finally:
        town.running.cases.meanwhile = None
    assert (refused.status, refused.json()["type"]) == (409, "/problems/ground-just-ended")
    assert (await town.sender.read(draft["id"]))["state"] == "draft"


async def test_many_sendings_and_one_withdrawal_leave_nothing_to_be_seen(town: Town) -> None:
    drafts = [(await town.draft(need={"category": "housing", "term": str(n)}))["id"] for n in range(12)]
    sendings = [town.sender.move(draft, "sending") for draft in drafts]
    answers = await asyncio.gather(*sendings[:6], withdraw_consent(town), *sendings[6:])
    assert {answer.status for answer in answers if answer is not None} <= {200, 409}
    for draft in drafts:
        seen = await town.sender.read(draft)
        assert shown(seen) == [], seen["state"]
        assert seen["state"] in {"draft", "on_hold"}


async def test_on_what_a_referral_travelled_is_told_with_it(town: Town, referrals_owner: Database) -> None:
    referral_id = await town.brought_to([])
    async with referrals_owner.work(town.sender.actor) as work:
        told = await work.row(TRAVELLED, id=referral_id)
    assert told is not None
    assert told["data"].pop("travelled_at") is not None
    grounds = sorted({str(one) for one in town.person.consents.values()})
    assert told["data"] == {
        "referral_id": str(referral_id),
        "person_id": str(town.person.id),
        "municipality_id": str(town.person.municipality_id),
        "sender_agency_id": str(town.sender.actor.agency_id),
        "receiver_agency_id": str(town.receiver.actor.agency_id),
        "receiver_sector": town.receiver.actor.sector,
        "purpose": town.sender.actor.purpose,
        "ground_ids": grounds,
        "ground_kinds": ["consent"] * len(grounds),
        "categories": ["housing", "identity"],
    }


async def test_what_travelled_on_a_consent_that_was_replaced_is_gone(town: Town) -> None:
    referral_id = await town.brought_to([])
    consent_id = str(town.person.consents[Category.HOUSING])
    await hear(town.running, "parcours.consent.superseded.v1", person_id=str(town.person.id), consent_id=consent_id)
    seen = await town.receiver.read(referral_id)
    assert (seen["state"], hidden(seen)["housing"]) == ("on_hold", "ground_ended")
