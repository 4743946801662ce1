"""Messages that name documents, over HTTP."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.documents.archive import YEAR, archive_of
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.places import OnDisk
from tests.cases.documents.reading import as_owner
from tests.cases.doors import Desk, Doors

TOLD = Statement("""
    SELECT type, data->>'document_id' AS document_id FROM journal
    WHERE type LIKE 'parcours.attachment.%' AND data->>'message_id' = :message_id ORDER BY at, id
""")
LOOKS = Statement("""
    SELECT categories FROM access_log WHERE subject_id = :subject AND operation = 'list-messages' ORDER BY at DESC, id
""")


@pytest.fixture
async def team(doors: Doors, documents_folder: Path) -> Shelf:
    """The documents of a case with the housing adviser on its team."""
    await doors.share("identity", "social", "housing")
    case_id = (await doors.case())["id"]
    await doors.joins(case_id, doors.adviser)
    return Shelf(doors, f"/v1/cases/{case_id}/documents", OnDisk(documents_folder))


async def starts(team: Shelf, *document_ids: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """A thread about housing whose first message names these; where its messages are, and that message."""
    said = {"text": "See the lease", "attachments": list(document_ids)}
    body = {"case_id": team.path.split("/")[3], "category": "housing", "subject": "The lease", "message": said, **more}
    where = f"/v1/threads/{(await team.lead.made('/v1/threads', body))['id']}/messages"
    return where, await only(team.lead, where)


async def only(desk: Desk, where: str) -> dict[str, Any]:
    """The one message there, as somebody sees it."""
    [message] = (await desk.get(where)).json()["items"]
    return dict(message)


def named(message: dict[str, Any]) -> list[str]:
    return [one["document_id"] for one in message["attachments"]]


async def test_a_document_is_shown_with_the_message_to_whoever_may_see_both(
    team: Shelf, served_owner: Database
) -> None:
    lease = await team.sent()
    report = await team.sent(asked={"category": "health"}, name="report.pdf")
    where, message = await starts(team, lease["id"], report["id"])
    assert message["attachments"] == [
        {name: one[name] for name in ("case_id", "file_name", "content_type", "size_bytes")}
        | {"document_id": one["id"]}
        for one in (lease, report)
    ]
    seen = await only(team.adviser, where)
    assert named(seen) == [lease["id"]]
    assert {**seen, "attachments": message["attachments"]} == message, "nothing else tells of the other one"
    assert (await team.adviser.get(f"{where}/{message['id']}")).json() == seen
    assert (await team.adviser.get(await team.link(lease, by=team.adviser))).status_code == 200
    looks = await as_owner(served_owner, LOOKS, subject=team.lead.worker.id)
    assert looks[0]["categories"] == ["health", "housing"], "what the document is about was looked at too"


async def test_what_becomes_of_the_document_decides_and_not_what_it_was(team: Shelf) -> None:
    lease = await team.sent()
    where, message = await starts(team, lease["id"])
    for version, category, seen_by_adviser in ((1, "health", []), (2, "housing", [lease["id"]])):
        changed = await team.lead.ask(
            "PATCH", f"{team.path}/{lease['id']}", {"category": category}, If_Match=f'"{version}"'
        )
        assert changed.status_code == 200
        assert named(await only(team.adviser, where)) == seen_by_adviser
        assert await only(team.lead, where) == message


async def test_what_the_writer_does_not_see_here_is_named_as_little_as_what_is_not_there(team: Shelf) -> None:
    report = await team.sent(asked={"category": "health"})
    other = await team.doors.somebody()
    elsewhere = await team.lead.made("/v1/cases", {"persons": [{"person_id": str(other)}], "category": "social"})
    foreign = await Shelf(team.doors, f"/v1/cases/{elsewhere['id']}/documents", team.place).sent()
    where, message = await starts(team)
    refused = [
        await team.adviser.post(where, {"text": "See", "attachments": [one]})
        for one in (report["id"], foreign["id"], str(new_id()))
    ]
    refused.append(await team.lead.post(where, {"text": "See", "attachments": [foreign["id"]]}))
    assert {(one.status_code, one.content) for one in refused} == {(422, refused[0].content)}
    assert [one["pointer"] for one in refused[0].json()["errors"]] == ["#/attachments/0"]
    body = {"case_id": team.path.split("/")[3], "category": "housing", "subject": "S"}
    started = await team.lead.post("/v1/threads", {**body, "message": {"text": "T", "attachments": [foreign["id"]]}})
    assert [one["pointer"] for one in started.json()["errors"]] == ["#/message/attachments/0"]
    for wrong in ([report["id"]] * 2, [str(new_id()) for _ in range(21)], ["lease.pdf"]):
        assert (await team.lead.post(where, {"text": "See", "attachments": wrong})).status_code == 422
    assert await only(team.lead, where) == message
    written = await team.adviser.made(where, {"text": "I name one"})
    for one in (report["id"], foreign["id"], str(new_id())):
        answer = await team.adviser.ask("PUT", f"{where}/{written['id']}/attachments/{one}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_the_writer_names_and_takes_off_and_both_are_kept(team: Shelf, served_owner: Database) -> None:
    lease, letter = await team.sent(), await team.sent(name="letter.pdf")
    where, message = await starts(team, lease["id"])
    path = f"{where}/{message['id']}/attachments"
    for _ in range(2):
        assert (await team.lead.ask("PUT", f"{path}/{letter['id']}")).status_code == 204
    assert (await team.lead.ask("DELETE", f"{path}/{lease['id']}")).status_code == 204
    assert (await team.lead.ask("DELETE", f"{path}/{lease['id']}")).status_code == 404
    now = await only(team.adviser, where)
    assert named(now) == [letter["id"]]
    assert {**now, "attachments": message["attachments"]} == message, "the message itself is as it was"
    assert (await team.lead.ask("PUT", f"{path}/{lease['id']}")).status_code == 204
    history = (await team.adviser.get(path)).json()["items"]
    assert [(one["document_id"], one["taken_off_at"] is None) for one in history] == [
        (lease["id"], False),
        (letter["id"], True),
        (lease["id"], True),
    ]
    pages = await team.adviser.get(f"{path}?limit=2")
    rest = await team.adviser.get(f"{path}?limit=2&after={pages.json()['next']}")
    assert pages.json()["items"] + rest.json()["items"] == history
    told = await as_owner(served_owner, TOLD, message_id=message["id"])
    assert [(one["type"].split(".")[2], one["document_id"]) for one in told] == [
        ("added", lease["id"]),
        ("added", letter["id"]),
        ("taken_off", lease["id"]),
        ("added", lease["id"]),
    ]
    assert (await team.adviser.ask("PUT", f"{path}/{letter['id']}")).status_code == 403
    assert (await team.adviser.ask("DELETE", f"{path}/{letter['id']}")).status_code == 403


async def test_a_history_shows_what_its_reader_may_see_now(team: Shelf) -> None:
    report = await team.sent(asked={"category": "health"})
    where, message = await starts(team, report["id"])
    path = f"{where}/{message['id']}/attachments"
    await team.lead.ask("DELETE", f"{path}/{report['id']}")
    assert (await team.adviser.get(path)).json() == {"items": [], "next": None}
    assert len((await team.lead.get(path)).json()["items"]) == 1
    answers = [await team.adviser.ask("DELETE", f"{path}/{one}") for one in (report["id"], new_id())]
    assert answers[0].content == answers[1].content


async def test_what_was_retracted_names_nothing_any_more(team: Shelf) -> None:
    lease = await team.sent()
    where, message = await starts(team, lease["id"])
    path = f"{where}/{message['id']}"
    supervisor = await team.doors.hires(team.lead, Role.SUPERVISOR, Role.CASEWORKER)
    assert (await team.lead.post(f"{path}/retraction", {"reason": "wrong_person"})).status_code == 200
    for desk in (team.lead, team.adviser):
        assert (await only(desk, where))["attachments"] == []
    assert (await team.adviser.get(f"{path}/attachments")).status_code == 403
    for desk in (team.lead, supervisor):
        assert [one["document_id"] for one in (await desk.get(f"{path}/attachments")).json()["items"]] == [lease["id"]]
    for method in ("PUT", "DELETE"):
        assert (await team.lead.ask(method, f"{path}/attachments/{lease['id']}")).status_code == 409


async def test_a_message_is_not_a_folder(team: Shelf) -> None:
    document_ids = [(await team.sent())["id"] for _ in range(21)]
    where, message = await starts(team, *document_ids[:20])
    full = await team.lead.ask("PUT", f"{where}/{message['id']}/attachments/{document_ids[20]}")
    assert (full.status_code, full.json()["detail"]) == (409, "A message names 20 documents at most.")


async def test_a_document_whose_time_is_over_is_not_named_any_more(team: Shelf, served_cases: Database) -> None:
    archive = await archive_of(team, served_cases)
    await archive.rule("working_paper")
    paper = await team.sent(asked={"category": "housing", "retention": "working_paper"})
    where, message = await starts(team, paper["id"])
    with archive.after(YEAR + timedelta(days=1)):
        await archive.deletes()
    assert (await only(team.lead, where)) == {**message, "attachments": []}
    assert (await team.lead.get(f"{where}/{message['id']}/attachments")).json()["items"] == []


async def test_the_same_key_names_once(team: Shelf) -> None:
    lease = await team.sent()
    where, _ = await starts(team)
    key = new_id().hex
    body = {"text": "See", "attachments": [lease["id"]]}
    first, again = [await team.lead.post(where, body, Idempotency_Key=key) for _ in range(2)]
    assert first.json() == again.json()
    assert (await team.lead.post(where, {**body, "attachments": []}, Idempotency_Key=key)).status_code == 422


async def test_a_document_about_somebody_of_the_thread_may_be_of_another_case(team: Shelf) -> None:
    lease = await team.sent()
    again = (await team.doors.case(title="A year later"))["id"]
    _, message = await starts(team, lease["id"], case_id=again)
    assert named(message) == [lease["id"]]
    assert UUID(message["attachments"][0]["case_id"]) == UUID(lease["case_id"])
