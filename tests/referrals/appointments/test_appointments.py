"""Appointments of a referral, asked for as agencies ask."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from services.referrals.appointments.subscriptions import ENDED_REFERRALS
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.referrals.worlds import Caller, MovableClock, Town

pytestmark = pytest.mark.anyio

TOLD = Statement("""
    SELECT id, type, about, at, data FROM journal WHERE about = :referral_id AND type LIKE :types ORDER BY position
""")
LOOKS = Statement("SELECT operation, act FROM access_log WHERE person_id = :person_id ORDER BY at, id")
ALL = Statement("SELECT id FROM appointment")
FORGE = Statement("UPDATE appointment SET place = 'elsewhere', changed_by_agency_id = :agency_id WHERE id = :id")
CAME: dict[str, Any] = {"attendance": "came"}
MISSED: dict[str, Any] = {"attendance": "did_not_come", "reason": "no_transport"}


@pytest.fixture
async def received(town: Town) -> str:
    return await town.brought_to([Move.ACCEPT])


def slots(clock: MovableClock, *days: int) -> list[dict[str, str]]:
    at = [clock() + timedelta(days=one) for one in days]
    return [{"starts_at": one.isoformat(), "ends_at": (one + timedelta(minutes=45)).isoformat()} for one in at]


async def proposed(town: Town, referral_id: str, *days: int, **other: Any) -> dict[str, Any]:
    offer = {"slots": slots(town.running.clock, *(days or (1, 2))), "place": "Reception, ground floor", **other}
    answer = await town.receiver.post(f"/v1/referrals/{referral_id}/appointments", offer)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json()
    return made


def path(one: Mapping[str, Any]) -> str:
    return f"/v1/referrals/{one['referral_id']}/appointments/{one['id']}"


async def act(caller: Caller, one: Mapping[str, Any], noun: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = await caller.post(f"{path(one)}/{noun}", body)
    assert answer.status == status, answer.body
    told: dict[str, Any] = answer.json()
    return told


async def agreed(town: Town, referral_id: str) -> dict[str, Any]:
    one = await proposed(town, referral_id)
    return await act(town.sender, one, "confirmation", starts_at=one["slots"][0]["starts_at"], agreed_by="person")


async def told(owner: Database, town: Town, referral_id: str) -> list[str]:
    async with owner.work(town.sender.actor) as work:
        rows = await work.rows(TOLD, referral_id=UUID(referral_id), types="parcours.appointment.%")
    return [row["type"].split(".")[2] for row in rows]


async def test_it_is_offered_agreed_through_the_sender_moved_and_kept(
    town: Town, received: str, clock: MovableClock, referrals_owner: Database
) -> None:
    one = await proposed(town, received, worker_id=str(town.receiver.actor.subject))
    assert (one["state"], len(one["slots"]), one["starts_at"]) == ("proposed", 2, None)
    assert one["worker_id"] == str(town.receiver.actor.subject)
    second = one["slots"][1]["starts_at"]
    confirmed = await act(town.sender, one, "confirmation", starts_at=second, agreed_by="representative")
    assert (confirmed["state"], confirmed["starts_at"], confirmed["worker_id"]) == ("confirmed", second, None)
    assert (await act(town.sender, one, "confirmation", 409, starts_at=second, agreed_by="person"))["state"]
    again = await act(town.receiver, one, "rescheduling", slots=slots(clock, 3))
    assert (again["state"], again["starts_at"], again["place"]) == ("proposed", None, "")
    third = again["slots"][0]["starts_at"]
    await act(town.receiver, one, "confirmation", starts_at=third, agreed_by="person")
    await act(town.receiver, one, "attendance", 422, **CAME)
    clock.ahead = timedelta(days=4)
    late = await act(town.receiver, one, "attendance", attendance="came_late", reason="no_transport")
    assert (late["state"], late["attendance_label"]) == ("over", "Came late")
    assert await told(referrals_owner, town, received) == ["proposed", "confirmed", "moved", "confirmed", "kept"]


async def test_who_did_not_come_is_told_as_missed_and_the_later_word_holds(
    town: Town, received: str, clock: MovableClock, referrals_owner: Database
) -> None:
    one = await agreed(town, received)
    clock.ahead = timedelta(days=2)
    await act(town.receiver, one, "attendance", **MISSED)
    assert (await town.receiver.get(path(one))).json()["attendance_because"] == "no_transport"
    await act(town.receiver, one, "attendance", attendance="did_not_come", reason="ill")
    await act(town.receiver, one, "attendance", **CAME)
    assert (await told(referrals_owner, town, received))[-3:] == ["confirmed", "missed", "kept"], "each word once"


async def test_each_side_does_what_is_its_own(town: Town, received: str, clock: MovableClock) -> None:
    one = await agreed(town, received)
    offer = {"slots": slots(clock, 5)}
    assert (await town.sender.post(f"/v1/referrals/{received}/appointments", offer)).status == 403
    for noun, body in (("rescheduling", offer), ("attendance", CAME)):
        await act(town.sender, one, noun, 403, **body)
    officer = town.colleague_of(town.receiver, Role.PRIVACY_OFFICER)
    assert (await officer.get(path(one))).status == 200
    await act(officer, one, "cancellation", 403, reason="safety")
    await act(town.sender, one, "cancellation", 422, reason="referral_ended")
    off = await act(town.sender, one, "cancellation", reason="person_unavailable")
    assert (off["state"], off["cancelled_because_label"]) == ("cancelled", "The person cannot come")
    await act(town.receiver, one, "cancellation", 409, reason="safety")


async def test_who_may_not_see_the_referral_is_answered_as_if_nothing_were_there(
    town: Town, received: str, referrals_database: Database
) -> None:
    one, other = await agreed(town, received), await town.brought_to([Move.ACCEPT], need={"category": "social"})
    invented = {"referral_id": str(new_id()), "id": str(new_id())}
    not_there = await town.stranger.get(path(invented))
    for somewhere in (path(one), f"{path(one)}/calendar"):
        answer = await town.stranger.get(somewhere)
        assert (answer.status, answer.body) == (not_there.status, not_there.body) == (404, answer.body)
    assert (await town.receiver.get(path({"referral_id": other, "id": one["id"]}))).status == 404
    async with referrals_database.work(town.stranger.actor) as work:
        assert await work.rows(ALL) == [], "the second lock"
    with pytest.raises(Exception, match="row-level security"):
        async with referrals_database.work(town.sender.actor) as work:
            await work.run(FORGE, id=UUID(one["id"]), agency_id=town.receiver.actor.agency_id)


async def test_nothing_is_arranged_before_it_was_received_or_with_a_stranger(town: Town, clock: MovableClock) -> None:
    sent = await town.sent()
    offer = {"slots": slots(clock, 1)}
    early = await town.receiver.post(f"/v1/referrals/{sent}/appointments", offer, {"accept-language": "fr"})
    assert (early.status, early.json()["type"], early.json()["state"]) == (409, "/problems/no-appointments-now", "sent")
    await town.make(town.receiver, sent, Move.ACKNOWLEDGE)
    nobody = offer | {"worker_id": str(town.stranger.actor.subject)}
    answer = await town.receiver.post(f"/v1/referrals/{sent}/appointments", nobody)
    assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, "#/worker_id")


async def test_a_retry_proposes_once_and_each_page_is_a_look(
    town: Town, received: str, clock: MovableClock, referrals_owner: Database
) -> None:
    offer, key = {"slots": slots(clock, 1)}, {"idempotency-key": "double click"}
    made = [await town.receiver.post(f"/v1/referrals/{received}/appointments", offer, key) for _ in range(2)]
    assert made[0].json() == made[1].json()
    assert made[0].headers["location"] == path(made[0].json())
    await proposed(town, received)
    first = (await town.sender.get(f"/v1/referrals/{received}/appointments?limit=1")).json()
    rest = (await town.sender.get(f"/v1/referrals/{received}/appointments?limit=1&after={first['next']}")).json()
    assert first["items"][0]["id"] == made[0].json()["id"] != rest["items"][0]["id"]
    assert rest["next"] is None
    async with referrals_owner.work(town.sender.actor) as work:
        looks = [row["operation"] for row in await work.rows(LOOKS, person_id=town.person.id)]
    assert looks.count("see the appointments of a referral") == 2


async def test_a_calendar_gets_the_time_once_there_is_one(town: Town, received: str) -> None:
    one = await proposed(town, received)
    assert (await town.sender.get(f"{path(one)}/calendar")).status == 409
    await act(town.sender, one, "confirmation", starts_at=one["slots"][0]["starts_at"], agreed_by="person")
    answer = await town.sender.get(f"{path(one)}/calendar", {"accept-language": "fr"})
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    [event] = Calendar.from_ical(answer.body).walk("VEVENT")
    assert event["summary"] == "Rendez-vous"
    assert b"Reception" not in answer.body


async def test_what_was_to_come_ends_with_its_referral_and_what_has_been_does_not(
    town: Town, received: str, clock: MovableClock, referrals_owner: Database, referrals_database: Database
) -> None:
    past, coming, offered = await agreed(town, received), await agreed(town, received), await proposed(town, received)
    await act(town.receiver, coming, "rescheduling", slots=slots(clock, 9))
    clock.ahead = timedelta(days=2)
    await town.make(town.sender, received, Move.WITHDRAW)
    async with referrals_owner.work(town.sender.actor) as work:
        [row] = await work.rows(TOLD, referral_id=UUID(received), types="parcours.referral.withdrawn.v1")
    for _ in range(2):
        async with referrals_database.work(TaskActor(ENDED_REFERRALS.name)) as work:
            await ENDED_REFERRALS.handle(work, Told(row["id"], row["type"], row["about"], row["at"], row["data"]))
    states = [(await town.sender.get(path(one))).json() for one in (past, coming, offered)]
    assert [one["state"] for one in states] == ["confirmed", "cancelled", "cancelled"]
    assert states[1]["cancelled_because"] == "referral_ended"
    assert (await told(referrals_owner, town, received)).count("cancelled") == 2, "each once"
    assert (await act(town.receiver, past, "attendance", **MISSED))["state"] == "over", (
        "what has been can still be said"
    )
