"""Workers, read as FHIR: what `/v1/workers/{id}` says of them, and no more."""

import httpx
import pytest

from shared.identifiers import new_id
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio


async def test_a_worker_is_a_practitioner_with_a_role_in_each_agency(identity: httpx.AsyncClient, world: World) -> None:
    worker = await world.worker()
    headers = await world.signed_in(await world.worker())
    known = (await identity.get(f"/v1/workers/{worker.id}", headers=headers)).json()
    opened = await identity.get(f"/fhir/Practitioner/{worker.id}", headers=headers)
    practitioner = opened.json()
    assert opened.headers["etag"] == f'W/"{practitioner.pop("meta")["versionId"]}"'
    named = {"resourceType": "Practitioner", "id": str(worker.id), "name": [{"text": known["display_name"]}]}
    assert practitioner == named

    found = await identity.get(f"/fhir/PractitionerRole?practitioner=Practitioner/{worker.id}", headers=headers)
    (role,) = [one["resource"] for one in found.json()["entry"]]
    assert role["organization"]["reference"] == f"Organization/{world.agency.id}"
    assert role["practitioner"]["reference"] == f"Practitioner/{worker.id}"
    assert (await identity.get(f"/fhir/PractitionerRole/{role['id']}", headers=headers)).json() == role


async def test_who_is_not_there_is_found_nowhere(identity: httpx.AsyncClient, world: World) -> None:
    worker = await world.worker()
    headers = await world.signed_in(worker)
    found = await identity.get(f"/fhir/Practitioner?_id={new_id()},{worker.id},x", headers=headers)
    assert [one["resource"]["id"] for one in found.json()["entry"]] == [str(worker.id)]
    nobody = await identity.get(f"/fhir/PractitionerRole?practitioner={new_id()}", headers=headers)
    assert "entry" not in nobody.json()
    for path in (f"Practitioner/{new_id()}", f"PractitionerRole/{worker.id.hex}{new_id().hex}", "PractitionerRole/x"):
        refused = await identity.get(f"/fhir/{path}", headers=headers)
        assert (refused.status_code, refused.json()["resourceType"]) == (404, "OperationOutcome")
    wrong = await identity.get("/fhir/PractitionerRole?practitioner=Patient/1", headers=headers)
    assert wrong.status_code == 422
    assert (await identity.get(f"/fhir/Practitioner/{worker.id}")).status_code == 401
