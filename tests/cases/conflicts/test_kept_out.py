"""For a worker who declared a conflict of interest the person is not there, whatever grounds they have."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.people.readers import Log

POWERFUL = (Role.CASEWORKER, Role.SUPERVISOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)


@dataclass
class Village:
    """An agency that began somebody's record; a worker with every role in it is their sister, a colleague is not."""

    doors: Doors
    person: str
    sister: Desk
    colleague: Desk
    case_id: str

    @property
    def conflicts(self) -> str:
        return f"/v1/persons/{self.person}/conflicts-of-interest"

    async def declared(self, by: Desk | None = None) -> dict[str, Any]:
        made: dict[str, Any] = await (by or self.sister).made(self.conflicts, {"relation": "family"})
        return made

    async def lifted(self, conflict: dict[str, Any], by: Desk) -> httpx.Response:
        return await by.post(f"/v1/conflicts-of-interest/{conflict['id']}/lifting", {"reason": "declared_in_error"})

    async def reads(self, who: Desk) -> int:
        return (await who.get(f"/v1/persons/{self.person}/record")).status_code


@pytest.fixture
async def village(doors: Doors) -> Village:
    person = await doors.registered()
    sister, colleague = await doors.hires(doors.lead, *POWERFUL), await doors.hires(doors.lead, *POWERFUL)
    body = {"persons": [{"person_id": person}], "category": "social", "title": "Return home"}
    case_id = (await sister.made("/v1/cases", body))["id"]
    await sister.made(f"/v1/cases/{case_id}/notes", {"category": "social", "text": "Rang the bell."})
    return Village(doors, person, sister, colleague, case_id)


def readable_paths(openapi: dict[str, Any], name: str) -> list[str]:
    """Addresses that are read with one parameter of this name and no other."""
    return sorted(
        path
        for path, operations in openapi["paths"].items()
        if "get" in operations and re.findall(r"{(\w+)}", path) == [name]
    )


async def answers(who: Desk, paths: list[str], value: str) -> dict[str, int]:
    return {path: (await who.get(re.sub(r"{\w+}", value, path))).status_code for path in paths}


async def test_nothing_of_the_person_is_there_any_more(village: Village, cases_http: httpx.AsyncClient) -> None:
    openapi = (await cases_http.get("/openapi.json")).json()
    about_person, about_case = readable_paths(openapi, "person_id"), readable_paths(openapi, "case_id")
    assert {"/v1/persons/{person_id}/record", "/v1/persons/{person_id}/access-log"} <= set(about_person)
    before = await answers(village.sister, about_person, village.person)
    assert set(before.values()) == {200}
    await village.declared()
    assert set((await answers(village.sister, about_person, village.person)).values()) == {404}
    assert await answers(village.sister, about_case, village.case_id) == await answers(
        village.sister, about_case, str(new_id())
    )
    assert (await village.sister.get("/v1/worklist")).json()["items"] == []
    assert await answers(village.colleague, about_person, village.person) == before


async def test_a_search_and_the_question_whether_they_are_known_find_nobody(village: Village) -> None:
    number = {"system": "urn:example:number", "value": str(new_id())}
    added = await village.colleague.post(f"/v1/persons/{village.person}/identifiers", number)
    assert added.status_code == 201, added.text
    questions = (
        ("/v1/persons/search", {"identifier": number}, "items"),
        ("/v1/persons/known-check", {"identifier": number}, "result"),
    )
    before = [(await village.sister.post(path, body)).json()[key] for path, body, key in questions]
    await village.declared()
    after = [(await village.sister.post(path, body)).json()[key] for path, body, key in questions]
    assert (len(before[0]), before[1]) == (1, "known")
    assert after == [[], "nothing"]


async def test_no_later_ground_lets_them_in_either(village: Village) -> None:
    await village.declared()
    body = {"persons": [{"person_id": village.person}], "category": "housing"}
    await village.colleague.made("/v1/cases", body)
    assert await village.reads(village.sister) == 404
    assert (await village.sister.get("/v1/cases")).json()["items"] == []
    assert (await village.sister.post("/v1/cases", body)).status_code == 404
    law = {
        "article": "Child Protection Act § 8",
        "ground": "Report",
        "categories": ["social"],
        "overrides_refusal_because": "danger_to_life",
        "valid_until": "2100-01-01T00:00:00Z",
        "review_at": "2099-01-01T00:00:00Z",
    }
    mandates = f"/v1/persons/{village.person}/mandates"
    assert (await village.sister.post(mandates, law)).status_code == 404


async def test_they_lead_nothing_and_are_given_nothing_about_the_person(village: Village) -> None:
    await village.declared()
    body = {"persons": [{"person_id": village.person}], "category": "housing"}
    named = await village.colleague.post("/v1/cases", body | {"lead_worker_id": str(village.sister.worker.id)})
    assert named.status_code == 409


async def test_to_name_workers_of_other_agencies_tells_nobody_who_declared_a_conflict(village: Village) -> None:
    """Whoever leads a case about somebody tries who is close to them."""
    await village.declared()
    elsewhere, supervisor = village.doors.adviser, await village.doors.hires(village.doors.adviser, Role.SUPERVISOR)
    asked = {"agency_id": str(supervisor.agency.id), "capacity": "other"}
    invitation = await village.colleague.made(f"/v1/cases/{village.case_id}/invitations", asked)
    accepts = f"/v1/team-invitations/{invitation['id']}/acceptance"
    opens = {"persons": [{"person_id": str(village.doors.person_id)}], "category": "social"}
    for named in (village.sister.worker.id, village.colleague.worker.id, new_id()):
        answer = await supervisor.post(accepts, {"worker_id": str(named)})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/worker_id")
    for named in (elsewhere.worker.id, new_id()):
        seat = {"worker_id": str(named), "capacity": "other"}
        for path, body, pointer in (
            (f"/v1/cases/{village.case_id}/team", seat, "#/worker_id"),
            ("/v1/cases", {**opens, "lead_worker_id": str(named)}, "#/lead_worker_id"),
        ):
            answer = await village.colleague.post(path, body)
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await supervisor.post(accepts, {"worker_id": str(elsewhere.worker.id)})).status_code == 200


async def test_only_another_supervisor_of_the_agency_lifts_it_with_a_reason(village: Village) -> None:
    conflict = await village.declared()
    caseworker, stranger = await village.doors.hires(village.colleague), village.doors.adviser
    assert (await village.lifted(conflict, caseworker)).status_code == 404
    assert (await village.lifted(conflict, stranger)).status_code == 404
    assert (await village.lifted(conflict, village.sister)).status_code == 403
    assert await village.reads(village.sister) == 404
    lifted = (await village.lifted(conflict, village.colleague)).json()
    assert (lifted["lifting_reason"], lifted["worker_id"]) == ("declared_in_error", str(village.sister.worker.id))
    assert await village.reads(village.sister) == 200
    assert (await village.lifted(conflict, village.colleague)).status_code == 409


async def test_who_declared_it_and_their_supervisors_find_it_and_nobody_else(village: Village) -> None:
    conflict = await village.declared()
    caseworker = await village.doors.hires(village.colleague)
    found = {
        name: [one["id"] for one in (await who.get("/v1/conflicts-of-interest")).json()["items"]]
        for name, who in (("sister", village.sister), ("colleague", village.colleague), ("caseworker", caseworker))
    }
    assert found == {"sister": [conflict["id"]], "colleague": [conflict["id"]], "caseworker": []}
    await village.lifted(conflict, village.colleague)
    assert (await village.colleague.get("/v1/conflicts-of-interest")).json()["items"] == []
    assert len((await village.colleague.get("/v1/conflicts-of-interest?lifted=true")).json()["items"]) == 1


async def test_of_two_supervisors_who_are_both_close_neither_finds_the_other(village: Village) -> None:
    await village.declared()
    await village.declared(village.colleague)
    [own] = (await village.colleague.get("/v1/conflicts-of-interest")).json()["items"]
    assert own["worker_id"] == str(village.colleague.worker.id)
    third = await village.doors.hires(village.colleague, *POWERFUL)
    for one in (await third.get("/v1/conflicts-of-interest")).json()["items"]:
        assert (await village.lifted(one, third)).status_code == 200
    assert [await village.reads(who) for who in (village.sister, village.colleague)] == [200, 200]


async def test_saying_it_of_somebody_unknown_or_twice_is_answered_alike(village: Village) -> None:
    await village.declared()
    again = await village.sister.post(village.conflicts, {"relation": "family"})
    invented = await village.sister.post(f"/v1/persons/{new_id()}/conflicts-of-interest", {"relation": "family"})
    assert again.status_code == 404
    assert (again.json()["type"], again.json()["title"]) == (invented.json()["type"], invented.json()["title"])


async def test_it_is_told_with_ids_only_and_stands_on_the_timeline(village: Village, served_owner: Database) -> None:
    conflict = await village.declared()
    told = dict(await Log(served_owner).told(UUID(village.person)))
    assert told["parcours.conflict_of_interest.declared.v1"] == {
        "person_id": village.person,
        "municipality_id": str(village.doors.municipality.municipality_id),
        "conflict_id": conflict["id"],
        "agency_id": conflict["agency_id"],
        "worker_id": conflict["worker_id"],
    }
    lines = (await village.colleague.get(f"/v1/persons/{village.person}/timeline")).json()["items"]
    assert "conflict_declared" in {line["kind"] for line in lines}
