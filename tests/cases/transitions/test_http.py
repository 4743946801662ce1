"""Rules and dated changes over HTTP."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role, Sector
from tests.cases.doors import Doors

TERMS = {"months_before": 12, "tells": "team"}


def rule(doors: Doors, **more: Any) -> dict[str, Any]:
    return {"municipality_id": str(doors.municipality.municipality_id), "kind": "of_age", **TERMS, **more}


async def test_a_rule_is_written_changed_by_a_version_and_retired(doors: Doors) -> None:
    written = await doors.lead.made("/v1/transition-rules", rule(doors))
    path = f"/v1/transition-rules/{written['id']}"
    assert (await doors.lead.post("/v1/transition-rules", rule(doors))).status_code == 409
    changed = await doors.lead.made(f"{path}/versions", {**TERMS, "months_before": 6})
    assert [(one["version"], one["months_before"]) for one in changed["versions"]] == [(1, 12), (2, 6)]
    listed = (await doors.adviser.get("/v1/transition-rules")).json()["items"]
    assert [(one["id"], one["versions"][0]["version"]) for one in listed] == [(written["id"], 2)]
    assert (await doors.adviser.post(f"{path}/retirement", {})).status_code == 403
    assert (await doors.lead.post(f"{path}/retirement", {})).status_code == 200
    assert (await doors.lead.post(f"{path}/versions", TERMS)).status_code == 409
    assert (await doors.lead.get("/v1/transition-rules")).json()["items"] == []
    assert (await doors.lead.get(path)).json()["versions"][1]["ended_at"] is not None
    await doors.lead.made("/v1/transition-rules", rule(doors, kind="mandate_ends"))


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"kind": "adult_services"}, "#/at_age"),
        ({"template_id": "0198c0de-0000-7000-8000-0000000000b7"}, "#/template_id"),
        ({"months_before": 0}, "#/months_before"),
    ],
)
async def test_a_rule_that_cannot_be_is_refused(doors: Doors, more: dict[str, Any], pointer: str) -> None:
    refused = await doors.lead.post("/v1/transition-rules", rule(doors, **more))
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, [pointer])


async def test_only_who_administers_or_supervises_writes_rules_and_only_there(doors: Doors) -> None:
    caseworker = await doors.hires(doors.lead, Role.CASEWORKER)
    assert (await caseworker.post("/v1/transition-rules", rule(doors))).status_code == 403
    elsewhere = rule(doors, municipality_id="0198c0de-0000-7000-8000-00000000ffff")
    assert (await doors.lead.post("/v1/transition-rules", elsewhere)).status_code == 403


async def test_a_person_of_whom_one_does_not_know_is_as_one_who_is_not_there(doors: Doors) -> None:
    person = await doors.registered()
    stranger = await doors.agency("Elsewhere", Sector.FINANCE)
    mine = await doors.lead.get(f"/v1/persons/{person}/transitions")
    assert (mine.status_code, mine.json()["items"]) == (200, [])
    answers = [
        await stranger.get(f"/v1/persons/{one}/transitions") for one in (person, "0198c0de-0000-7000-8000-00000000ffff")
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert [sorted(one.json()) for one in answers[:1]] == [sorted(one.json()) for one in answers[1:]]
    assert answers[0].json()["title"] == answers[1].json()["title"]
