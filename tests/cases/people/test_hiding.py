"""Who knows where somebody hides is told before they write it down where others read it."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role
from tests.cases.doors import Desk, Doors

SHELTER = {"lines": ["12 bis, rue de l'Église"], "protected": True}
SCALE = dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "Something")
NAMED = "Bring the papers to rue de l'Eglise, 12."


@pytest.fixture
async def person(doors: Doors) -> str:
    """Somebody whom the lead's agency hides; the adviser's agency knows them too."""
    person = await doors.registered()
    await doors.lead.made(f"/v1/persons/{person}/addresses", SHELTER)
    return person


async def refused(desk: Desk, path: str, body: Any, method: str = "POST", **headers: str) -> bool:
    """Because it names a protected address; nothing of the text comes back."""
    answer = await desk.ask(method, path, body, **headers)
    if answer.status_code == 409:
        assert answer.json()["type"] == "/problems/names-protected-place"
        assert "glise" not in answer.text
        return True
    assert answer.status_code in {200, 201}, answer.text
    return False


async def test_what_others_read_says_nowhere_where_somebody_hides(doors: Doors, person: str) -> None:
    lead, about = doors.lead, {"category": "social"}
    opened = {"persons": [{"person_id": person}], "category": "social"}
    assert await refused(lead, "/v1/cases", {**opened, "summary": NAMED})
    case = (await lead.made("/v1/cases", opened))["id"]
    path = f"/v1/cases/{case}"
    assert await refused(lead, f"{path}/notes", {**about, "text": NAMED})
    assert await refused(lead, f"{path}/tasks", {**about, "title": NAMED, "owner": {"agency_id": str(lead.agency.id)}})
    thread = {"case_id": case, **about, "subject": "Papers", "message": {"text": NAMED}}
    assert await refused(lead, "/v1/threads", thread)
    points = f"/v1/persons/{person}/contact-points"
    assert await refused(lead, points, {"kind": "post", "value": "c/o Foyer, 12 rue de l'Église"})
    assert await refused(lead, path, {"title": NAMED}, "PATCH", If_Match='"1"')
    goal = {**about, "wording": "At ease", "owner": {"kind": "person"}, "horizon": "weeks", "scale": SCALE}
    goal_id = (await lead.made(f"{path}/goals", goal))["id"]
    assert await refused(lead, f"{path}/goals/{goal_id}/progress", {"level": 1, "said_by": "person", "words": NAMED})
    note = await lead.made(f"{path}/notes", {**about, "text": NAMED, "sensitivity": "sealed"})
    opens = {"sensitivity": "ordinary"}
    assert await refused(lead, f"{path}/notes/{note['id']}", opens, "PATCH", If_Match='"1"')
    assert not await refused(lead, f"{path}/notes", {**about, "text": "Bring the papers to us."})


async def test_no_rating_complaint_or_answer_says_it_either(doors: Doors, person: str) -> None:
    lead = doors.lead
    case = (await lead.made("/v1/cases", {"persons": [{"person_id": person}], "category": "social"}))["id"]
    said = {"about_agency_id": str(lead.agency.id), "spoken_by": "person"}
    period = {"began_on": "2026-01-01", "ended_on": "2026-01-31"}
    rating = {**said, **period, "aspect": "being_heard", "score": 2, "comment": NAMED}
    assert await refused(lead, f"/v1/cases/{case}/ratings", rating)
    complaints = f"/v1/cases/{case}/complaints"
    assert await refused(lead, complaints, {**said, "addressed_to": "supervisors", "text": NAMED})
    taken = await lead.made(complaints, {**said, "text": "Nobody rang back."})
    supervisor = await doors.hires(lead, Role.SUPERVISOR)
    for answer, is_refused in ((NAMED, True), ("We ring on Mondays.", False)):
        body = {"outcome": "upheld", "answer": answer}
        assert await refused(supervisor, f"{complaints}/{taken['id']}/answer", body) is is_refused


async def test_it_is_so_for_those_close_to_them_while_it_is_protected(doors: Doors, person: str) -> None:
    lead, child = doors.lead, await doors.registered()
    case = (await lead.made("/v1/cases", {"persons": [{"person_id": child}], "category": "social"}))["id"]
    note = {"category": "social", "text": NAMED}
    assert not await refused(lead, f"/v1/cases/{case}/notes", note)
    await lead.made(f"/v1/persons/{child}/relationships", {"kind": "parent", "other": {"person_id": person}})
    assert await refused(lead, f"/v1/cases/{case}/notes", note)
    [address] = (await lead.get(f"/v1/persons/{person}/addresses")).json()["items"]
    ended = await lead.ask("DELETE", f"/v1/persons/{person}/addresses/{address['id']}", If_Match='"1"')
    assert ended.status_code == 204
    assert not await refused(lead, f"/v1/cases/{case}/notes", note)


async def test_whoever_guesses_at_what_another_agency_hides_is_told_nothing(doors: Doors, person: str) -> None:
    """The adviser writes down a street, and learns from no answer whether it is the one."""
    await doors.share("social", "contact")
    consent = {"given_by": "person", "given_how": "oral", "language": "fr", "agencies": [str(doors.adviser.agency.id)]}
    await doors.lead.made(f"/v1/persons/{person}/consents", {**consent, "categories": ["social", "contact"]})
    case = (await doors.adviser.made("/v1/cases", {"persons": [{"person_id": person}], "category": "social"}))["id"]
    for text in (NAMED, "Bring the papers to rue de la Gare, 4."):
        assert not await refused(doors.adviser, f"/v1/cases/{case}/notes", {"category": "social", "text": text})
        assert not await refused(doors.adviser, f"/v1/persons/{person}/contact-points", {"kind": "post", "value": text})
