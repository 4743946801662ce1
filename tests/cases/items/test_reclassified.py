"""Whatever kind of item is classified anew, what it said and how it went before stays closed to its new readers."""

from datetime import timedelta
from typing import Any

import pytest

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


@pytest.mark.parametrize("kind", list(KINDS))
async def test_what_is_opened_does_not_open_its_past(doors: Doors, case: dict[str, Any], kind: str) -> None:
    path = await written(doors, case["id"], kind)
    changes = [*KINDS[kind][1], {"category": "housing"}]
    for version, change in enumerate(changes, 1):
        assert (await doors.adviser.get(path)).status_code == 404, "it is about health until now"
        changed = await doors.lead.ask("PATCH", path, change, If_Match=f'"{version}"')
        assert changed.status_code == 200, changed.text
    shown = (await doors.adviser.get(path)).json()
    assert (shown["category"], shown["version"]) == ("housing", len(changes) + 1)
    assert (await doors.adviser.get(f"{path}/versions")).json()["items"] == []
    assert len((await doors.lead.get(f"{path}/versions")).json()["items"]) == len(changes)
    assert await seen(doors, path) == {"versions": 0, "children": 0, "lines": 1, "told": False}


async def written(doors: Doors, case_id: str, kind: str) -> str:
    """A new item about health, by the lead, with what hangs on it; where it is."""
    body, here = {**KINDS[kind][0], "category": "health"}, f"/v1/cases/{case_id}"
    if kind == "documents":
        named = {**doors.lead.headers, "Content-Disposition": f'attachment; filename="{SECRET}.pdf"'}
        answer = await doors.http.post(f"{here}/documents", content=PDF, params={"category": "health"}, headers=named)
        assert answer.status_code == 201, answer.text
        return f"{here}/documents/{answer.json()['id']}"
    if kind == "threads":
        return f"/v1/threads/{(await doors.lead.made('/v1/threads', body | {'case_id': case_id}))['id']}"
    if kind == "actions":
        body["goal_id"] = (await doors.lead.made(f"{here}/goals", GOAL | {"category": "health"}))["id"]
    if kind == "agenda-items":
        body["conference_id"] = (await doors.lead.made("/v1/conferences", TOMORROW))["id"]
    path = f"{here}/{kind}/{(await doors.lead.made(f'{here}/{kind}', body))['id']}"
    if kind == "goals":
        await doors.lead.made(f"{path}/progress", {"level": 1, "said_by": "worker", "words": SECRET})
    if kind == "budgets":
        for party in ("person", "worker"):
            signed = await doors.lead.post(f"{path}/signatures", {"party": party, "answer": "agreed"}, If_Match='"1"')
            assert signed.status_code == 201, signed.text
        spent = {"purpose": "mobility", "amount": 7, "spent_on": "2026-01-02"}
        await doors.lead.made(f"{path}/spendings", spent)
    if kind == "needs":
        await doors.lead.made(f"{path}/outcomes", {"outcome": "worse", "said_by": "worker"})
    return path


async def seen(doors: Doors, path: str) -> dict[str, Any]:
    """What the adviser learns of an item beside what it says now."""
    parts = ("", "/versions", "/progress", "/outcomes", "/messages", "/signatures", "/spendings")
    answers = {part: await doors.adviser.get(f"{path}{part}") for part in parts}
    timeline = await doors.adviser.get(f"/v1/persons/{doors.person_id}/timeline")
    children = [answers[part].json().get("items", []) for part in parts[2:]]
    return {
        "versions": len(answers["/versions"].json()["items"]),
        "children": sum(map(len, children)) + answers[""].json().get("unread", 0),
        "lines": sum(line["item_id"] == path.rpartition("/")[2] for line in timeline.json()["items"]),
        "told": SECRET in "".join(answer.text for answer in answers.values()),
    }
