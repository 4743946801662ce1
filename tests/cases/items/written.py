"""One of every kind of item that is written in a case, over HTTP."""

import json
from datetime import timedelta
from typing import Any

from shared.clock import system_clock
from tests.cases.documents.files import PDF
from tests.cases.doors import Doors

SECRET = "Before"
TOMORROW = {
    f"{name}_at": (system_clock() + timedelta(days=1, hours=hour)).isoformat()
    for hour, name in enumerate(("starts", "ends"))
}
IN_A_MONTH = (system_clock() + timedelta(days=30)).date().isoformat()
SCALE = dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), SECRET)
GOAL = {
    "wording": SECRET,
    "owner": {"kind": "person"},
    "horizon": "months",
    "scale": SCALE,
}
KINDS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "notes": ({"text": SECRET}, [{"text": "Now"}]),
    "needs": (
        {"term": "addiction", "source": "person", "detail": SECRET},
        [{"state": "being_met"}, {"term": "homelessness", "detail": "Now"}],
    ),
    "goals": (
        GOAL,
        [{"state": "active"}, {"wording": "Now", "scale": dict.fromkeys(SCALE, "Now")}],
    ),
    "tasks": (
        {"title": SECRET, "owner": {"agency_id": "0198c0de-0000-7000-8000-0000000000a1"}},
        [{"state": "done"}, {"title": "Now"}],
    ),
    "actions": (
        {"title": SECRET, "owner": {"kind": "person"}},
        [{"state": "under_way"}, {"title": "Now"}],
    ),
    "warnings": (
        {"kind": "dog", "text": SECRET, "review_on": IN_A_MONTH, "not_told_because": "not_yet_met"},
        [{"text": "Now"}],
    ),
    "observations": (
        {
            "measure": "emergency_visits",
            "effect": "used",
            "amount": 2,
            "began_on": "2026-01-01",
            "ended_on": "2026-01-31",
            "source": "person",
        },
        [{"amount": 3}],
    ),
    "budgets": (
        {
            "title": SECRET,
            "currency": "EUR",
            "amount": 100,
            "begins_on": "2026-01-01",
            "ends_on": "2026-12-31",
            "lines": [{"purpose": "mobility", "planned": 100}],
        },
        [{"title": "Now"}],
    ),
    "informal-members": (
        {"name": SECRET, "bond": "neighbour", "helps_with": SECRET},
        [{"name": "Now", "helps_with": "Now"}],
    ),
    "agenda-items": ({"topic": SECRET, "asked": "person"}, [{"topic": "Now"}]),
    "documents": ({}, [{"file_name": "Now.pdf"}]),
    "threads": ({"subject": SECRET, "message": {"text": SECRET, "urgent": True}}, [{"subject": "Now"}]),
}
"""How each kind is written, and what is changed of it before it is opened."""


async def written(doors: Doors, case_id: str, kind: str, secret: str = SECRET) -> str:
    """A new item about health, by the lead, with what hangs on it; where it is.

    Args:
        secret: the word that stands wherever an item has words.
    """
    said: dict[str, Any] = json.loads(json.dumps(KINDS[kind][0]).replace(SECRET, secret))
    goal: dict[str, Any] = json.loads(json.dumps(GOAL).replace(SECRET, secret))
    body, here = {**said, "category": "health"}, f"/v1/cases/{case_id}"
    if kind == "documents":
        named = {**doors.lead.headers, "Content-Disposition": f'attachment; filename="{secret}.pdf"'}
        answer = await doors.http.post(f"{here}/documents", content=PDF, params={"category": "health"}, headers=named)
        assert answer.status_code == 201, answer.text
        return f"{here}/documents/{answer.json()['id']}"
    if kind == "threads":
        return f"/v1/threads/{(await doors.lead.made('/v1/threads', body | {'case_id': case_id}))['id']}"
    if kind == "actions":
        body["goal_id"] = (await doors.lead.made(f"{here}/goals", goal | {"category": "health"}))["id"]
    if kind == "agenda-items":
        body["conference_id"] = (await doors.lead.made("/v1/conferences", TOMORROW))["id"]
    path = f"{here}/{kind}/{(await doors.lead.made(f'{here}/{kind}', body))['id']}"
    if kind == "goals":
        await doors.lead.made(f"{path}/progress", {"level": 1, "said_by": "worker", "words": secret})
    if kind == "budgets":
        for party in ("person", "worker"):
            signed = await doors.lead.post(f"{path}/signatures", {"party": party, "answer": "agreed"}, If_Match='"1"')
            assert signed.status_code == 201, signed.text
        spent = {"purpose": "mobility", "amount": 7, "spent_on": "2026-01-02"}
        await doors.lead.made(f"{path}/spendings", spent)
    if kind == "needs":
        await doors.lead.made(f"{path}/outcomes", {"outcome": "worse", "said_by": "worker"})
    return path
