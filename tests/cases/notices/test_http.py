"""Notices over HTTP, made by the subscription as it runs."""

import asyncio
from typing import Any
from uuid import UUID

from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors

NOTICES = "/v1/notices"


async def told(desk: Desk, many: int, **headers: str) -> dict[str, Any]:
    """The notices at a desk, once there are so many."""
    async with asyncio.timeout(10):
        while True:
            answer = await desk.get(NOTICES, **headers)
            assert answer.status_code == 200, answer.text
            listed: dict[str, Any] = answer.json()
            if len(listed["items"]) >= many:
                return listed
            await asyncio.sleep(0.05)


async def messages(doors: Doors, *texts: str) -> Desk:
    """A colleague of the lead who was told of these messages."""
    colleague = await doors.hires(doors.lead)
    case = await doors.case()
    seat = {"worker_id": str(colleague.worker.id)}
    await doors.lead.made(f"/v1/cases/{case['id']}/team", {**seat, "capacity": "social_worker"})
    first, *others = texts
    about = {"case_id": case["id"], "category": "social", "subject": "What now?"}
    thread = await doors.lead.made("/v1/threads", {**about, "message": {"text": first, "urgent": True}})
    for text in others:
        await doors.lead.made(f"/v1/threads/{thread['id']}/messages", {"text": text})
    return colleague


async def test_a_notice_says_what_happened_and_where_and_no_word_of_it(doors: Doors) -> None:
    desk = await messages(doors, "Sleeps in the car")
    listed = await told(desk, 2, accept_language="fr")
    newest, oldest = listed["items"]
    assert (newest["kind"], newest["label"], newest["urgent"]) == ("message_written", "Nouveau message", True)
    assert (newest["category"], newest["person_ids"]) == ("social", [str(doors.person_id)])
    assert (newest["by_agency_id"], newest["by_id"]) == (str(doors.lead.agency.id), str(doors.lead.worker.id))
    assert (await desk.get(newest["link"])).json()["text"] == "Sleeps in the car"
    assert oldest["kind"] == "team_joined"
    assert (await desk.get(oldest["link"])).status_code == 200
    assert (listed["unread"], listed["next"]) == (2, None)
    assert not {"car", "What"} & set(str(listed).split()), "no word of anybody"


async def test_pages_say_where_the_next_one_is(doors: Doors) -> None:
    desk = await messages(doors, "One", "Two")
    whole = [one["id"] for one in (await told(desk, 3))["items"]]
    first = await desk.get(f"{NOTICES}?limit=2")
    assert first.links["next"]["url"].startswith(f"{NOTICES}?limit=2&after=")
    second = await desk.get(first.links["next"]["url"])
    assert [one["id"] for one in first.json()["items"] + second.json()["items"]] == whole
    assert (await desk.get(f"{NOTICES}?after=nonsense")).status_code == 422


async def test_what_is_read_is_said_once_however_often_it_is_sent(doors: Doors) -> None:
    desk = await messages(doors, "One", "Two")
    newest, older, oldest = (one["id"] for one in (await told(desk, 3))["items"])
    for _ in range(2):
        answer = await desk.post(f"{NOTICES}/{newest}/read", {}, idempotency_key="read-it")
        assert (answer.status_code, answer.json()["read"], answer.json()["id"]) == (200, True, newest)
    left = await desk.post(f"{NOTICES}/read", {"notice_id": oldest})
    assert (left.status_code, left.json()) == (200, {"unread": 1})
    unread = (await desk.get(f"{NOTICES}?which=unread")).json()
    assert [one["id"] for one in unread["items"]] == [older]
    assert [one["read"] for one in (await told(desk, 3))["items"]] == [True, False, True]


async def test_somebody_elses_notice_is_as_if_it_were_not_there(doors: Doors) -> None:
    desk = await messages(doors, "One")
    [newest, _] = (await told(desk, 2))["items"]
    answers = [
        await doors.adviser.post(f"{NOTICES}/{one}/read", {}) for one in (newest["id"], UUID(int=new_id().int + 1))
    ] + [await doors.adviser.post(f"{NOTICES}/read", {"notice_id": newest["id"]})]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert (await doors.adviser.get(NOTICES)).json()["items"] == []
    assert (await desk.http.get(NOTICES)).status_code == 401
