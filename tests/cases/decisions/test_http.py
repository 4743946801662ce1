"""May I, may they, and what would make it possible, over HTTP."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.restricted.scene import a_refuge

AGREED = {"given_by": "person", "given_how": "oral", "language": "fr"}


@pytest.fixture
async def person(doors: Doors) -> str:
    """Somebody who shares housing with the adviser's agency, and refused to share health with anybody."""
    await doors.share("identity", "housing", "social")
    person = await doors.registered()
    consent = {**AGREED, "agencies": [str(doors.adviser.agency.id)], "categories": ["identity", "housing"]}
    await doors.lead.made(f"/v1/persons/{person}/consents", consent)
    return person


async def asked(desk: Desk, person: str, operation: str = "read", category: str = "housing", **more: Any) -> Any:
    body = {"person_id": person, "operation": operation, "category": category, **more}
    answer = await desk.post("/v1/access-decisions", body)
    assert answer.status_code == 200, answer.text
    assert "Decision-Id" in answer.headers
    return answer.json()


async def test_what_is_permitted_says_on_which_ground(doors: Doors, person: str) -> None:
    said = await asked(doors.adviser, person)
    assert (said["permitted"], [one["kind"] for one in said["grounds"]], said["lacking"]) == (True, ["consent"], [])


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ({"category": "health"}, ["category"]),
        ({"operation": "coordinate"}, ["operation"]),
        ({"purpose": "safeguarding"}, ["purpose"]),
        ({"category": "health", "operation": "coordinate"}, ["category", "operation"]),
    ],
)
async def test_what_is_not_says_what_would_make_it_possible(
    doors: Doors, person: str, question: dict[str, str], lacking: list[str]
) -> None:
    said = await asked(doors.adviser, person, **question)
    assert (said["permitted"], [one["code"] for one in said["lacking"]]) == (False, lacking)


async def test_it_is_said_in_the_language_of_the_reader(doors: Doors, person: str) -> None:
    body = {"person_id": person, "operation": "read", "category": "health"}
    french = await doors.adviser.post("/v1/access-decisions", body, Accept_Language="fr")
    assert "ne couvre pas cette catégorie" in french.json()["lacking"][0]["would_help"]


async def test_of_others_only_those_ask_who_coordinate_and_privacy_officers(doors: Doors, person: str) -> None:
    of_adviser = {"agency_id": str(doors.adviser.agency.id)}
    assert (await asked(doors.lead, person, **of_adviser))["permitted"]
    assert not (await asked(doors.lead, person, category="social", **of_adviser))["permitted"]
    body = {"person_id": person, "operation": "read", "category": "housing", "agency_id": str(doors.lead.agency.id)}
    assert (await doors.adviser.post("/v1/access-decisions", body)).status_code == 403
    officer = await doors.hires(doors.adviser, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    assert (await asked(officer, person, agency_id=str(doors.lead.agency.id)))["permitted"]
    nobody = await asked(doors.lead, person, agency_id=str(new_id()))
    assert [one["code"] for one in nobody["lacking"]] == ["ground"]


async def test_a_colleagues_conflict_of_interest_is_not_told_by_asking_what_they_may(doors: Doors, person: str) -> None:
    colleague = await doors.hires(doors.lead)
    of_colleague = {"agency_id": str(doors.lead.agency.id), "worker_id": str(colleague.worker.id)}
    before = await asked(doors.lead, person, **of_colleague)
    await colleague.made(f"/v1/persons/{person}/conflicts-of-interest", {"relation": "friend"})
    assert await asked(doors.lead, person, **of_colleague) == before
    assert before["permitted"]


async def test_about_somebody_unknown_and_nobody_the_answer_is_the_same(doors: Doors) -> None:
    stranger = await doors.registered()
    answers = [
        await doors.adviser.post(
            "/v1/access-decisions", {"person_id": one, "operation": "read", "category": "housing", **more}
        )
        for more in ({}, {"agency_id": str(doors.lead.agency.id)})
        for one in (stranger, str(new_id()))
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.content for answer in answers}) == 1


async def test_of_a_restricted_person_it_is_told_who_may_not_know(doors: Doors) -> None:
    refuge = await a_refuge(doors)
    of_colleague = {"agency_id": str(doors.lead.agency.id), "worker_id": str(refuge.colleague.worker.id)}
    assert (await asked(refuge.lead, refuge.person, category="social", **of_colleague))["permitted"]
    await refuge.restricted()
    said = await asked(refuge.lead, refuge.person, category="social", **of_colleague)
    assert [one["code"] for one in said["lacking"]] == ["ground"]


async def test_what_is_sealed_cannot_be_asked_after(doors: Doors, person: str) -> None:
    body = {"person_id": person, "operation": "read", "category": "housing", "sensitivity": "sealed"}
    refused = await doors.lead.post("/v1/access-decisions", body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/sensitivity")
