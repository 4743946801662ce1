"""Cases, teams, notes, needs, timeline and work list as they are asked over HTTP."""

from typing import Any

import httpx

from shared.identifiers import new_id
from tests.cases.doors import Doors


def pointers(answer: httpx.Response) -> list[str]:
    return [one["pointer"] for one in answer.json()["errors"]]


async def test_a_case_is_opened_read_changed_closed_and_reopened(doors: Doors) -> None:
    body = {"persons": [{"person_id": str(doors.person_id)}], "category": "social"}
    opened = await doors.lead.post("/v1/cases", body)
    assert opened.status_code == 201
    path = opened.headers["Location"]
    assert opened.headers["ETag"] == '"1"'
    assert "Decision-Id" in opened.headers
    case = opened.json()
    assert path == f"/v1/cases/{case['id']}"
    assert case["persons"] == [{"person_id": str(doors.person_id), "role": "focus"}]
    assert case["lead"]["worker_id"] == str(doors.lead.worker.id)
    assert (await doors.lead.get(path)).json() == case

    changed = await doors.lead.ask("PATCH", path, {"title": "At home", "next_review_on": "2026-04-01"}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json()["title"], changed.json()["risk"]) == ("At home", "not_assessed")
    removed = await doors.lead.ask("PATCH", path, {"title": None}, If_Match='"2"')
    assert removed.json()["title"] is None

    closed = await doors.lead.post(f"{path}/closure", {"reason": "goals_reached", "outcome": "reached"})
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    again = await doors.lead.post(f"{path}/closure", {"reason": "goals_reached", "outcome": "reached"})
    assert (again.status_code, again.json()["state"]) == (409, "closed")
    reopened = await doors.lead.post(f"{path}/reopening", {"reason": "need_returned"})
    assert (reopened.status_code, reopened.json()["state"]) == (200, "open")


async def test_the_same_key_opens_one_case(doors: Doors) -> None:
    body = {"persons": [{"person_id": str(doors.person_id)}], "category": "social"}
    key = new_id().hex
    first = await doors.lead.post("/v1/cases", body, Idempotency_Key=key)
    second = await doors.lead.post("/v1/cases", body, Idempotency_Key=key)
    assert first.json()["id"] == second.json()["id"]
    assert len((await doors.lead.get("/v1/cases")).json()["items"]) == 1
    other = await doors.lead.post("/v1/cases", {**body, "category": "housing"}, Idempotency_Key=key)
    assert other.status_code == 422


async def test_editing_asks_for_the_version_that_was_read(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    assert (await doors.lead.ask("PATCH", path, {"title": "At home"})).status_code == 428
    assert (await doors.lead.ask("PATCH", path, {"title": "At home"}, If_Match='"7"')).status_code == 412
    assert (await doors.lead.get(path)).headers["ETag"] == '"1"'


async def test_bad_input_is_pointed_at_and_changes_nothing(doors: Doors) -> None:
    case = await doors.case()
    path = f"/v1/cases/{case['id']}"
    refused: list[tuple[str, str, Any, str]] = [
        ("POST", "/v1/cases", {"persons": [], "category": "social"}, "#/persons"),
        ("POST", "/v1/cases", {"persons": [{"person_id": "nobody"}], "category": "social"}, "#/persons/0/person_id"),
        ("POST", "/v1/cases", {"persons": [{"person_id": str(new_id())}], "category": "weather"}, "#/category"),
        ("POST", "/v1/cases", {"persons": [{"person_id": str(new_id())}], "category": "social", "x": 1}, "#/x"),
        ("PATCH", path, {"next_review_on": "soon"}, "#/next_review_on"),
        ("PATCH", path, {"risk": "low"}, "#/risk"),
        ("POST", f"{path}/closure", {"reason": "tired", "outcome": "reached"}, "#/reason"),
        ("POST", f"{path}/notes", {"category": "social", "text": ""}, "#/text"),
        ("POST", f"{path}/needs", {"term": "unheard-of", "source": "person"}, "#/term"),
        ("POST", f"{path}/invitations", {"agency_id": str(new_id()), "capacity": "nurse"}, "#/agency_id"),
        ("POST", f"{path}/invitations", {"agency_id": case["lead"]["agency_id"], "capacity": "nurse"}, "#/agency_id"),
    ]
    for method, where, body, pointer in refused:
        answer = await doors.lead.ask(method, where, body, If_Match='"1"')
        assert (answer.status_code, pointers(answer)) == (422, [pointer]), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await doors.lead.get(path)).json() == case
    assert (await doors.lead.get("/v1/cases?after=nonsense")).status_code == 422


async def test_what_is_not_yours_and_what_is_not_there_are_the_same_answer(doors: Doors) -> None:
    case_id = (await doors.case())["id"]
    note = await doors.lead.made(f"/v1/cases/{case_id}/notes", {"category": "social", "text": "Not theirs"})
    for path in ("", "/team", "/notes", "/needs", f"/notes/{note['id']}", f"/notes/{note['id']}/versions"):
        foreign = await doors.adviser.get(f"/v1/cases/{case_id}{path}")
        invented = await doors.adviser.get(f"/v1/cases/{new_id()}{path}")
        assert (foreign.status_code, foreign.content) == (404, invented.content)
    foreign = await doors.adviser.get(f"/v1/persons/{doors.person_id}/timeline")
    invented = await doors.adviser.get(f"/v1/persons/{new_id()}/timeline")
    assert (foreign.status_code, foreign.content) == (404, invented.content)
    assert (await doors.adviser.get("/v1/cases")).json() == {"items": [], "next": None}
    assert (await doors.adviser.get("/v1/worklist")).json() == {"items": [], "next": None}
    asked = {"agency_id": str(doors.lead.agency.id), "capacity": "housing_adviser"}
    for path, body in (("team", {"capacity": "housing_adviser"}), ("invitations", asked)):
        foreign = await doors.adviser.post(f"/v1/cases/{case_id}/{path}", body)
        invented = await doors.adviser.post(f"/v1/cases/{new_id()}/{path}", body)
        assert (foreign.status_code, foreign.content) == (404, invented.content)


async def test_without_a_token_nothing_is_answered(doors: Doors) -> None:
    for path in ("/v1/cases", "/v1/worklist", f"/v1/persons/{doors.person_id}/timeline", "/v1/need-terms"):
        assert (await doors.http.get(path)).status_code == 401


async def test_a_team_is_joined_led_and_left(doors: Doors) -> None:
    await doors.share("identity", "social", "housing")
    path = f"/v1/cases/{(await doors.case())['id']}"
    colleague = await doors.hires(doors.lead)
    body = {"worker_id": str(colleague.worker.id), "capacity": "social_worker"}
    joined = await doors.lead.post(f"{path}/team", body)
    assert joined.status_code == 201
    assert joined.headers["Location"] == f"{path}/team/{joined.json()['id']}"
    assert (await doors.lead.post(f"{path}/team", body)).status_code == 409
    member_id = await doors.joins(path.rpartition("/")[2], doors.adviser)
    member = (await doors.adviser.get(f"{path}/team")).json()["items"][2]
    assert (member["id"], member["categories"]) == (member_id, ["housing", "identity", "social"])
    team = (await doors.adviser.get(f"{path}/team")).json()["items"]
    capacities = [(True, "coordinator"), (False, "social_worker"), (False, "housing_adviser")]
    assert [(one["is_lead"], one["capacity"]) for one in team] == capacities

    refused = await doors.adviser.post(f"{path}/lead", {"member_id": member["id"]})
    assert (refused.status_code, bool(refused.json()["reasons"])) == (403, True)
    assert (await doors.lead.post(f"{path}/lead", {"member_id": member["id"]})).status_code == 409
    led = await doors.lead.post(f"{path}/lead", {"member_id": joined.json()["id"], "stays": True})
    assert led.json()["lead"] == {
        "member_id": joined.json()["id"],
        "agency_id": str(doors.lead.agency.id),
        "worker_id": str(colleague.worker.id),
        "is_vacant": False,
    }
    former = next(one["id"] for one in team if one["is_lead"])
    ended = await colleague.ask("DELETE", f"{path}/team/{former}")
    assert (ended.status_code, ended.content) == (204, b"")
    gone = (await doors.adviser.get(f"{path}/team")).json()["items"][0]
    assert gone["ends_at"] is not None
    assert gone["categories"] == []


async def test_notes_and_needs_are_written_read_and_corrected(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    note = await doors.lead.post(f"{path}/notes", {"category": "housing", "text": "The landlord waits until May."})
    assert note.status_code == 201
    where = note.headers["Location"]
    assert note.json()["person_ids"] == [str(doors.person_id)]
    corrected = await doors.lead.ask("PATCH", where, {"text": "The landlord waits until June."}, If_Match='"1"')
    assert (corrected.status_code, corrected.headers["ETag"]) == (200, '"2"')
    versions = (await doors.lead.get(f"{where}/versions")).json()["items"]
    assert [one["content"] for one in versions] == [{"text": "The landlord waits until May."}]
    assert [one["text"] for one in (await doors.lead.get(f"{path}/notes")).json()["items"]] == [
        "The landlord waits until June."
    ]

    need = await doors.lead.made(f"{path}/needs", {"term": "over-indebtedness", "source": "person"})
    assert (need["category"], need["label"], need["state"]) == ("finance", "Debts", "open")
    where = f"{path}/needs/{need['id']}"
    moved = await doors.lead.ask("PATCH", where, {"state": "being_met"}, If_Match='"1"', Accept_Language="fr")
    assert (moved.json()["state"], moved.json()["label"]) == ("being_met", "Surendettement")
    assert (await doors.lead.get(where)).headers["ETag"] == '"2"'
    assert [one["content"]["state"] for one in (await doors.lead.get(f"{where}/versions")).json()["items"]] == ["open"]


async def test_the_kinds_of_needs_are_told_in_the_callers_language(doors: Doors) -> None:
    terms = (await doors.lead.get("/v1/need-terms", Accept_Language="fr")).json()["items"]
    assert {"term": "homelessness", "category": "housing", "label": "Absence de logement"} in terms


async def test_the_timeline_is_told_in_the_callers_language_page_by_page(doors: Doors) -> None:
    case_id = (await doors.case())["id"]
    await doors.lead.made(f"/v1/cases/{case_id}/notes", {"category": "social", "text": "A note"})
    path = f"/v1/persons/{doors.person_id}/timeline"
    first = await doors.lead.get(f"{path}?limit=1", Accept_Language="fr")
    [line] = first.json()["items"]
    assert (line["kind"], line["label"], line["by_id"]) == ("note_added", "Note ajoutée", str(doors.lead.worker.id))
    assert 'rel="next"' in first.headers["Link"]
    rest = (await doors.lead.get(f"{path}?after={first.json()['next']}")).json()
    assert [one["label"] for one in rest["items"]] == ["Case opened"]
    assert rest["next"] is None


async def test_the_work_list_is_one_call_and_continues_page_by_page(doors: Doors) -> None:
    low, high = await doors.case(), await doors.case()
    for case, risk in ((low, "low"), (high, "high")):
        await doors.lead.made(f"/v1/cases/{case['id']}/risk-assessments", {"risk": risk, "reasons": ["isolation"]})
    first = await doors.lead.get("/v1/worklist?limit=1")
    assert first.status_code == 200
    assert [one["case_id"] for one in first.json()["items"]] == [high["id"]]
    assert 'rel="next"' in first.headers["Link"]
    assert "Decision-Id" in first.headers
    rest = (await doors.lead.get(f"/v1/worklist?limit=1&after={first.json()['next']}")).json()
    assert ([one["case_id"] for one in rest["items"]], rest["next"]) == ([low["id"]], None)
    whole = (await doors.lead.get("/v1/worklist?whose=agency")).json()["items"]
    assert [one["case_id"] for one in whole] == [high["id"], low["id"]]


async def test_what_one_member_sees_another_does_not_share(doors: Doors) -> None:
    await doors.share("housing")
    case = await doors.case()
    path = f"/v1/cases/{case['id']}"
    await doors.lead.made(f"{path}/notes", {"category": "housing", "text": "About housing"})
    await doors.lead.made(f"{path}/notes", {"category": "health", "text": "About health"})
    await doors.joins(case["id"], doors.adviser)
    assert [one["text"] for one in (await doors.adviser.get(f"{path}/notes")).json()["items"]] == ["About housing"]
    [row] = (await doors.adviser.get("/v1/worklist")).json()["items"]
    assert (row["case_id"], row["capacity"]) == (case["id"], "housing_adviser")
    refused = await doors.adviser.post(f"{path}/notes", {"category": "health", "text": "Not mine to write"})
    assert (refused.status_code, bool(refused.json()["reasons"])) == (403, True)


async def test_somebody_is_added_to_a_case_and_taken_off_it(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    child = await doors.somebody()
    added = await doors.lead.post(f"{path}/persons", {"person_id": str(child), "role": "child"})
    assert (added.status_code, added.headers["ETag"]) == (201, '"2"')
    assert {"person_id": str(child), "role": "child"} in added.json()["persons"]
    removed = await doors.lead.ask("DELETE", f"{path}/persons/{child}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert len((await doors.lead.get(path)).json()["persons"]) == 1
    again = await doors.lead.ask("DELETE", f"{path}/persons/{child}")
    assert again.status_code == 404
