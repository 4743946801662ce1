"""Somebody is handed a code, signs in, reads what is kept about them and who looked, is heard, and leaves: in one
process and in several.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.demo.cast import demo_id
from deploy.demo.desk import Desk
from tests.cases.documents.files import PDF
from tests.journeys.conftest import Parcours
from tests.journeys.own_front_end import OwnFrontEnd, signed_in_with_code

FOR_WORKERS = ("/v1/me", "/v1/worklist", "/v1/tasks", "/v1/agencies", "/v1/services", "/v1/inbox", "/v1/notices")


@pytest.fixture
async def browser(parcours: Parcours) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=parcours.url, trust_env=False, timeout=15) as browser:
        yield browser


async def a_person_with_a_goal(parcours: Parcours) -> tuple[str, Any]:
    """And what Nadia hands over to them."""
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Noa"}
    person = (await nadia.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name}))["id"]
    case = await nadia.post("/v1/cases", {"persons": [{"person_id": person}], "category": "social"})
    goal = {
        "own_words": "I want to cook for my friends",
        "wording": "Lives in a place of their own",
        "category": "social",
        "horizon": "months",
        "owner": {"kind": "person", "id": person},
    }
    await nadia.post(f"/v1/cases/{case['id']}/goals", goal)
    return person, await nadia.post(f"/v1/persons/{person}/accounts", {})


async def write_to_each_other(parcours: Parcours, me: OwnFrontEnd, person: str) -> None:
    """Nadia asks, they answer, and she is told."""
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    (case,) = (await nadia.get(f"/v1/cases?person_id={person}"))["items"]
    asks = {"case_id": case["id"], "category": "social", "subject": "Thursday?", "with_person": True}
    thread = await nadia.post("/v1/threads", {**asks, "message": {"text": "May I come on Thursday?"}})
    (told,) = (await me.reads("/v1/my/notices"))["items"]
    assert (told["kind"], told["thread_id"]) == ("message_written", thread["id"])
    answer = await me.writes(f"/v1/my/threads/{thread['id']}/messages", {"text": "Friday, please", "urgent": True})
    await is_told_of(nadia, answer["id"])
    heard = (await nadia.get(f"/v1/threads/{thread['id']}/messages"))["items"]
    assert [(one["said_by"], one["text"]) for one in heard] == [
        ("worker", "May I come on Thursday?"),
        ("person", "Friday, please"),
    ]


async def they_begin(parcours: Parcours, me: OwnFrontEnd, person: str) -> None:
    """They write first, Nadia is told, and answers."""
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    (case,) = (await nadia.get(f"/v1/cases?person_id={person}"))["items"]
    asks = {"case_id": case["id"], "subject": "My flat", "message": {"text": "The heating is off"}}
    thread = await me.writes("/v1/my/threads", asks)
    assert (thread["category"], thread["agency"]["sector"]) == ("social", "social")
    (first,) = (await me.reads(f"/v1/my/threads/{thread['id']}/messages"))["items"]
    await is_told_of(nadia, first["id"])
    named = {"Content-Disposition": 'attachment; filename="lease.pdf"', "Content-Type": "application/pdf"}
    sent = await me.sends(f"/v1/my/threads/{thread['id']}/messages/{first['id']}/documents", PDF, named)
    link = (await nadia.post(f"/v1/cases/{case['id']}/documents/{sent['document_id']}/link", {}))["href"]
    assert (await nadia.http.get(link)).content == PDF
    mine = (await me.writes(f"/v1/my/documents/{sent['document_id']}/link", None))["href"]
    assert (await me.ask("GET", mine)).content == PDF
    async with me.listens() as lines, asyncio.timeout(10):
        answer = await nadia.post(f"/v1/threads/{thread['id']}/messages", {"text": "I call the landlord"})
        while answer["id"] not in (said := await anext(lines)):
            pass
    assert "landlord" not in said
    assert (await me.reads(f"/v1/my/threads/{thread['id']}"))["unread"] == 1


async def has_a_say(parcours: Parcours, me: OwnFrontEnd, person: str) -> None:
    """They agree to their plan, complain, and take back what they agreed to."""
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    (case,) = (await nadia.get(f"/v1/cases?person_id={person}"))["items"]
    version = await nadia.post(f"/v1/cases/{case['id']}/plan/versions", {})
    signed = await me.writes(f"/v1/my/plans/{version['id']}/signature", {"answer": "agreed"})
    assert signed["waits_for_you"] is False
    (member,) = (await me.reads("/v1/my/record"))["team"]
    about = {"case_id": case["id"], "about_agency_id": member["agency_id"]}
    complaint = await me.writes("/v1/my/complaints", {**about, "text": "Nobody rang back"})
    assert (await me.reads(f"/v1/my/complaints/{complaint['id']}"))["state"] == "recorded"
    said = {"given_by": "person", "given_how": "oral", "language": "fr", "categories": ["housing"]}
    consent = await nadia.post(f"/v1/persons/{person}/consents", {**said, "sectors": ["housing"]})
    assert (await me.ask("POST", f"/v1/my/consents/{consent['id']}/withdrawal")).status_code == 204
    (kept,) = (await me.reads("/v1/my/consents"))["items"]
    assert kept["withdrawn_at"] is not None


async def is_told_of(nadia: Desk, message_id: str) -> None:
    async with asyncio.timeout(10):
        while True:
            if message_id in {one["item_id"] for one in (await nadia.get("/v1/notices"))["items"]}:
                return
            await asyncio.sleep(0.2)


async def is_told_to_leave(me: OwnFrontEnd) -> None:
    """Identity hears from cases, by event, that the account is nobody's any more."""
    async with asyncio.timeout(10):
        while True:
            if (await me.ask("GET", "/v1/my")).status_code == 401:
                return
            await asyncio.sleep(0.2)


async def test_somebody_reads_their_own_record_and_leaves(parcours: Parcours, browser: httpx.AsyncClient) -> None:
    person, handed_over = await a_person_with_a_goal(parcours)
    me = await signed_in_with_code(browser, handed_over)

    assert (await me.reads("/v1/my"))["person_id"] == person
    record = await me.reads("/v1/my/record")
    assert [goal["own_words"] for goal in record["goals"]] == ["I want to cook for my friends"]
    (whose,) = record["agencies"]
    assert whose["sector"] == "social"
    looks = await me.reads("/v1/my/access-log", **{"Accept-Language": "fr"})
    assert any(f"{whose['name']} a ouvert" in look["in_words"] for look in looks["items"])
    (holder,) = (await me.reads("/v1/my/processing"))["items"]
    assert (holder["agency"], holder["wrote"], holder["received"]) == (whose, True, False)
    for path in FOR_WORKERS:
        answer = await me.ask("GET", path)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/for-workers"), path

    await write_to_each_other(parcours, me, person)
    await they_begin(parcours, me, person)
    await has_a_say(parcours, me, person)

    assert (await me.ask("POST", "/v1/my/account-ending")).status_code == 204
    assert (await me.ask("GET", "/v1/my/record")).status_code in {401, 403}, "with the token it still has"
    await is_told_to_leave(me)
    assert await me.refresh() == 400
