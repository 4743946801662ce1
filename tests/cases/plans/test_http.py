"""Goals, actions and progress as they are asked over HTTP."""

from typing import Any

import httpx

from shared.identifiers import new_id
from tests.cases.doors import Doors


def goal(**more: Any) -> dict[str, Any]:
    return {
        "category": "social",
        "own_words": "I want to get out again.",
        "wording": "Leaves the flat weekly",
        "owner": {"kind": "person"},
        "horizon": "months",
        "scale": {name: name for name in ("much_less", "less", "expected", "more", "much_more")},
        **more,
    }


def action(goal_id: str, **more: Any) -> dict[str, Any]:
    return {"category": "social", "goal_id": goal_id, "title": "Go along", "owner": {"kind": "person"}, **more}


def pointers(answer: httpx.Response) -> list[str]:
    return [one["pointer"] for one in answer.json()["errors"]]


async def test_a_goal_is_set_scored_and_changed(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    made = await doors.lead.post(f"{path}/goals", goal(weight=3, baseline=-2))
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert "Decision-Id" in made.headers
    where = made.headers["Location"]
    shown = made.json()
    assert shown["owner"] == {"kind": "person", "agency_id": None, "id": str(doors.person_id)}
    assert (shown["state"], shown["by_worker"], shown["in_disagreement"]) == ("proposed", None, False)
    assert (await doors.lead.get(where)).json() == shown
    for said_by, level in (("worker", 0), ("person", -1)):
        marked = await doors.lead.post(f"{where}/progress", {"level": level, "said_by": said_by, "words": "So far."})
        assert (marked.status_code, marked.json()["level"]) == (201, level)
    read = await doors.lead.get(where)
    assert (read.json()["by_person"]["level"], read.json()["in_disagreement"]) == (-1, True)
    assert read.headers["ETag"] == '"1"'
    changed = await doors.lead.ask("PATCH", where, {"state": "active", "baseline": None}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"], changed.json()["baseline"]) == (200, '"2"', None)
    (earlier,) = (await doors.lead.get(f"{where}/versions")).json()["items"]
    assert (earlier["version"], earlier["content"]["baseline"]) == (1, -2)
    assert len((await doors.lead.get(f"{where}/progress")).json()["items"]) == 2


async def test_an_action_is_planned_and_done(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    set_goal = await doors.lead.made(f"{path}/goals", goal())
    made = await doors.lead.post(f"{path}/actions", action(set_goal["id"], due_on="2026-03-20"))
    assert made.status_code == 201
    where = made.headers["Location"]
    referral_id = str(new_id())
    refused = await doors.lead.ask("PATCH", where, {"state": "done", "referral_id": referral_id}, If_Match='"1"')
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/referral_id")
    invented = await doors.lead.post(f"{path}/actions", action(set_goal["id"], referral_id=referral_id))
    assert (invented.status_code, invented.json()["errors"][0]["pointer"]) == (422, "#/referral_id")
    changed = await doors.lead.ask("PATCH", where, {"state": "done"}, If_Match='"1"')
    assert (changed.json()["state"], changed.json()["referral_id"]) == ("done", None)
    again = await doors.lead.ask("PATCH", where, {"state": "not_done"}, If_Match='"2"')
    assert (again.status_code, again.json()["state"]) == (409, "done")
    assert (await doors.lead.get(where)).headers["ETag"] == '"2"'
    assert [one["content"]["state"] for one in (await doors.lead.get(f"{where}/versions")).json()["items"]] == [
        "planned"
    ]


async def test_lists_come_in_pages_with_a_link_to_the_next(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    goals = [(await doors.lead.made(f"{path}/goals", goal()))["id"] for _ in range(3)]
    for _ in range(3):
        await doors.lead.made(f"{path}/actions", action(goals[0]))
        await doors.lead.made(f"{path}/goals/{goals[0]}/progress", {"level": 0, "said_by": "worker"})
    for listed in (f"{path}/goals", f"{path}/actions", f"{path}/goals/{goals[0]}/progress"):
        first = await doors.lead.get(f"{listed}?limit=2")
        assert 'rel="next"' in first.headers["Link"]
        second = await doors.lead.get(f"{listed}?limit=2&after={first.json()['next']}")
        assert "Link" not in second.headers
        ids = [one["id"] for one in first.json()["items"] + second.json()["items"]]
        assert ids == [one["id"] for one in (await doors.lead.get(listed)).json()["items"]]
        assert len(ids) == 3


async def test_the_same_key_acts_once(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    set_goal = await doors.lead.made(f"{path}/goals", goal())
    for where, body, other in (
        (f"{path}/goals", goal(), goal(weight=2)),
        (f"{path}/actions", action(set_goal["id"]), action(set_goal["id"], title="Another")),
        (
            f"{path}/goals/{set_goal['id']}/progress",
            {"level": 0, "said_by": "worker"},
            {"level": 1, "said_by": "worker"},
        ),
    ):
        key = new_id().hex
        answers = [await doors.lead.post(where, body, Idempotency_Key=key) for _ in range(2)]
        assert answers[0].json()["id"] == answers[1].json()["id"]
        assert (await doors.lead.post(where, other, Idempotency_Key=key)).status_code == 422


async def test_bad_input_is_pointed_at_in_the_callers_language(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    set_goal = await doors.lead.made(f"{path}/goals", goal(scale=None))
    where = f"{path}/goals/{set_goal['id']}"
    stranger = {"kind": "person", "id": str(new_id())}
    refused: list[tuple[str, str, Any, str]] = [
        ("POST", f"{path}/goals", goal(category="weather"), "#/category"),
        ("POST", f"{path}/goals", goal(wording=""), "#/wording"),
        ("POST", f"{path}/goals", goal(weight=0), "#/weight"),
        ("POST", f"{path}/goals", goal(baseline=3), "#/baseline"),
        ("POST", f"{path}/goals", goal(owner={"kind": "agency"}), "#/owner"),
        ("POST", f"{path}/goals", goal(owner=stranger), "#/owner/id"),
        ("POST", f"{path}/goals", goal(scale={"less": "Only one"}), "#/scale/much_less"),
        ("POST", f"{path}/goals", goal(need_ids=[str(new_id())]), "#/need_ids"),
        ("POST", f"{path}/goals", goal(person_ids=[str(new_id())]), "#/person_ids"),
        ("PATCH", where, {"wording": None}, "#"),
        ("PATCH", where, {"state": "tired"}, "#/state"),
        ("POST", f"{path}/actions", action(str(new_id())), "#/goal_id"),
        ("POST", f"{path}/actions", action(set_goal["id"], title=""), "#/title"),
        ("POST", f"{where}/progress", {"level": 3, "said_by": "worker"}, "#/level"),
        ("POST", f"{where}/progress", {"level": 1, "said_by": "neighbour"}, "#/said_by"),
    ]
    for method, asked, body, pointer in refused:
        answer = await doors.lead.ask(method, asked, body, If_Match='"1"', Accept_Language="fr")
        assert answer.status_code == 422, answer.text
        assert pointers(answer)[0] == pointer, answer.text
        assert answer.json()["title"] == "La requête n'est pas valide"
    unscaled = await doors.lead.post(f"{where}/progress", {"level": 1, "said_by": "worker"}, Accept_Language="fr")
    assert (unscaled.status_code, unscaled.json()["detail"]) == (409, "Convenez d'abord de l'échelle de l'objectif.")
    assert (await doors.lead.ask("PATCH", where, {"state": "active"})).status_code == 428
    assert (await doors.lead.ask("PATCH", where, {"state": "active"}, If_Match='"7"')).status_code == 412
    assert (await doors.lead.get(where)).json() == set_goal


async def test_what_is_not_yours_and_what_is_not_there_are_the_same_answer(doors: Doors) -> None:
    case_id = (await doors.case())["id"]
    made = await doors.lead.made(f"/v1/cases/{case_id}/goals", goal())
    planned = await doors.lead.made(f"/v1/cases/{case_id}/actions", action(made["id"]))
    mine, theirs = f"/goals/{made['id']}", f"/actions/{planned['id']}"
    asked: list[tuple[str, str, Any]] = [
        *(("GET", path, None) for path in ("/goals", mine, f"{mine}/versions", f"{mine}/progress")),
        *(("GET", path, None) for path in ("/actions", theirs, f"{theirs}/versions")),
        ("POST", "/goals", goal()),
        ("POST", "/actions", action(made["id"])),
        ("POST", f"{mine}/progress", {"level": 1, "said_by": "worker"}),
        ("PATCH", mine, {"state": "active"}),
        ("PATCH", theirs, {"state": "done"}),
    ]
    for method, path, body in asked:
        foreign = await doors.adviser.ask(method, f"/v1/cases/{case_id}{path}", body, If_Match='"1"')
        invented = await doors.adviser.ask(method, f"/v1/cases/{new_id()}{path}", body, If_Match='"1"')
        assert (foreign.status_code, foreign.content) == (404, invented.content), path
        assert (await doors.http.request(method, f"/v1/cases/{case_id}{path}", json=body)).status_code == 401


async def test_a_plan_is_proposed_signed_and_reviewed(doors: Doors) -> None:
    case = f"/v1/cases/{(await doors.case())['id']}"
    empty = await doors.lead.get(f"{case}/plan")
    assert (empty.json()["version"], empty.json()["review"], empty.json()["scores"]["by_worker"]) == (None, None, None)
    assert (await doors.lead.post(f"{case}/plan/versions", {})).status_code == 409
    set_goal = await doors.lead.made(f"{case}/goals", goal(baseline=-2))
    await doors.lead.made(f"{case}/goals/{set_goal['id']}/progress", {"level": 0, "said_by": "worker"})
    key = new_id().hex
    made = [await doors.lead.post(f"{case}/plan/versions", {}, Idempotency_Key=key) for _ in range(2)]
    assert [(one.status_code, one.json()["number"]) for one in made] == [(201, 1), (201, 1)]
    version = made[0].headers["Location"]
    assert made[0].json()["awaiting"] == [str(doors.person_id)]
    for body in ({"party": "lead", "answer": "agreed"}, {"party": "person", "answer": "agreed", "words": "Fine."}):
        signed = await doors.lead.post(f"{version}/signatures", body)
        assert (signed.status_code, signed.json()["worker_id"]) == (201, str(doors.lead.worker.id))
        assert signed.json()["decision_id"] == signed.headers["Decision-Id"]
    read = await doors.lead.get(version)
    assert (read.json()["state"], read.json()["awaiting"], "ETag" in read.headers) == ("agreed", [], True)
    signatures = (await doors.lead.get(f"{version}/signatures")).json()["items"]
    assert [(one["party"], one["words"]) for one in signatures] == [("lead", None), ("person", "Fine.")]

    review = {"held_on": "2026-06-01", "next_review_on": "2026-09-01", "summary": "It goes well."}
    reviewed = await doors.lead.post(f"{case}/plan/reviews", review)
    assert reviewed.status_code == 201
    for where in (version, reviewed.headers["Location"]):
        (line,) = (await doors.lead.get(f"{where}/changes")).json()["items"]
        assert (line["goal_id"], line["change"], line["now"]["by_worker"]) == (set_goal["id"], "new", 0)
    plan = await doors.lead.get(f"{case}/plan")
    assert plan.json()["next_review_on"] == "2026-09-01"
    assert plan.json()["scores"] == {"at_first": 30.0, "by_worker": 50.0, "by_person": None}
    assert plan.json()["version"] == read.json()
    assert plan.json()["review"] == (await doors.lead.get(reviewed.headers["Location"])).json()
    assert plan.headers["ETag"] != empty.headers["ETag"]
    assert [one["number"] for one in (await doors.lead.get(f"{case}/plan/versions")).json()["items"]] == [1]
    assert len((await doors.lead.get(f"{case}/plan/reviews")).json()["items"]) == 1


async def test_a_plan_refuses_what_makes_no_sense_and_shows_strangers_nothing(doors: Doors) -> None:
    case_id = (await doors.case())["id"]
    case = f"/v1/cases/{case_id}"
    await doors.lead.made(f"{case}/goals", goal())
    version = await doors.lead.made(f"{case}/plan/versions", {})
    review = await doors.lead.made(f"{case}/plan/reviews", {"held_on": "2026-06-01"})
    signing = f"/plan/versions/{version['id']}/signatures"
    lead = {"party": "lead", "answer": "agreed"}
    refused: list[tuple[str, Any, str]] = [
        ("/plan/versions", {"number": 3}, "#/number"),
        (signing, {"party": "neighbour", "answer": "agreed"}, "#/party"),
        (signing, {**lead, "person_id": str(doors.person_id)}, "#"),
        (signing, {"party": "person", "answer": "agreed", "person_id": str(new_id())}, "#/person_id"),
        ("/plan/reviews", {"held_on": "2026-06-01", "next_review_on": "2026-05-01"}, "#"),
    ]
    for path, body, pointer in refused:
        answer = await doors.lead.post(f"{case}{path}", body)
        assert (answer.status_code, pointers(answer)) == (422, [pointer]), answer.text
    asked: list[tuple[str, str, Any]] = [
        *(("GET", path, None) for path in ("/plan", "/plan/versions", "/plan/reviews", signing)),
        *(("GET", f"/plan/versions/{version['id']}{more}", None) for more in ("", "/changes")),
        *(("GET", f"/plan/reviews/{review['id']}{more}", None) for more in ("", "/changes")),
        ("POST", "/plan/versions", {}),
        ("POST", "/plan/reviews", {"held_on": "2026-06-01"}),
        ("POST", signing, lead),
    ]
    for method, path, body in asked:
        foreign = await doors.adviser.ask(method, f"{case}{path}", body)
        invented = await doors.adviser.ask(method, f"/v1/cases/{new_id()}{path}", body)
        assert (foreign.status_code, foreign.content) == (404, invented.content), path
        assert (await doors.http.request(method, f"{case}{path}", json=body)).status_code == 401
