"""What somebody tries who wants to leave something behind, keep what was taken from them, or know what is hidden."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.files import PDF, PNG, docx
from tests.cases.documents.places import IN_EACH_PLACE
from tests.cases.documents.reading import as_owner
from tests.cases.documents.test_evidence import consent

HANGS_ON_DOCUMENTS = Statement("""
    SELECT c.conrelid::regclass::text AS name FROM pg_constraint c
    WHERE c.confrelid = 'cases.document'::regclass AND c.confdeltype <> 'c' ORDER BY 1
""")


async def ends_the_case_in_the_middle(shelf: Shelf) -> AsyncIterator[bytes]:
    yield PDF
    body = {"reason": "goals_reached", "outcome": "reached"}
    closed = await shelf.lead.post(shelf.path.replace("documents", "closure"), body)
    assert closed.status_code == 200, closed.text
    yield b"x" * 300_000


@IN_EACH_PLACE
async def test_a_case_that_is_closed_while_a_file_comes_takes_nothing_any_more(shelf: Shelf) -> None:
    answer = await shelf.send(ends_the_case_in_the_middle(shelf))
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    assert shelf.files() == set()
    assert (await shelf.lead.get(shelf.path)).json()["items"] == []


@IN_EACH_PLACE
async def test_of_many_who_replace_one_version_at_once_one_does_and_the_others_leave_nothing(shelf: Shelf) -> None:
    document = await shelf.sent()
    to = f"/{document['id']}/versions"
    answers = await asyncio.gather(*(shelf.send(PNG, name="a.png", to=to, If_Match='"1"') for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412]
    assert len(shelf.files()) == 2


@IN_EACH_PLACE
async def test_two_at_once_with_one_key_and_different_files_are_one_document(shelf: Shelf) -> None:
    key = new_id().hex
    answers = await asyncio.gather(
        shelf.send(PDF, Idempotency_Key=key), shelf.send(PNG, name="a.png", Idempotency_Key=key)
    )
    assert sorted(answer.status_code for answer in answers) in ([201, 409], [201, 422])
    assert len(shelf.files()) == 1


async def test_what_was_refused_leaves_neither_row_nor_file(shelf: Shelf) -> None:
    asked = {"category": "housing"}
    bomb = docx(b"\0" * 251_000_000)
    refused: list[tuple[bytes, str, dict[str, Any]]] = [
        (b"<html><script>", "lease.pdf", {}),
        (PDF, "lease.pdf", {"Content_Type": "text/html"}),
        (PDF, "CON.pdf", {}),
        (PDF, "lease.html", {}),
        (b"PK\x03\x04" + b"\0" * 100, "lease.docx", {}),
        (bomb, "lease.docx", {}),
    ]
    for content, name, more in refused:
        answer = await shelf.send(content, name=name, asked=asked, **more)
        assert answer.status_code in {415, 422}, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert shelf.files() == set()
    assert (await shelf.lead.get(shelf.path)).json()["items"] == []


async def test_a_link_ends_with_the_ground_of_its_caller(team: Shelf) -> None:
    document = await team.sent()
    link = await team.link(document, by=team.adviser)
    assert (await team.adviser.get(link)).status_code == 200
    refusal = {
        "agencies": [str(team.adviser.agency.id)],
        "categories": ["housing"],
        "given_by": "person",
        "given_how": "oral",
        "language": "fr",
        "is_refusal": True,
    }
    await team.lead.made(f"/v1/persons/{team.doors.person_id}/consents", refusal)
    gone, nowhere = await team.adviser.get(link), await team.adviser.get(link.replace(document["id"], str(new_id())))
    assert (gone.status_code, gone.content) == (404, nowhere.content)


async def test_a_content_is_whole_or_not_given_and_asked_in_one_way_only(team: Shelf) -> None:
    link = await team.link(await team.sent())
    for asked in ("bytes=0-3", "bytes=0-0,-1", "bytes=99999-", "pages=1"):
        answer = await team.lead.get(link, Range=asked)
        assert (answer.status_code, answer.content) == (200, PDF)
        assert "Content-Range" not in answer.headers
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "POST"):
        answer = await team.lead.ask(method, link)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
        assert PDF not in answer.content


@pytest.mark.parametrize("name", ["a%27%27b.pdf", "a%3B%20filename%3Devil.exe%2C.pdf", "%C3%A9%F0%9F%93%84.pdf"])
async def test_a_name_breaks_out_of_no_header(shelf: Shelf, name: str) -> None:
    document = await shelf.sent(Content_Disposition=f"attachment; filename*=UTF-8''{name}")
    answer = await shelf.lead.get(await shelf.link(document))
    said = answer.headers["Content-Disposition"]
    plain, _, extended = said.removeprefix("attachment; filename=").partition("; filename*=UTF-8''")
    assert plain.count('"') == 2
    assert not set(extended) & set(" ;,'\"\\")
    assert extended.isascii()


async def test_nothing_that_hangs_on_a_document_keeps_it_from_being_deleted(cases_owner: Database) -> None:
    """Whatever names documents goes with them by itself, or retention deletes it before."""
    assert [row["name"] for row in await as_owner(cases_owner, HANGS_ON_DOCUMENTS)] == [
        "document_evidence",
        "document_hold",
        "document_version",
    ]


async def test_evidence_is_not_a_way_to_somebody_elses_document(team: Shelf) -> None:
    hidden = await team.sent(asked={"category": "health"})
    path = await consent(team)
    answers: list[Any] = [await team.adviser.ask("PUT", f"{path}/evidence/{one}") for one in (hidden["id"], new_id())]
    assert answers[0].status_code in {403, 404}
    assert answers[0].content == answers[1].content
