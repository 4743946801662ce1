"""Templates as they are asked for over HTTP."""

from typing import Any

from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.plans.scenes import action_of_template, goal_of_template


def template_for(doors: Doors, **more: Any) -> dict[str, Any]:
    return {
        "municipality_id": str(doors.municipality.municipality_id),
        "target_group": "homelessness",
        "title": "A door of one's own",
        "language": "en",
        "goals": [goal_of_template("housing", action_of_template("worker", "housing"))],
        **more,
    }


async def test_a_template_is_written_once_read_by_all_and_retired_by_its_agency(doors: Doors) -> None:
    body, key = template_for(doors), new_id().hex
    written = [await doors.lead.post("/v1/plan-templates", body, Idempotency_Key=key) for _ in range(2)]
    assert [one.status_code for one in written] == [201, 201]
    template = written[0].json()
    assert (template["label"], template["goals"]) == ("Homelessness", body["goals"])
    path = written[0].headers["Location"]
    read = await doors.adviser.get(path, Accept_Language="fr")
    assert (read.json()["label"], "ETag" in read.headers) == ("Sans-abrisme", True)
    for group, found in (("homelessness", 1), ("family", 0)):
        listed = (await doors.adviser.get(f"/v1/plan-templates?target_group={group}")).json()["items"]
        assert [one["id"] for one in listed] == [template["id"]] * found
    assert (await doors.adviser.post(f"{path}/retirement", {})).status_code == 403
    assert (await doors.lead.post(f"{path}/retirement", {})).json()["retired_at"] is not None
    again = await doors.lead.post(f"{path}/retirement", {}, Accept_Language="fr")
    assert (again.status_code, again.json()["detail"]) == (409, "Ce modèle n'est déjà plus utilisé.")
    assert (await doors.adviser.get("/v1/plan-templates")).json() == {"items": [], "next": None}


async def test_a_plan_begins_with_a_template(doors: Doors) -> None:
    template = await doors.lead.made("/v1/plan-templates", template_for(doors))
    path = f"/v1/cases/{(await doors.case())['id']}/plan/templates"
    body, key = {"template_id": template["id"], "begins_on": "2026-03-02"}, new_id().hex
    begun = [await doors.lead.post(path, body, Idempotency_Key=key) for _ in range(2)]
    assert [one.status_code for one in begun] == [201, 201]
    assert begun[0].json() == begun[1].json()
    assert [len(begun[0].json()[kind]) for kind in ("goal_ids", "action_ids")] == [1, 1]
    assert (await doors.lead.get(path)).json()["items"] == [begun[0].json()]
    invented = f"/v1/cases/{new_id()}/plan/templates"
    for method, sent in (("GET", None), ("POST", body)):
        foreign = await doors.adviser.ask(method, path, sent)
        assert (foreign.status_code, foreign.content) == (
            404,
            (await doors.adviser.ask(method, invented, sent)).content,
        )


async def test_what_makes_no_sense_is_pointed_at_and_who_may_not_is_refused(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}/plan/templates"
    unknown = {"template_id": str(new_id()), "begins_on": "2026-03-02"}
    refused: list[tuple[str, Any, str]] = [
        ("/v1/plan-templates", template_for(doors, target_group="everybody"), "#/target_group"),
        ("/v1/plan-templates", template_for(doors, goals=[]), "#/goals"),
        ("/v1/plan-templates", template_for(doors, language="the local one"), "#/language"),
        ("/v1/plan-templates", template_for(doors, goals=[goal_of_template("weather")]), "#/goals/0/category"),
        (path, unknown, "#/template_id"),
        (path, {**unknown, "begins_on": "9999-12-31"}, "#/begins_on"),
    ]
    for where, sent, pointer in refused:
        answer = await doors.lead.post(where, sent)
        assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])
    caseworker = await doors.hires(doors.lead, Role.CASEWORKER)
    assert (await caseworker.post("/v1/plan-templates", template_for(doors))).status_code == 403
    elsewhere = template_for(doors, municipality_id=str(new_id()))
    assert (await doors.lead.post("/v1/plan-templates", elsewhere)).status_code == 403
    for where in ("/v1/plan-templates", f"/v1/plan-templates/{new_id()}", path):
        assert (await doors.http.get(where)).status_code == 401
