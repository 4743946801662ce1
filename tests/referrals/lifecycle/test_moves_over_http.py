"""Every move of the table by its noun, and what each side is told."""

from datetime import timedelta

import pytest

from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move
from shared.identifiers import new_id
from tests.referrals.worlds import BODIES, ON_THE_WAY, MovableClock, Town

pytestmark = pytest.mark.anyio


async def test_the_moves_that_are_announced_are_those_that_work(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    announced = (await town.receiver.get(f"/v1/referrals/{referral_id}/moves")).json()
    assert announced["state"] == "received"
    assert [one["move"] for one in announced["moves"]] == ["ask", "accept", "waitlist", "offer_alternative", "decline"]
    for one in announced["moves"]:
        assert one["path"] == f"/v1/referrals/{referral_id}/{BODIES.get(Move(one['move']), ('alternative',))[0]}"
    decline = announced["moves"][-1]
    assert decline["needs"] == ["reason"]
    assert {"reason": "no_capacity", "label": "No free place"} in decline["reasons"]


async def test_words_come_in_the_callers_language(town: Town) -> None:
    referral_id = await town.sent()
    seen = await town.receiver.read(referral_id, {"accept-language": "fr-FR,fr;q=0.9"})
    assert seen["state_label"] == "Reçue"
    assert seen["next_action_by_label"] == "Organisme destinataire"


async def test_a_question_goes_to_the_sender_and_its_answer_back_to_where_it_was_asked(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE, Move.ACCEPT])
    asked = await town.make(town.receiver, referral_id, Move.ASK)
    assert (asked["state"], asked["next_action_by"]) == ("information_requested", "sender")
    answered = await town.make(town.sender, referral_id, Move.ANSWER)
    assert answered["state"] == "accepted"
    messages = (await town.receiver.read(referral_id))["messages"]
    assert [(one["kind"], one["text"]) for one in messages] == [
        ("question", "On which floor?"),
        ("answer", "The second."),
    ]


async def test_a_referral_waits_is_paused_and_resumed(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    waiting = await town.make(town.receiver, referral_id, Move.WAITLIST)
    assert waiting["progress"]["waiting"]["rule_version"] == 0
    await town.make(town.receiver, referral_id, Move.ACCEPT)
    await town.make(town.receiver, referral_id, Move.START)
    paused = await town.make(town.receiver, referral_id, Move.PAUSE)
    assert paused["progress"]["reason_label"] == "The person is unavailable"
    assert paused["progress"]["review_on"] == "2030-01-01"
    resumed = await town.make(town.receiver, referral_id, Move.RESUME)
    assert resumed["state"] == "in_progress"
    assert "review_on" not in resumed["progress"]


async def test_a_no_says_what_it_was_about(town: Town) -> None:
    referral_id = await town.sent()
    declined = await town.make(town.receiver, referral_id, Move.DECLINE)
    assert declined["progress"]["decline_kind"] == "capacity"
    wrong = await town.receiver.move(referral_id, "decline", {"reason": "died"})
    assert wrong.status == 409
    another = await town.sent()
    wrong = await town.receiver.move(another, "decline", {"reason": "died"})
    assert (wrong.status, wrong.json()["errors"][0]["pointer"]) == (422, "#/reason")


async def test_the_alternative_that_is_taken_is_a_new_draft_for_the_same_need(town: Town) -> None:
    elsewhere = town.somebody()
    other_listing = await town.open_listing(elsewhere)
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    await town.make(town.receiver, referral_id, Move.OFFER_ALTERNATIVE, listing_id=str(other_listing))
    taken = await town.sender.move(referral_id, "alternative/acceptance")
    assert (taken.status, taken.json()["state"]) == (200, "redirected")

    following = await town.sender.read(taken.json()["progress"]["redirected_to_id"])
    assert (following["state"], following["follows_id"]) == ("draft", referral_id)
    assert following["listing"]["id"] == str(other_listing)
    assert following["receiver"]["agency_id"] == str(elsewhere.actor.agency_id)
    assert (following["need"], following["note"]) == (
        {"category": "housing", "term": "emergency-shelter"},
        "Quiet, afraid of dogs.",
    )
    seen_by_the_first = await town.receiver.read(referral_id)
    assert "redirected_to_id" not in seen_by_the_first["progress"], "where it goes now is not the first receiver's"
    assert (await town.receiver.get(f"/v1/referrals/{following['id']}")).status == 404


async def test_the_alternative_that_is_rejected_leaves_the_referral_where_it_was(town: Town) -> None:
    other_listing = await town.open_listing(town.somebody())
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    await town.make(town.receiver, referral_id, Move.OFFER_ALTERNATIVE, listing_id=str(other_listing))
    rejected = await town.make(town.sender, referral_id, Move.REJECT_ALTERNATIVE)
    assert rejected["state"] == "received"
    assert "alternative_id" not in rejected["progress"]


@pytest.mark.parametrize("offered", ["itself", "unknown"])
async def test_an_alternative_is_another_listing_that_exists(town: Town, offered: str) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    listing_id = town.listing_id if offered == "itself" else new_id()
    answer = await town.receiver.move(referral_id, "alternative", {"listing_id": str(listing_id)})
    assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, "#/listing_id")


async def test_the_first_contact_does_not_lie_in_the_future(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE, Move.ACCEPT])
    answer = await town.receiver.move(referral_id, "start", {"first_contact_at": "2999-01-01T00:00:00Z"})
    assert (answer.status, answer.json()["errors"][0]["code"]) == (422, "future")


async def test_a_mistake_that_was_sent_takes_four_eyes(town: Town) -> None:
    referral_id = await town.sent()
    await town.receiver.read(referral_id)
    noun, body = BODIES[Move.MARK_IN_ERROR]
    proposed = await town.sender.move(referral_id, noun, body)
    assert (proposed.status, proposed.json()["state"]) == (200, "received")
    assert proposed.json()["correction_proposed"]["by_id"] == str(town.sender.actor.subject)
    assert "mark_in_error" not in [one["move"] for one in proposed.json()["moves"]]

    again = await town.sender.move(referral_id, noun, body)
    assert (again.status, again.json()["type"]) == (409, "/problems/second-worker-needed")
    software = await town.system_of(town.sender).move(referral_id, noun, body)
    assert software.status == 403
    assert "correction_proposed" not in await town.receiver.read(referral_id)

    confirmed = await town.colleague_of(town.sender).move(referral_id, noun, body)
    assert (confirmed.status, confirmed.json()["state"]) == (200, "entered_in_error")
    seen = await town.receiver.read(referral_id)
    assert seen["disclosure"]["shown"] == []
    assert {one["because"] for one in seen["disclosure"]["hidden"]} == {"entered_in_error"}
    assert (seen["note"], seen["flags"]) == (None, None)


async def test_a_version_counts_only_what_its_reader_may_see(town: Town) -> None:
    draft = await town.draft()
    for version in (1, 2, 3):
        headers = {"content-type": "application/merge-patch+json", "if-match": f'"{version}"'}
        answer = await town.sender.ask("PATCH", f"/v1/referrals/{draft['id']}", {"note": str(version)}, headers)
        assert answer.headers["etag"] == f'"{version + 1}"'
    sent = await town.make(town.sender, draft["id"], Move.SEND)
    tags = []
    for act in (None, Move.MARK_IN_ERROR):
        if act is not None:
            await town.make(town.sender, draft["id"], act)
        opened = await town.receiver.get(f"/v1/referrals/{draft['id']}")
        [row] = (await town.receiver.get("/v1/inbox")).json()["items"]
        tags.append((opened.headers["etag"], opened.json()["version"], row["version"]))
    assert (sent["version"], tags) == (5, [('"2"', 2, 2)] * 2), "sent and acknowledged, and nothing else"
    assert (await town.sender.read(draft["id"]))["version"] == 7
    accepted = await town.receiver.move(draft["id"], *BODIES[Move.ACCEPT])
    assert (accepted.headers["etag"], accepted.json()["version"]) == ('"3"', 3)


async def test_a_draft_is_marked_in_error_by_one(town: Town) -> None:
    referral_id = (await town.draft())["id"]
    marked = await town.make(town.sender, referral_id, Move.MARK_IN_ERROR)
    assert marked["state"] == "entered_in_error"
    assert (await town.receiver.get(f"/v1/referrals/{referral_id}")).status == 404


async def test_either_side_reopens_within_thirty_days(town: Town, clock: MovableClock) -> None:
    referral_id = await town.brought_to(ON_THE_WAY)
    clock.ahead = timedelta(days=29)
    assert (await town.make(town.sender, referral_id, Move.REOPEN))["state"] == "in_progress"
    await town.make(town.receiver, referral_id, Move.STOP)
    clock.ahead = timedelta(days=58)
    assert (await town.make(town.receiver, referral_id, Move.REOPEN))["state"] == "in_progress"
    await town.make(town.receiver, referral_id, Move.COMPLETE)
    clock.ahead = timedelta(days=89)
    for side in (town.sender, town.receiver):
        assert (await side.move(referral_id, *BODIES[Move.REOPEN])).status == 409


async def test_a_later_referral_links_to_the_old_one(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY)
    following = await town.draft(follows_id=referral_id)
    assert following["follows_id"] == referral_id
    not_theirs = await town.sender.post("/v1/referrals", town.request(follows_id=str(new_id())))
    assert (not_theirs.status, not_theirs.json()["errors"][0]["pointer"]) == (422, "#/follows_id")


async def test_only_the_receiver_decides_and_only_whoever_may(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    by_the_sender = await town.sender.move(referral_id, *BODIES[Move.ACCEPT])
    assert by_the_sender.status == 403
    assert by_the_sender.json()["reasons"] == ["The referral was sent to the caller's agency"]
    by_intake = await town.colleague_of(town.receiver, Role.INTAKE).move(referral_id, *BODIES[Move.ACCEPT])
    assert by_intake.status == 403
    assert (await town.system_of(town.receiver).move(referral_id, *BODIES[Move.ACCEPT])).status == 200


async def test_an_agency_may_refer_to_itself(town: Town) -> None:
    own_listing = await town.open_listing(town.sender)
    referral_id = await town.sent(listing_id=str(own_listing))
    opened = await town.sender.read(referral_id)
    assert opened["state"] == "received"
    assert {"accept", "withdraw"} <= {one["move"] for one in opened["moves"]}
    for move in (Move.ACCEPT, Move.START, Move.COMPLETE, Move.REOPEN):
        await town.make(town.sender, referral_id, move)


async def test_who_made_a_move_is_named_to_their_own_agency_only(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    for side, own in ((town.sender, {"draft", "send"}), (town.receiver, {"acknowledge"})):
        history = (await side.read(referral_id))["history"]
        assert {line["move"] for line in history if line["by_id"]} == own
        assert all(line["agency_id"] for line in history)


async def test_it_is_reported_before_sending_when_a_similar_one_lives(town: Town) -> None:
    first = await town.sent()
    second = await town.draft()
    assert [one["id"] for one in second["similar"]] == [first]
    refused = await town.sender.move(second["id"], "sending")
    assert (refused.status, refused.json()["type"]) == (409, "/problems/similar-referral")
    assert [one["id"] for one in refused.json()["similar"]] == [first]
    meant = await town.sender.move(second["id"], "sending", {"despite_similar": True})
    assert meant.status == 200


async def test_other_needs_other_agencies_and_ended_referrals_are_not_similar(town: Town) -> None:
    ended = await town.sent()
    await town.make(town.sender, ended, Move.WITHDRAW)
    other_need = await town.sent(need={"category": "health"}, categories=["identity"])
    elsewhere = town.somebody()
    town.person.known_to.add(elsewhere.actor.agency_id)
    by_others = await elsewhere.post("/v1/referrals", town.request())
    assert by_others.json()["similar"] == [], "those of others are not reported"
    draft = await town.draft()
    assert draft["similar"] == [], (ended, other_need)


async def test_nothing_is_sent_that_no_ground_lets_travel(town: Town) -> None:
    draft = await town.draft(categories=[Category.HEALTH])
    assert draft["disclosure"] == {
        "may_travel": [],
        "withheld": [{"category": "health", "because": "no-consent"}],
    }
    refused = await town.sender.move(draft["id"], "sending")
    assert (refused.status, refused.json()["type"]) == (409, "/problems/no-ground")
    assert refused.json()["withheld"] == [{"category": "health", "because": "no-consent"}]
    assert (await town.sender.read(draft["id"]))["state"] == "draft"


async def test_what_may_not_travel_stays_behind_and_the_rest_travels(town: Town) -> None:
    referral_id = await town.sent(categories=["identity", "health"])
    seen = await town.receiver.read(referral_id)
    assert [one["category"] for one in seen["disclosure"]["shown"]] == ["identity"]
    assert "categories" not in seen, "the receiver does not learn what was picked and withheld"
    assert "health" not in str(seen["disclosure"])


async def test_the_sender_sees_beforehand_what_would_travel_now(town: Town) -> None:
    draft = await town.draft(categories=["identity", "health"])
    town.person.consents[Category.HEALTH] = new_id()
    preview = (await town.sender.get(f"/v1/referrals/{draft['id']}/disclosure")).json()
    assert [one["category"] for one in preview["may_travel"]] == ["identity", "health"]
    assert preview["withheld"] == []


async def test_a_listing_that_closed_meanwhile_gets_no_referral(town: Town) -> None:
    draft = await town.draft()
    await town.close_listing()
    refused = await town.sender.move(draft["id"], "sending")
    assert (refused.status, refused.json()["type"]) == (409, "/problems/listing-closed")
    another = await town.sender.post("/v1/referrals", town.request())
    assert (another.status, another.json()["errors"][0]["code"]) == (422, "takes_no_referrals")
