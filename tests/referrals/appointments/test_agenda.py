"""What a worker has agreed on, over all referrals: listed for their day, and told to a calendar as times alone."""

from typing import Any
from urllib.parse import quote

import pytest
from icalendar import Calendar

from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from tests.referrals.appointments.test_appointments import LOOKS, act, proposed
from tests.referrals.worlds import Caller, Town

pytestmark = pytest.mark.anyio

AGENDA = "/v1/appointments"


async def meets(town: Town, *days: int) -> list[dict[str, Any]]:
    """The receiver's own worker meets somebody in so many days."""
    referral_id = await town.brought_to([Move.ACCEPT])
    made = []
    for one_day in days:
        one = await proposed(town, referral_id, one_day, worker_id=str(town.receiver.actor.subject))
        at = one["slots"][0]["starts_at"]
        made.append(await act(town.receiver, one, "confirmation", starts_at=at, agreed_by="person"))
    return made


async def listed(caller: Caller, **asked: str) -> list[str]:
    """Their ids, page by page."""
    found: list[str] = []
    following = ""
    while True:
        query = "&".join(f"{name}={quote(value)}" for name, value in asked.items())
        answer = await caller.get(f"{AGENDA}?limit=1&{query}{following}")
        assert answer.status == 200, answer.body
        found += [one["id"] for one in answer.json()["items"]]
        if answer.json()["next"] is None:
            return found
        following = f"&after={answer.json()['next']}"


async def test_a_day_is_listed_in_the_order_of_time_for_the_agency_of_the_worker_alone(
    town: Town, referrals_owner: Database
) -> None:
    late, soon, off = await meets(town, 9, 2, 5)
    await act(town.sender, off, "cancellation", reason="person_unavailable")
    await proposed(town, soon["referral_id"], 3, worker_id=str(town.receiver.actor.subject))
    worker = str(town.receiver.actor.subject)
    assert await listed(town.receiver) == [soon["id"], off["id"], late["id"]], "what is only offered has no time"
    assert await listed(town.receiver, until=late["starts_at"]) == [soon["id"], off["id"]]
    assert await listed(town.receiver, since=off["starts_at"], until=late["starts_at"]) == [off["id"]]
    system = town.system_of(town.receiver)
    assert await listed(system, worker_id=worker) == [soon["id"], off["id"], late["id"]]
    for elsewhere in (town.sender, town.stranger):
        assert await listed(elsewhere, worker_id=worker) == []
    async with referrals_owner.work(town.sender.actor) as work:
        looks = [row for row in await work.rows(LOOKS, person_id=town.person.id) if row["operation"].startswith("list")]
    assert [(row["operation"], row["act"]) for row in looks] == [
        ("list the appointments of a worker", "search_hit")
    ] * 9


async def test_a_calendar_of_all_is_times_alone_and_is_no_look(town: Town, referrals_owner: Database) -> None:
    one, off = await meets(town, 1, 4)
    await act(town.receiver, off, "cancellation", reason="worker_absent")
    async with referrals_owner.work(town.sender.actor) as work:
        before = len(await work.rows(LOOKS, person_id=town.person.id))
    answer = await town.receiver.get(f"{AGENDA}/calendar")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(answer.body).walk("VEVENT")
    assert {event["uid"]: event["status"] for event in events} == {one["id"]: "CONFIRMED", off["id"]: "CANCELLED"}
    for told in (one["place"], one["referral_id"], str(town.person.id), str(town.sender.actor.agency_id)):
        assert told.encode() not in answer.body
    empty = await town.stranger.get(f"{AGENDA}/calendar?worker_id={town.receiver.actor.subject}")
    assert Calendar.from_ical(empty.body).walk("VEVENT") == []
    async with referrals_owner.work(town.sender.actor) as work:
        assert len(await work.rows(LOOKS, person_id=town.person.id)) == before


async def test_what_cannot_be_asked_is_pointed_at(town: Town) -> None:
    system = town.system_of(town.receiver)
    for path in (AGENDA, f"{AGENDA}/calendar"):
        nobody = await system.get(path)
        assert (nobody.status, nobody.json()["errors"][0]["pointer"]) == (422, "#/query/worker_id")
    for query, pointer in (
        ("since=2027-01-02T00:00:00Z&until=2027-01-01T00:00:00Z", "#/query/until"),
        ("since=2027-01-02", "#/query/since"),
        ("since=0001-01-01T00:00:00%2B14:00", "#/query/since"),
        ("until=9999-12-31T23:59:59-14:00", "#/query/until"),
        ("after=WzFd", "#/query/after"),
    ):
        refused = await town.receiver.get(f"{AGENDA}?{query}")
        assert (refused.status, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.body
