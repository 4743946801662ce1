"""Documents that people attach to their messages, and those that are named to them: who sees them, and what is kept."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Role, Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.documents.files import PDF, PNG
from tests.cases.doors import Desk, Doors
from tests.cases.own.people import Holder, invited, representative, with_a_case

pytestmark = pytest.mark.anyio

FORGETFUL = Statement("SELECT id FROM document")
FORGED = Statement("""
    INSERT INTO message_attachment (id, message_id, document_id, municipality_id, person_id, agency_id, attached_at)
    SELECT gen_random_uuid(), m.id, :document_id, m.municipality_id, m.person_id, m.agency_id, now()
    FROM message m WHERE m.id = :message_id
""")


async def sends(
    who: Holder | Desk, path: str, content: Any = PDF, name: str = "lease.pdf", **more: Any
) -> httpx.Response:
    said = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": "application/octet-stream"}
    said |= {header.replace("_", "-"): value for header, value in more.pop("headers", {}).items()}
    return await who.http.post(path, content=content, headers={**who.headers, **said}, **more)


async def begun(me: Holder, case: str) -> tuple[str, str]:
    """A thread, and the path of what is attached to its first message."""
    thread = (await me.made("/threads", {"case_id": case, "subject": "Lease", "message": {"text": "Here"}}))["id"]
    (first,) = (await me.reads(f"/threads/{thread}/messages"))["items"]
    return str(thread), f"/v1/my/threads/{thread}/messages/{first['id']}/documents"


async def attached(me: Holder, path: str, **more: Any) -> dict[str, Any]:
    answer = await sends(me, path, **more)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def named(me: Holder, thread: str) -> list[str]:
    messages = (await me.reads(f"/threads/{thread}/messages"))["items"]
    return [one["document_id"] for message in messages for one in message["attachments"]]


async def fetched(me: Holder, document: str) -> httpx.Response:
    link = await me.made(f"/documents/{document}/link", None)
    return await me.ask("GET", str(link["href"]).removeprefix("/v1/my"))


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


async def test_what_somebody_sends_is_seen_by_those_they_write_to_and_replaced_by_nobody(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    await doors.share("identity", "social")
    await doors.joins(case, doors.adviser)
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    thread, path = await begun(me, case)
    mine = await attached(me, path, content=PNG, name="lease.png")
    assert (mine["content_type"], mine["size_bytes"], mine["scan"]) == ("image/png", len(PNG), "not_scanned")
    assert await named(me, thread) == [mine["document_id"]]
    content = await fetched(me, mine["document_id"])
    assert (content.content, content.headers["virus-scan"], content.headers["cache-control"]) == (
        PNG,
        "not_scanned",
        "no-store",
    )

    where = f"/v1/cases/{case}/documents/{mine['document_id']}"
    for desk in (doors.lead, doors.adviser):
        (message,) = (await desk.get(f"/v1/threads/{thread}/messages")).json()["items"]
        assert [one["document_id"] for one in message["attachments"]] == [mine["document_id"]]
        seen = (await desk.get(where)).json()
        told = (seen["sent_by"], seen["worker_id"], seen["agency_id"], seen["category"], seen["sha256"])
        assert told == ("person", None, str(doors.lead.agency.id), "social", mine["sha256"])
        href = (await desk.made(f"{where}/link", {}))["href"]
        assert (await desk.get(href)).content == PNG
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR, Role.CASEWORKER)
    assert (await supervisor.ask("PATCH", where, {"category": "health"}, if_match='"1"')).status_code == 403
    replaced = await sends(supervisor, f"{where}/versions", headers={"If_Match": '"1"'})
    assert replaced.status_code == 403, "nobody puts another paper into somebody's hand"
    lines = (await doors.lead.get(f"/v1/persons/{person}/timeline")).json()["items"]
    assert [one["kind"] for one in lines if one["item_id"] == mine["document_id"]] == ["document_added"]

    link = (await me.made(f"/documents/{mine['document_id']}/link", None))["href"].removeprefix("/v1/my")
    invented = await daughter.ask("POST", f"/documents/{new_id()}/link")
    for answer in (
        await daughter.ask("GET", link),
        await daughter.ask("POST", f"/documents/{mine['document_id']}/link"),
        await me.ask("GET", link.replace("version=1", "version=2")),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, invented.json()["type"])


async def test_what_a_worker_names_is_shown_while_it_is_theirs_to_see(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me, (tie, daughter) = await invited(doors, person), await representative(doors, person)
    papers = f"/v1/cases/{case}/documents"
    made = {}
    for name, said in (
        ("open", {"category": "housing"}),
        ("sensitive", {"category": "health", "sensitivity": "sensitive"}),
        ("protecting", {"category": "safeguarding"}),
        ("unnamed", {"category": "housing"}),
    ):
        made[name] = (await sends(doors.lead, papers, params=said)).json()["id"]
    body = {"case_id": case, "category": "social", "subject": "Papers", "with_relationship_ids": [tie]}
    given = {"text": "For you", "attachments": [made[one] for one in ("open", "sensitive", "protecting")]}
    thread = (await doors.lead.made("/v1/threads", {**body, "with_person": True, "message": given}))["id"]

    assert set(await named(me, thread)) == {made["open"], made["sensitive"]}
    assert await named(daughter, thread) == [made["open"]]
    assert (await fetched(me, made["sensitive"])).content == PDF
    for holder, hidden in ((me, "protecting"), (me, "unnamed"), (daughter, "sensitive")):
        assert (await holder.ask("POST", f"/documents/{made[hidden]}/link")).status_code == 404

    link = (await me.made(f"/documents/{made['open']}/link", None))["href"].removeprefix("/v1/my")
    closed = await doors.lead.ask("PATCH", f"{papers}/{made['open']}", {"category": "safeguarding"}, if_match='"1"')
    assert closed.status_code == 200
    assert await named(daughter, thread) == []
    assert (await me.ask("GET", link)).status_code == 404
    (message,) = (await doors.lead.get(f"/v1/threads/{thread}/messages")).json()["items"]
    off = f"/v1/threads/{thread}/messages/{message['id']}"
    assert (await doors.lead.ask("DELETE", f"{off}/attachments/{made['sensitive']}")).status_code == 204
    assert await named(me, thread) == []
    assert (await me.ask("POST", f"/documents/{made['sensitive']}/link")).status_code == 404


async def test_what_cannot_be_attached_leaves_neither_row_nor_file(doors: Doors, documents_folder: Path) -> None:
    person, case = await with_a_case(doors)
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    thread, path = await begun(me, case)
    answer = await doors.lead.made(f"/v1/threads/{thread}/messages", {"text": "Thank you"})
    theirs = f"/v1/my/threads/{thread}/messages/{answer['id']}/documents"
    before = files(documents_folder)

    async def refused(who: Holder, where: str, status: int, kind: str, **more: Any) -> None:
        refusal = await sends(who, where, **more)
        assert (refusal.status_code, refusal.json()["type"]) == (status, f"/problems/{kind}"), refusal.text

    async def too_much() -> AsyncIterator[bytes]:
        yield PDF
        for _ in range(26):
            yield b"x" * 1_000_000

    await refused(me, theirs, 403, "not-allowed")
    await refused(daughter, path, 404, "not-found")
    await refused(me, path.replace(thread, str(new_id())), 404, "not-found")
    await refused(me, path, 415, "unsupported-content", content=b"MZ\x90\0" * 9)
    await refused(me, path, 415, "unsupported-content", headers={"Content_Type": "image/png"})
    await refused(me, path, 422, "invalid", name="lease.png")
    await refused(me, path, 422, "invalid", name="../lease.pdf")
    await refused(me, path, 413, "too-large", content=too_much())
    once = {"headers": {"Idempotency_Key": "the lease"}}
    first = await attached(me, path, **once)
    assert (await attached(me, path, **once))["document_id"] == first["document_id"]
    assert len(files(documents_folder) - before) == 1
    message = path.removesuffix("/documents").removeprefix("/v1/my")
    assert (await me.ask("POST", f"{message}/retraction", {"reason": "said_too_much"})).status_code == 200
    await refused(me, path, 409, "conflict")
    assert await named(me, thread) == []
    assert (await me.ask("POST", f"/documents/{first['document_id']}/link")).status_code == 404
    mine = (await me.made(f"/threads/{thread}/messages", {"text": "Another"}))["id"]
    assert (await doors.lead.post(f"/v1/threads/{thread}/closure", {})).status_code == 200
    await refused(me, f"/v1/my/threads/{thread}/messages/{mine}/documents", 409, "conflict")
    assert len(files(documents_folder) - before) == 1


async def test_row_security_shows_what_is_named_to_an_account_and_lets_it_name_only_what_it_sent(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await with_a_case(doors)
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    hidden = (await sends(doors.lead, f"/v1/cases/{case}/documents", params={"category": "housing"})).json()["id"]
    _, path = await begun(me, case)
    mine = await attached(me, path)

    def actor(holder: Holder) -> PersonActor:
        return PersonActor(AccountId(UUID(holder.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")

    for holder, seen in ((me, [UUID(mine["document_id"])]), (daughter, [])):
        async with served_cases.work(actor(holder)) as work:
            assert [row["id"] for row in await work.rows(FORGETFUL)] == seen
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with served_cases.work(actor(me)) as work:
            await work.run(FORGED, document_id=UUID(hidden), message_id=UUID(path.split("/")[-2]))
