"""What must be done, over HTTP."""

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
