"""Agreements over HTTP: what is taken, what a version says otherwise, in both languages, and who said yes."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role, Sector
from tests.cases.doors import Doors


def body(doors: Doors, **more: Any) -> dict[str, Any]:
    parties = (doors.lead, doors.adviser)
    return {
        "title": "Housing and health",
        "parties": [{"agency_id": str(desk.agency.id), "gives": True, "receives": True} for desk in parties],
        "categories": ["identity", "housing"],
        "purposes": ["care-coordination"],
        "legal_basis": "e",
        "article": "Social Welfare Act § 12",
        "retention": "two years",
        "contact": "privacy office",
        "valid_from": "2026-01-01T00:00:00Z",
        **more,
    }


async def written(doors: Doors, **more: Any) -> dict[str, Any]:
    municipality_id = str(doors.municipality.municipality_id)
    made: dict[str, Any] = await doors.lead.made("/v1/agreements", body(doors, municipality_id=municipality_id, **more))
    return made


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"dpv_purposes": ["https://w3id.org/dpv#Anything"]}, "#/dpv_purposes/0"),
        ({"valid_until": "2027-01-01T00:00:00Z", "last_day": "2027-01-01"}, "#"),
        ({"contacts": [{"agency_id": "0198c0de-0000-7000-8000-0000000000ff", "function": "privacy officer"}]}, "#"),
        ({"onward_conditions": "in writing"}, "#"),
        ({"last_day": "2026-01-02"}, "#/last_day"),
        ({"legal_basis": "f"}, "#/legal_basis"),
    ],
)
async def test_terms_that_cannot_be_are_refused_at_their_field(
    doors: Doors, more: dict[str, Any], pointer: str
) -> None:
    municipality_id = str(doors.municipality.municipality_id)
    refused = await doors.lead.post("/v1/agreements", body(doors, municipality_id=municipality_id, **more))
    assert refused.status_code == 422, refused.text
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]


async def test_an_agreement_goes_from_one_version_to_the_next_with_everybodys_word(doors: Doors) -> None:
    agreement = await written(
        doors,
        dpv_purposes=["https://w3id.org/dpv/sector/publicservices#HousingWelfareManagement"],
        retention_months=24,
        contacts=[{"agency_id": str(doors.adviser.agency.id), "function": "privacy officer", "reached_at": "dpo@hlm"}],
        last_day="2099-12-31",
    )
    path = f"/v1/agreements/{agreement['id']}"
    assert "https://w3id.org/dpv/legal/eu/gdpr#A6-1-e" in agreement["published_terms"]
    assert agreement["valid_until"] in {"2099-12-31T10:00:00Z", "2099-12-31T23:00:00Z"}
    assert (await doors.lead.post(f"{path}/signature", {})).status_code == 200
    signed = await doors.adviser.post(f"{path}/signature", {})
    assert (signed.json()["state"], signed.json()["version_in_force"]) == ("in_force", 1)
    narrower = body(doors, categories=["housing"], last_day="2099-12-31")
    assert (await doors.adviser.post(f"{path}/versions", narrower)).status_code == 428
    assert (await doors.adviser.post(f"{path}/versions", narrower, If_Match='"1"')).status_code == 412
    version = await doors.adviser.post(f"{path}/versions", narrower, If_Match=signed.headers["ETag"])
    assert version.status_code == 201, version.text
    assert (version.json()["number"], version.json()["state"]) == (2, "draft")
    assert set(version.json()["waits_for"]) == {str(doors.lead.agency.id), str(doors.adviser.agency.id)}
    said = (await doors.lead.get(f"{path}/versions/2/difference", Accept_Language="fr")).json()
    assert "Retiré : la catégorie « Identité »." in [one["said"] for one in said["changes"]]
    assert not said["widens"]
    said = (await doors.lead.get(f"{path}/versions/2/difference")).json()
    assert "No longer to ask at Office HLM: privacy officer." in [one["said"] for one in said["changes"]]
    assert (await doors.lead.post(f"{path}/versions/2/signature", {}, If_Match='"1"')).status_code == 412
    tag = version.headers["ETag"]
    signed = await doors.lead.post(f"{path}/versions/2/signature", {}, If_Match=tag)
    assert (signed.status_code, signed.json()["waits_for"]) == (200, [str(doors.adviser.agency.id)])
    refused = await doors.adviser.post(f"{path}/versions/2/refusal", {})
    assert (refused.status_code, refused.json()["state"]) == (200, "refused")
    listed = (await doors.lead.get(f"{path}/versions")).json()["items"]
    assert [(one["number"], one["state"]) for one in listed] == [(2, "refused"), (1, "in_force")]
    left = await doors.adviser.post(f"{path}/withdrawal", {})
    assert (left.json()["state"], left.json()["ended_because"]) == ("ended", "withdrawn")
    assert (await doors.adviser.post(f"{path}/withdrawal", {})).status_code == 409


async def test_an_agreement_is_not_there_for_another_municipality_nor_a_version_that_is_not(doors: Doors) -> None:
    agreement = await written(doors)
    path = f"/v1/agreements/{agreement['id']}/versions"
    assert (await doors.lead.get(f"{path}/2")).status_code == 404
    elsewhere = await doors.agency("Police", Sector.POLICE, Role.ADMINISTRATOR)
    assert (await elsewhere.post(f"{path}/1/signature", {})).status_code == 403
    assert (await doors.lead.get(f"{path}/1")).json()["terms"]["title"] == "Housing and health"


async def test_notices_are_for_those_who_read_records_or_answer_for_an_agency(doors: Doors) -> None:
    for role, status in ((Role.CASEWORKER, 200), (Role.ADMINISTRATOR, 200), (Role.ANALYST, 403)):
        desk = await doors.hires(doors.lead, role)
        assert (await desk.get("/v1/notices")).status_code == status
    administrator = await doors.hires(doors.lead, Role.ADMINISTRATOR)
    path = f"/v1/agreements/{(await written(doors))['id']}/affected"
    assert (await administrator.get(path)).status_code == 403, "they may not read records"
    assert (await administrator.get(f"{path}/counts")).json() == {"people": 0, "cases": 0, "fewest": 5}
    assert (await doors.lead.get(path, Purpose_Of_Use="care-coordination")).json()["items"] == []
