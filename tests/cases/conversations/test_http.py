"""Threads and messages as they are asked over HTTP."""

from typing import Any

import httpx
import pytest

from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors

SAID = {"text": "Could somebody call him before May?", "urgent": True}


def pointers(answer: httpx.Response) -> list[str]:
    return [one["pointer"] for one in answer.json()["errors"]]


@pytest.fixture
async def case_id(doors: Doors) -> str:
    """A case with the lead and the adviser on its team."""
    await doors.share("identity", "social", "housing")
    case_id: str = (await doors.case())["id"]
    await doors.joins(case_id, doors.adviser)
    return case_id


def a_thread(case_id: str, **more: Any) -> dict[str, Any]:
    return {"case_id": case_id, "category": "housing", "subject": "Who talks to the landlord?", "message": SAID, **more}


async def test_a_thread_is_started_answered_read_closed_and_reopened(doors: Doors, case_id: str) -> None:
    started = await doors.lead.post("/v1/threads", a_thread(case_id))
    assert (started.status_code, started.headers["ETag"]) == (201, '"1"')
    path = started.headers["Location"]
    thread = started.json()
    assert path == f"/v1/threads/{thread['id']}"
    assert (thread["unread"], thread["urgent"], thread["state"]) == (0, False, "open")
    assert "Decision-Id" in started.headers

    [listed] = (await doors.adviser.get(f"/v1/threads?case_id={case_id}")).json()["items"]
    assert (listed["id"], listed["unread"], listed["urgent"]) == (thread["id"], 1, True)
    answered = await doors.adviser.post(f"{path}/messages", {"text": "I call him on Thursday."})
    assert answered.status_code == 201
    where, message = answered.headers["Location"], answered.json()
    assert where == f"{path}/messages/{message['id']}"
    assert (await doors.lead.get(where)).json() == message
    assert (message["category"], message["retraction"]) == ("housing", None)

    read = await doors.lead.post(f"{path}/read", {"message_id": message["id"]})
    assert (read.status_code, read.json()["unread"], read.headers["ETag"]) == (200, 0, '"1"')
    closed = await doors.lead.post(f"{path}/closure", None)
    assert (closed.status_code, closed.json()["state"], closed.headers["ETag"]) == (200, "closed", '"2"')
    late = await doors.adviser.post(f"{path}/messages", {"text": "Too late"}, Accept_Language="fr")
    assert (late.status_code, late.json()["detail"], late.json()["state"]) == (409, "Le fil est clos.", "closed")
    assert (await doors.lead.get(f"/v1/threads?case_id={case_id}&state=open")).json()["items"] == []
    refused = await doors.adviser.post(f"{path}/reopening", None)
    assert (refused.status_code, bool(refused.json()["reasons"])) == (403, True)
    assert (await doors.lead.post(f"{path}/reopening", None)).json()["state"] == "open"


async def test_a_message_is_corrected_and_retracted(doors: Doors, case_id: str) -> None:
    thread = await doors.lead.made("/v1/threads", a_thread(case_id))
    where = f"/v1/threads/{thread['id']}/messages"
    message = await doors.adviser.made(where, {"text": "Thursday"})
    path = f"{where}/{message['id']}"
    assert (await doors.adviser.ask("PATCH", path, {"text": "Friday"})).status_code == 428
    assert (await doors.adviser.ask("PATCH", path, {"text": "Friday"}, If_Match='"3"')).status_code == 412
    assert (await doors.lead.ask("PATCH", path, {"text": "Friday"}, If_Match='"1"')).status_code == 403
    corrected = await doors.adviser.ask("PATCH", path, {"text": "Friday"}, If_Match='"1"')
    assert (corrected.status_code, corrected.headers["ETag"], corrected.json()["text"]) == (200, '"2"', "Friday")
    [earlier] = (await doors.lead.get(f"{path}/versions")).json()["items"]
    assert earlier["content"] == {"text": "Thursday", "urgent": False}

    retracted = await doors.adviser.post(f"{path}/retraction", {"reason": "wrong_person"})
    assert (retracted.status_code, retracted.json()["text"]) == (200, None)
    line = (await doors.lead.get(where)).json()["items"][-1]
    assert (line["id"], line["text"], line["retraction"]["reason"]) == (message["id"], None, "wrong_person")
    assert (await doors.lead.get(f"{path}/versions")).status_code == 403
    said = [one["content"]["text"] for one in (await doors.adviser.get(f"{path}/versions")).json()["items"]]
    assert said == ["Thursday", "Friday"]
    assert (await doors.adviser.post(f"{path}/retraction", {"reason": "wrong_person"})).status_code == 409


async def test_a_changed_thread_keeps_its_earlier_subject(doors: Doors, case_id: str) -> None:
    path = f"/v1/threads/{(await doors.lead.made('/v1/threads', a_thread(case_id)))['id']}"
    changed = await doors.lead.ask("PATCH", path, {"subject": "Who talked to him?"}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    [earlier] = (await doors.adviser.get(f"{path}/versions")).json()["items"]
    assert earlier["content"]["subject"] == "Who talks to the landlord?"


async def test_the_same_key_writes_once(doors: Doors, case_id: str) -> None:
    key = new_id().hex
    threads = [await doors.lead.post("/v1/threads", a_thread(case_id), Idempotency_Key=key) for _ in range(2)]
    assert threads[0].json()["id"] == threads[1].json()["id"]
    where = f"{threads[0].headers['Location']}/messages"
    messages = [await doors.lead.post(where, {"text": "Once"}, Idempotency_Key=key) for _ in range(2)]
    assert messages[0].json() == messages[1].json()
    assert len((await doors.lead.get(where)).json()["items"]) == 2
    assert (await doors.lead.post(where, {"text": "Twice"}, Idempotency_Key=key)).status_code == 422
    path = f"{messages[0].headers['Location']}/retraction"
    for _ in range(2):
        answer = await doors.lead.post(path, {"reason": "not_true"}, Idempotency_Key=key)
        assert (answer.status_code, answer.json()["version"]) == (200, 2)


async def test_lists_continue_page_by_page(doors: Doors, case_id: str) -> None:
    made = [(await doors.lead.made("/v1/threads", a_thread(case_id)))["id"] for _ in range(3)]
    where = f"/v1/threads/{made[0]}/messages"
    for text in ("Second", "Third"):
        await doors.lead.made(where, {"text": text})
    assert await _pages(doors.adviser, f"/v1/threads?case_id={case_id}", "id") == [made[0], made[2], made[1]]
    said = [SAID["text"], "Second", "Third"]
    assert await _pages(doors.adviser, f"{where}?", "text") == said
    assert await _pages(doors.adviser, f"{where}?order=newest_first", "text") == said[::-1]
    assert (await doors.lead.get(f"{where}?after=nonsense")).status_code == 422


async def _pages(desk: Desk, path: str, name: str) -> list[str]:
    found: list[str] = []
    following: str | None = f"{path}&limit=1"
    while following:
        answer = await desk.get(following)
        found += [one[name] for one in answer.json()["items"]]
        after = answer.json()["next"]
        assert (after is None) == ("Link" not in answer.headers)
        following = after and f"{path}&limit=1&after={after}"
    return found


async def test_bad_input_is_pointed_at_and_changes_nothing(doors: Doors, case_id: str) -> None:
    thread = await doors.lead.made("/v1/threads", a_thread(case_id))
    path = f"/v1/threads/{thread['id']}"
    refused: list[tuple[str, str, Any, str]] = [
        ("POST", "/v1/threads", a_thread(case_id, referral_id=str(new_id())), "#"),
        ("POST", "/v1/threads", {**a_thread(case_id), "case_id": None}, "#"),
        ("POST", "/v1/threads", a_thread(case_id, subject=""), "#/subject"),
        ("POST", "/v1/threads", a_thread(case_id, message={"text": ""}), "#/message/text"),
        ("POST", "/v1/threads", a_thread(case_id, person_ids=[str(new_id())]), "#/person_ids"),
        ("POST", f"{path}/messages", {"text": "A", "category": "weather"}, "#/category"),
        ("POST", f"{path}/messages", {"text": "A", "to": "everybody"}, "#/to"),
        ("POST", f"{path}/read", {}, "#/message_id"),
        ("PATCH", path, {"subject": None}, "#"),
        ("GET", "/v1/threads", None, "#/query/case_id"),
    ]
    for method, where, body, pointer in refused:
        answer = await doors.lead.ask(method, where, body, If_Match='"1"')
        assert (answer.status_code, pointers(answer)) == (422, [pointer]), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await doors.lead.get(path)).json() == thread


async def test_what_is_not_yours_and_what_is_not_there_are_the_same_answer(doors: Doors, case_id: str) -> None:
    thread = await doors.lead.made("/v1/threads", a_thread(case_id, category="health"))
    path = f"/v1/threads/{thread['id']}"
    [message] = (await doors.lead.get(f"{path}/messages")).json()["items"]
    invented = f"/v1/threads/{new_id()}"
    for ending in ("", "/versions", "/messages", f"/messages/{message['id']}", f"/messages/{message['id']}/versions"):
        answers = [await doors.adviser.get(f"{one}{ending}") for one in (path, invented)]
        assert (answers[0].status_code, answers[0].content) == (404, answers[1].content)
    for ending, body in (
        ("/messages", {"text": "Hello?"}),
        ("/read", {"message_id": message["id"]}),
        ("/closure", None),
        ("/reopening", None),
        (f"/messages/{message['id']}/retraction", {"reason": "not_true"}),
    ):
        answers = [await doors.adviser.post(f"{one}{ending}", body) for one in (path, invented)]
        assert (answers[0].status_code, answers[0].content) == (404, answers[1].content)
    assert (await doors.adviser.get(f"/v1/threads?case_id={case_id}")).json() == {"items": [], "next": None}
    stranger = await doors.agency("Mission locale", doors.adviser.agency.sector)
    for name in ("case_id", "referral_id"):
        answers = [await stranger.get(f"/v1/threads?{name}={one}") for one in (case_id, new_id())]
        assert (answers[0].status_code, answers[0].content) == (404, answers[1].content)


async def test_without_a_token_nothing_is_answered(doors: Doors) -> None:
    for path in (f"/v1/threads?case_id={new_id()}", f"/v1/threads/{new_id()}", f"/v1/threads/{new_id()}/messages"):
        assert (await doors.http.get(path)).status_code == 401
