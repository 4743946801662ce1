"""People, read and searched as FHIR's Patient: what `/v1/persons` shows, and less of what is to be heeded."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shared.identifiers import new_id
from tests.cases.people.conftest import desk_of
from tests.cases.people.test_http import registered
from tests.identity.worlds import new_world


def found(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [one["resource"] for one in answer.json().get("entry", ())]


def issue(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/fhir+json"
    first: dict[str, Any] = answer.json()["issue"][0]
    return first


async def test_a_person_is_a_patient_whose_protected_address_and_unsafe_number_are_not_told(
    desk: httpx.AsyncClient,
) -> None:
    address, _ = await registered(
        desk,
        identity={"family_name": "Exemple", "given_name": "Alix", "preferred_name": "Al", "birth_date": "1998-04"},
        communication={"languages": ["ar"], "interpreter": "ar"},
        identifiers=[{"system": "urn:example:number", "value": "VX-1"}],
        contact_points=[
            {"kind": "phone", "value": "+00 1", "safe": True, "code_word": "blue"},
            {"kind": "phone", "value": "+00 2", "safe": False},
        ],
        addresses=[{"lines": ["1, allée Cachée"], "protected": True}, {"lines": ["2, rue"], "locality": "Valmont"}],
    )
    person_id = address.rpartition("/")[2]
    answer = await desk.get(f"/fhir/Patient/{person_id}")
    patient = answer.json()

    assert answer.headers["etag"] == f'W/"{patient["meta"]["versionId"]}"'
    assert patient["name"] == [
        {"use": "official", "family": "Exemple", "given": ["Alix"]},
        {"use": "usual", "family": "Exemple", "given": ["Al"]},
    ]
    assert (patient["birthDate"], patient["identifier"]) == (
        "1998-04",
        [{"system": "urn:example:number", "value": "VX-1"}],
    )
    assert [one["value"] for one in patient["telecom"]] == ["+00 1"]
    assert {"url": "urn:parcours:code-word", "valueString": "blue"} in patient["telecom"][0]["extension"]
    assert "+00 2" not in answer.text
    assert "Cachée" not in answer.text
    assert patient["address"][-1]["extension"][0]["valueCode"] == "masked"
    assert patient["address"][0]["city"] == "Valmont"


async def test_a_version_tells_nothing_of_what_is_not_told(desk: httpx.AsyncClient) -> None:
    address, tag = await registered(
        desk,
        contact_points=[{"kind": "phone", "value": "+00 2", "safe": False}],
        addresses=[{"lines": ["1, allée Cachée"], "protected": True}],
    )
    person_id = address.rpartition("/")[2]
    before = (await desk.get(f"/fhir/Patient/{person_id}")).headers["etag"]
    more = {"contact-points": {"kind": "phone", "value": "+00 4", "safe": False}}
    more["addresses"] = {"lines": ["9, allée Cachée"], "protected": True}
    for path, body in more.items():
        added = await desk.post(f"{address}/{path}", json=body)
        assert added.status_code == 201, added.text
    assert (await desk.get(address)).headers["etag"] != tag
    assert (await desk.get(f"/fhir/Patient/{person_id}")).headers["etag"] == before


async def test_who_is_not_to_be_contacted_has_no_number(desk: httpx.AsyncClient) -> None:
    address, _ = await registered(
        desk, communication={"do_not_contact": True}, contact_points=[{"kind": "phone", "value": "+00 3"}]
    )
    patient = (await desk.get(f"/fhir/Patient/{address.rpartition('/')[2]}")).json()
    assert "telecom" not in patient
    assert {"url": "urn:parcours:do-not-contact", "valueBoolean": True} in patient["extension"]


async def test_people_are_searched_by_a_form_and_by_id(desk: httpx.AsyncClient) -> None:
    name, number = f"Refuge{new_id().hex[:8]}", new_id().hex
    address, _ = await registered(
        desk,
        identity={"family_name": name, "given_name": "Alix", "birth_date": "1998-04-12"},
        identifiers=[{"system": "urn:example:number", "value": number}],
    )
    person_id = address.rpartition("/")[2]
    for form in (
        {"family": name[:6], "birthdate": "eq1998-04-12"},
        {"name": name},
        {"identifier": f"urn:example:number|{number}"},
        {"_id": person_id},
    ):
        people = found(await desk.post("/fhir/Patient/_search", data=form))
        assert person_id in {one["id"] for one in people}, form
    assert found(await desk.get(f"/fhir/Patient?_id={person_id},{new_id()},x"))[0]["name"][0]["family"] == name


async def test_of_many_the_answer_says_that_more_would_fit_and_names_nobody_in_an_address(
    desk: httpx.AsyncClient,
) -> None:
    name = f"Nombreux{new_id().hex[:8]}"
    for _ in range(2):
        await registered(desk, identity={"family_name": name, "given_name": "Alix"})
    answer = await desk.post("/fhir/Patient/_search", data={"family": name, "_count": "1"})
    patient, outcome = found(answer)
    assert patient["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert outcome["issue"][0]["code"] == "incomplete"
    assert [name in link["url"] for link in answer.json()["link"]] == [False]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"phone": "1"}, "not-supported"),
        ({"identifier": "1"}, "value"),
        ({"given": "A"}, "value"),
        ({"family": "Ex", "birthdate": "x"}, "value"),
        ({"family": "Ex", "_count": "0"}, "value"),
        ({"family": "Ex", "name": "Ex"}, "not-supported"),
        ({"_id": str(new_id()), "family": "Ex"}, "not-supported"),
        ({"family": ["Ex", "Exe"]}, "processing"),
        ({"_id": ",".join(str(new_id()) for _ in range(51))}, "value"),
    ],
)
async def test_a_search_that_cannot_be_made_is_refused(
    desk: httpx.AsyncClient, form: dict[str, str | list[str]], code: str
) -> None:
    answer = await desk.post("/fhir/Patient/_search", data=form)
    assert (answer.status_code, issue(answer)["code"]) == (422, code)


async def test_a_name_is_asked_for_in_no_address(desk: httpx.AsyncClient) -> None:
    assert (await desk.get("/fhir/Patient?name=Exemple")).status_code == 422


async def test_foreign_and_invented_people_are_the_same(
    desk: httpx.AsyncClient, cases_app: FastAPI, identity_app: FastAPI
) -> None:
    address, _ = await registered(desk)
    person_id = address.rpartition("/")[2]
    elsewhere = await new_world(identity_app)
    async with desk_of(cases_app, await elsewhere.signed_in(await elsewhere.worker())) as other:
        foreign, invented = await other.get(f"/fhir/Patient/{person_id}"), await other.get(f"/fhir/Patient/{new_id()}")
        assert (foreign.status_code, foreign.json()) == (404, invented.json())
        assert found(await other.get(f"/fhir/Patient?_id={person_id}")) == []
