"""A thread with the person: who starts it, who reads it, whose word is whose, and what nobody is shown."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Role, Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.own.people import Holder, invited, representative, with_a_case

pytestmark = pytest.mark.anyio

FORGETFUL = {
    table: Statement(f"SELECT * FROM {table}") for table in ("thread", "message", "earlier_version", "own_thread_read")
}
CHANGING = {
    table: Statement(f"UPDATE {table} SET municipality_id = municipality_id")
    for table in ("message", "earlier_version")
}
FORGED = Statement("""
    UPDATE message SET text = 'In the name of somebody else' WHERE account_id IS NULL
""")


async def started(by: Desk, case: str, text: str = "How are you?", **more: Any) -> str:
    body = {"case_id": case, "category": "social", "subject": "This week", "message": {"text": text}, **more}
    thread = await by.made("/v1/threads", {"with_person": True, **body})
    return str(thread["id"])


async def said(reader: Holder | Desk, thread: str) -> list[str | None]:
    path = f"/threads/{thread}/messages"
    answer = await reader.ask("GET", path if isinstance(reader, Holder) else f"/v1{path}")
    assert answer.status_code == 200, answer.text
    return [one["text"] for one in answer.json()["items"]]


async def in_team(doors: Doors, case: str, *categories: str) -> None:
    await doors.share(*(categories or ("identity", "social", "health")))
    await doors.joins(case, doors.adviser)


async def test_a_worker_starts_a_thread_with_the_person_and_they_answer_each_other(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    await in_team(doors, case)
    me = await invited(doors, person)
    thread = await started(doors.lead, case, "When may I come?")

    (seen,) = (await me.reads("/threads"))["items"]
    assert (seen["id"], seen["subject"], seen["unread"], seen["urgent"]) == (thread, "This week", 1, False)
    mine = await me.made(f"/threads/{thread}/messages", {"text": "On Thursday"})
    assert (mine["said_by"], mine["is_mine"], mine["agency"]) == ("person", True, None)
    assert (await me.reads(f"/threads/{thread}"))["unread"] == 1, "what the worker wrote; not one's own"

    for desk in (doors.lead, doors.adviser):
        (_, answer) = (await desk.get(f"/v1/threads/{thread}/messages")).json()["items"]
        assert (answer["text"], answer["said_by"], answer["worker_id"]) == ("On Thursday", "person", None)
        assert answer["agency_id"] == str(doors.lead.agency.id), "held by the agency to which they wrote"
    shown = (await doors.lead.get(f"/v1/threads/{thread}")).json()
    assert (shown["with_person"], shown["with_representatives"], shown["unread"]) == (True, False, 1)
    read = await me.ask("POST", f"/threads/{thread}/read", {"message_id": mine["id"]})
    assert (read.status_code, read.json()["unread"]) == (200, 0)


async def test_a_thread_among_workers_is_with_nobody_else(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    among_workers = await started(doors.lead, case, with_person=False)
    assert (await me.reads("/threads"))["items"] == []
    foreign = await me.ask("GET", f"/threads/{among_workers}")
    invented = await me.ask("GET", f"/threads/{new_id()}")
    assert (foreign.status_code, foreign.content) == (404, invented.content)
    for path in ("/messages", f"/messages/{new_id()}"):
        assert (await me.ask("GET", f"/threads/{among_workers}{path}")).status_code == 404
    written = await me.ask("POST", f"/threads/{among_workers}/messages", {"text": "Hello?"})
    assert written.status_code == 404
    stays = await doors.lead.ask("PATCH", f"/v1/threads/{among_workers}", {"with_person": True}, if_match='"1"')
    assert stays.status_code == 422, "whom it is with is said when it is started"


async def test_it_is_started_only_with_whom_it_would_reach(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    body = {"case_id": case, "category": "social", "subject": "This week", "message": {"text": "How are you?"}}

    async def refused(**more: Any) -> str:
        answer = await doors.lead.post("/v1/threads", {**body, **more})
        assert answer.status_code == 422, answer.text
        return str(answer.json()["errors"][0]["pointer"])

    assert await refused(with_person=True) == "#/with_person"
    await invited(doors, person)
    tie, _ = await representative(doors, person)
    assert await refused(with_relationship_ids=[str(new_id())]) == "#/with_relationship_ids"
    assert await refused(with_person=True, category="safeguarding") == "#/category"
    assert await refused(with_person=True, sensitivity="sealed") == "#/sensitivity"
    assert await refused(with_relationship_ids=[tie], sensitivity="sensitive") == "#/sensitivity"
    sealed = {"text": "Not for her", "sensitivity": "sealed"}
    assert await refused(with_person=True, message=sealed) == "#/message/sensitivity"
    french = await doors.lead.ask(
        "POST", "/v1/threads", {**body, "with_person": True, "category": "safeguarding"}, accept_language="fr"
    )
    assert "ne lui est pas montré" in french.json()["errors"][0]["message"]


async def test_what_is_withheld_from_them_is_neither_written_nor_moved_into_it(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    await invited(doors, person)
    thread = await started(doors.lead, case)
    path = f"/v1/threads/{thread}"
    (first,) = (await doors.lead.get(f"{path}/messages")).json()["items"]
    hidden = {"category": "safeguarding"}
    assert (await doors.lead.post(f"{path}/messages", {"text": "Watch out", **hidden})).status_code == 422
    assert (await doors.lead.ask("PATCH", f"{path}/messages/{first['id']}", hidden, if_match='"1"')).status_code == 422
    assert (await doors.lead.ask("PATCH", path, hidden, if_match='"1"')).status_code == 422
    assert (await doors.lead.ask("PATCH", path, {"sensitivity": "sensitive"}, if_match='"1"')).status_code == 200


async def test_a_word_is_corrected_and_taken_back_by_whose_it_is_and_by_nobody_else(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    thread = await started(doors.lead, case)
    path = f"/threads/{thread}/messages"
    mine = (await me.made(path, {"text": "On Thursday"}))["id"]
    (workers,) = [one["id"] for one in (await me.reads(path))["items"] if not one["is_mine"]]

    stale = await me.ask("PATCH", f"{path}/{mine}", {"text": "On Friday"}, if_match='"7"')
    assert stale.status_code == 412
    corrected = await me.ask("PATCH", f"{path}/{mine}", {"text": "On Friday"}, if_match='"1"')
    assert (corrected.json()["text"], corrected.headers["etag"]) == ("On Friday", '"2"')
    (earlier,) = (await doors.lead.get(f"/v1{path}/{mine}/versions")).json()["items"]
    assert (earlier["content"]["text"], earlier["written_by_id"]) == ("On Thursday", None)
    assert [one["text"] for one in (await me.reads(f"{path}/{mine}/versions"))["items"]] == ["On Thursday"]

    of_a_worker = await me.ask("PATCH", f"{path}/{workers}", {"text": "No"}, if_match='"1"')
    assert of_a_worker.status_code == 403
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR, Role.CASEWORKER)
    assert (await supervisor.post(f"/v1{path}/{mine}/retraction", {"reason": "not_true"})).status_code == 403
    assert (await doors.lead.ask("PATCH", f"/v1{path}/{mine}", {"text": "No"}, if_match='"2"')).status_code == 403

    back = await me.ask("POST", f"{path}/{mine}/retraction", {"reason": "said_too_much"})
    assert (back.status_code, back.json()["text"]) == (200, None)
    assert (await me.ask("GET", f"{path}/{mine}/versions")).status_code == 200
    assert (await supervisor.get(f"/v1{path}/{mine}/versions")).status_code == 403
    assert await said(doors.lead, thread) == ["How are you?", None]
    again = await me.ask("POST", f"{path}/{mine}/retraction", {"reason": "said_too_much"})
    assert again.status_code == 409


async def test_who_represents_somebody_sees_the_threads_that_are_with_them_and_not_where_they_come_from(
    doors: Doors,
) -> None:
    person, case = await with_a_case(doors)
    me, (tie, daughter) = await invited(doors, person), await representative(doors, person)
    for_me = await started(doors.lead, case, "Only for you")
    for_both = await started(doors.lead, case, "For both of you", with_relationship_ids=[tie])
    assert [one["id"] for one in (await me.reads("/threads"))["items"]] == [for_both, for_me]
    (seen,) = (await daughter.reads("/threads"))["items"]
    assert (seen["id"], seen["agency"]) == (for_both, None)
    assert (await daughter.ask("GET", f"/threads/{for_me}/messages")).status_code == 404
    hers = await daughter.made(f"/threads/{for_both}/messages", {"text": "I can drive"})
    heard = (await daughter.reads(f"/threads/{for_both}/messages"))["items"]
    assert [(one["text"], one["agency"]) for one in heard] == [("For both of you", None), ("I can drive", None)]
    mine = {
        one["text"]: (one["said_by"], one["is_mine"])
        for one in (await me.reads(f"/threads/{for_both}/messages"))["items"]
    }
    assert mine["I can drive"] == ("representative", False)
    assert (
        await me.ask("PATCH", f"/threads/{for_both}/messages/{hers['id']}", {"text": "No"}, if_match='"1"')
    ).status_code == 403
    shown = (await doors.lead.get(f"/v1/threads/{for_both}/messages/{hers['id']}")).json()
    assert (shown["said_by"], shown["relationship_id"]) == ("representative", tie)

    over = {"valid_until": "2026-01-01"}
    ended = await doors.lead.ask("PATCH", f"/v1/persons/{person}/relationships/{tie}", over, if_match='"1"')
    assert ended.status_code < 300, ended.text
    assert (await daughter.ask("GET", "/threads")).status_code == 403


async def test_they_are_told_and_so_are_those_who_work_with_them(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    thread = await started(doors.lead, case, "Call me", message={"text": "Call me", "urgent": True})
    told = await me.reads("/notices", accept_language="fr")
    (one,) = told["items"]
    assert (told["unread"], one["kind"], one["thread_id"], one["urgent"]) == (1, "message_written", thread, True)
    assert one["in_words"] == "Quelqu'un a écrit dans un fil auquel vous participez."
    assert "Call me" not in str(told)
    assert (await me.ask("POST", "/notices/read", {"up_to": one["at"]})).status_code == 204
    after = await me.reads("/notices")
    assert (after["unread"], after["items"][0]["read"]) == (0, True)
    await me.made(f"/threads/{thread}/messages", {"text": "I need help today", "urgent": True})
    assert (await me.reads("/notices"))["unread"] == 0, "not of what one wrote oneself"
    waits = (await doors.lead.get("/v1/tasks")).json()["items"]
    assert [(task["kind"], task["case_id"]) for task in waits if task["kind"] == "message"] == [("message", case)]


async def test_each_look_is_logged_with_what_it_showed(doors: Doors, served: dict[str, ServiceDatabase]) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    thread = await started(doors.lead, case, category="health")
    for path in ("/threads", f"/threads/{thread}", f"/threads/{thread}/messages", "/notices"):
        await me.reads(path)
    connection = await asyncpg.connect(served["cases"].owner_url)
    rows = await connection.fetch(
        "SELECT operation, categories FROM cases.access_log WHERE subject_id = $1 ORDER BY at, id", me.account_id
    )
    await connection.close()
    assert [(row["operation"], row["categories"]) for row in rows] == [
        ("list-own-threads", ["health"]),
        ("read-own-thread", ["health"]),
        ("list-own-messages", ["health"]),
        ("list-own-notices", ["health"]),
    ]


async def test_a_retry_writes_once_and_nobody_writes_where_it_is_closed(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    thread = await started(doors.lead, case)
    once = {"idempotency_key": "on my way"}
    first = await me.made(f"/threads/{thread}/messages", {"text": "Yes"}, **once)
    assert (await me.made(f"/threads/{thread}/messages", {"text": "Yes"}, **once))["id"] == first["id"]
    assert (await doors.lead.post(f"/v1/threads/{thread}/closure", {})).status_code == 200
    late = await me.ask("POST", f"/threads/{thread}/messages", {"text": "Too late?"}, accept_language="fr")
    assert (late.status_code, late.json()["detail"]) == (409, "Le fil est clos.")
    assert await said(me, thread) == ["How are you?", "Yes"]


async def pages(me: Holder, path: str) -> Sequence[str]:
    seen: list[str] = []
    answer = await me.reads(f"{path}?limit=1")
    while True:
        seen += [one["id"] for one in answer["items"]]
        if answer["next"] is None:
            return seen
        answer = await me.reads(f"{path}?limit=1&after={answer['next']}")


async def test_lists_are_read_page_by_page(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    threads = [await started(doors.lead, case) for _ in range(3)]
    await me.made(f"/threads/{threads[0]}/messages", {"text": "Yes"})
    assert await pages(me, "/threads") == [threads[0], threads[2], threads[1]]
    assert len(await pages(me, f"/threads/{threads[0]}/messages")) == 2
    assert len(await pages(me, "/notices")) == 3
    newest = (await me.reads(f"/threads/{threads[0]}/messages?order=newest_first"))["items"]
    assert [one["is_mine"] for one in newest] == [True, False]
    assert (await me.ask("GET", f"/threads/{threads[0]}/messages?after=WyJhIl0")).status_code == 422


async def test_row_security_shows_an_account_only_what_is_with_it_even_when_a_statement_forgets(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await with_a_case(doors)
    me, (tie, daughter) = await invited(doors, person), await representative(doors, person)
    await started(doors.lead, case, with_person=False)
    for_me = await started(doors.lead, case, "Only for you")
    for_her = await started(doors.lead, case, "Only for her", with_person=False, with_relationship_ids=[tie])
    mine = (await me.made(f"/threads/{for_me}/messages", {"text": "On Thursday"}))["id"]
    await me.ask("PATCH", f"/threads/{for_me}/messages/{mine}", {"text": "On Friday"}, if_match='"1"')

    async def everything(holder: Holder, statement: Statement) -> list[asyncpg.Record]:
        caller = PersonActor(AccountId(UUID(holder.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")
        async with served_cases.work(caller) as work:
            return await work.rows(statement)

    assert {str(row["id"]) for row in await everything(me, FORGETFUL["thread"])} == {for_me}
    assert {str(row["id"]) for row in await everything(daughter, FORGETFUL["thread"])} == {for_her}
    assert {str(row["thread_id"]) for row in await everything(me, FORGETFUL["message"])} == {for_me}
    assert [row["version"] for row in await everything(me, FORGETFUL["earlier_version"])] == [1]
    assert await everything(daughter, FORGETFUL["earlier_version"]) == []
    await everything(me, FORGED)
    assert await said(doors.lead, for_me) == ["Only for you", "On Friday"]
