"""What must be done, over HTTP."""

from datetime import UTC, datetime, timedelta

from shared.contracts.identity.vocabulary import Role
from tests.cases.doors import Doors

FUTURE = "2999-04-01"


async def test_a_worker_lists_what_they_must_do(doors: Doors) -> None:
    case = await doors.case(next_review_on=FUTURE)
    answer = await doors.lead.get("/v1/tasks")
    assert answer.status_code == 200
    assert "decision-id" in answer.headers
    body = answer.json()
    assert body["next"] is None
    [row] = body["items"]
    assert (row["id"], row["kind"], row["due_on"], row["risk"]) == (case["id"], "review", FUTURE, "not_assessed")
    assert row["persons"] == [{"person_id": str(doors.person_id), "display_name": None}]
    opened = await doors.lead.get(row["opens_at"])
    assert opened.json()["id"] == case["id"]


async def test_pages_follow_each_other_in_order(doors: Doors) -> None:
    cases = [await doors.case(next_review_on=f"2999-0{month}-01") for month in (3, 1, 2)]
    found: list[str] = []
    path = "/v1/tasks?of=team&limit=1"
    while path:
        answer = await doors.lead.get(path)
        body = answer.json()
        found += [row["id"] for row in body["items"]]
        path = f"/v1/tasks?of=team&limit=1&after={body['next']}" if body["next"] else ""
        assert ('rel="next"' in answer.headers.get("link", "")) is bool(path)
    assert found == [cases[number]["id"] for number in (1, 2, 0)]


async def test_a_list_is_narrowed_by_kind_and_date(doors: Doors) -> None:
    await doors.case(next_review_on=FUTURE)
    for query, number in (
        ("kind=review", 1),
        ("kind=action&kind=review", 1),
        ("kind=action", 0),
        (f"due_until={FUTURE}", 1),
        ("due_until=2999-03-31", 0),
        ("overdue=true", 0),
        ("of=agency", 1),
        ("due_until=9999-12-31", 1),
        ("due_until=0001-01-01", 0),
    ):
        answer = await doors.lead.get(f"/v1/tasks?{query}")
        assert len(answer.json()["items"]) == number, query


async def test_what_is_asked_for_must_exist(doors: Doors) -> None:
    for query in ("of=everybody", "kind=nothing", "after=somewhere", "due_until=tomorrow"):
        answer = await doors.lead.get(f"/v1/tasks?{query}")
        assert answer.status_code == 422, query
        assert answer.headers["content-type"].startswith("application/problem+json")


async def test_others_have_nothing_of_it_on_their_lists(doors: Doors) -> None:
    await doors.case(next_review_on=FUTURE)
    for of in ("me", "team", "agency"):
        assert (await doors.adviser.get(f"/v1/tasks?of={of}")).json() == {"items": [], "next": None}


async def test_a_task_is_written_corrected_done_and_its_past_is_kept(doors: Doors) -> None:
    case = await doors.case()
    owner = {"agency_id": str(doors.lead.agency.id), "worker_id": str(doors.lead.worker.id)}
    body = {"category": "social", "title": "Bring the key", "owner": owner, "due_on": FUTURE}
    task = await doors.lead.made(f"/v1/cases/{case['id']}/tasks", body)
    assert (task["state"], task["owner"], task["version"]) == ("open", owner, 1)
    path = f"/v1/cases/{case['id']}/tasks/{task['id']}"
    [row] = [row for row in (await doors.lead.get("/v1/tasks")).json()["items"] if row["kind"] == "task"]
    assert (row["opens_at"], row["title"], row["worker_id"]) == (path, "Bring the key", owner["worker_id"])
    assert (await doors.lead.ask("PATCH", path, {"state": "done"})).status_code == 428
    unnamed = {"due_on": None, "owner": {**owner, "worker_id": None}}
    named = await doors.lead.ask("PATCH", path, unnamed, If_Match='"1"')
    assert (named.json()["due_on"], named.json()["owner"]["worker_id"]) == (None, None)
    done = await doors.lead.ask("PATCH", path, {"state": "done"}, If_Match=named.headers["etag"])
    assert done.json()["state"] == "done"
    assert (await doors.lead.get("/v1/tasks?of=agency&kind=task")).json()["items"] == []
    versions = (await doors.lead.get(f"{path}/versions")).json()["items"]
    assert [one["content"]["due_on"] for one in versions] == [FUTURE, None]
    of_case = (await doors.lead.get(f"/v1/cases/{case['id']}/tasks")).json()["items"]
    assert [one["id"] for one in of_case] == [task["id"]]
    for foreign in (path, f"{path}/versions", f"/v1/cases/{case['id']}/tasks"):
        assert (await doors.adviser.get(foreign)).status_code == 404


async def test_what_must_be_done_is_given_to_a_colleague_of_the_same_agency(doors: Doors) -> None:
    case = await doors.case()
    colleague = await doors.hires(doors.lead)
    owner = {"agency_id": str(doors.lead.agency.id), "worker_id": str(doors.lead.worker.id)}
    body = {"category": "social", "title": "Bring the key", "owner": owner}
    task = await doors.lead.made(f"/v1/cases/{case['id']}/tasks", body)
    path = f"/v1/tasks/{task['id']}/reassignment"
    wanted = {"worker_id": str(colleague.worker.id), "because": "workload"}
    for wrong in (str(doors.adviser.worker.id), case["id"]):
        refused = await doors.lead.post(path, {**wanted, "worker_id": wrong})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["code"] == "unknown_worker"
    given = await doors.lead.post(path, wanted)
    assert given.json() == {
        "id": task["id"],
        "kind": "task",
        "agency_id": owner["agency_id"],
        "worker_id": str(colleague.worker.id),
    }
    [row] = (await colleague.get("/v1/tasks")).json()["items"]
    assert (row["given"]["because"], row["given"]["by_id"]) == ("workload", owner["worker_id"])
    assert (await doors.lead.post(path, {**wanted, "worker_id": None})).status_code == 403
    assert (await doors.adviser.post(path, {"worker_id": None, "because": "workload"})).status_code == 404


async def test_an_absence_is_said_listed_and_ended(doors: Doors) -> None:
    deputy = await doors.hires(doors.lead)
    body = {"deputy_id": str(deputy.worker.id), "ends_at": (datetime.now(UTC) + timedelta(days=7)).isoformat()}
    absence = await doors.lead.made("/v1/absences", body)
    assert absence["worker_id"] == str(doors.lead.worker.id)
    case = await doors.case(next_review_on=FUTURE)
    assert [row["id"] for row in (await deputy.get("/v1/tasks")).json()["items"]] == [case["id"]]
    path = f"/v1/absences/{absence['id']}"
    assert (await deputy.get(path)).json()["id"] == absence["id"]
    assert [one["id"] for one in (await deputy.get("/v1/absences")).json()["items"]] == [absence["id"]]
    assert (await doors.adviser.get(path)).status_code == 404
    assert (await deputy.ask("DELETE", path)).status_code == 403
    assert (await doors.lead.ask("DELETE", path)).status_code == 204
    assert (await deputy.get("/v1/tasks")).json()["items"] == []
    stranger = {"deputy_id": str(doors.adviser.worker.id), "ends_at": "2999-01-01T00:00:00Z"}
    refused = await doors.lead.post("/v1/absences", stranger)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/deputy_id")


async def test_a_supervisor_reads_how_much_each_has_to_do_and_what(doors: Doors) -> None:
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR)
    case = await doors.case(next_review_on=FUTURE)
    assert (await doors.lead.get("/v1/caseloads")).status_code == 403
    body = (await supervisor.get("/v1/caseloads")).json()
    lead = str(doors.lead.worker.id)
    assert body == {
        "items": [
            {
                "worker_id": lead,
                "open_cases": 1,
                "cases_by_risk": {"high": 0, "moderate": 0, "low": 0, "not_assessed": 1},
                "open_tasks": 1,
                "overdue_tasks": 0,
                "away": None,
            }
        ],
        "next": None,
    }
    rows = (await supervisor.get(f"/v1/tasks?of=agency&worker_id={lead}")).json()["items"]
    assert [row["id"] for row in rows] == [case["id"]]
    nobody = (await supervisor.get(f"/v1/tasks?of=agency&worker_id={supervisor.worker.id}")).json()["items"]
    assert nobody == []
    assert (await supervisor.get(f"/v1/tasks?of=team&worker_id={lead}")).status_code == 422
