"""A look that a privacy officer sees is proved to them."""

import base64
from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.access.actions import keep_told_looks
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.identifiers import new_id
from shared.sealing.checkpoints import read_checkpoint, sealing_key
from shared.sealing.sealer import seal
from shared.sealing.tree import leaf_hash, root_from_inclusion
from tests.cases.doors import Doors

KEY = sealing_key("a secret of forty letters for tests only!", "cases/access_log")


async def sealed(doors: Doors) -> None:
    """Up to now, however much other tests have written."""
    while (await seal(doors.database, "access_log", KEY)).more_waits:
        pass


async def test_a_look_is_proved_to_whoever_sees_it_once_it_is_sealed(doors: Doors) -> None:
    person = await doors.registered()
    assert (await doors.lead.get(f"/v1/persons/{person}/record")).status_code == 200
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    looks = (await officer.get(f"/v1/persons/{person}/access-log")).json()["items"]
    opened = next(one for one in looks if one["operation"] == "open-record")
    path = f"/v1/persons/{person}/access-log/{opened['id']}/proof"
    assert (await officer.get(path)).status_code == 404, "not sealed yet"

    await sealed(doors)
    proof = (await officer.get(path)).json()
    signed = read_checkpoint(proof["checkpoint"], [KEY.verifier()])
    leaf = leaf_hash(base64.b64decode(proof["salt"]) + proof["line"].encode())
    way = [base64.b64decode(one) for one in proof["path"]]
    assert root_from_inclusion(leaf, proof["entry"], signed.size, way) == signed.root
    assert opened["decision_id"] in proof["line"]

    assert (await doors.lead.get(path)).status_code == 403
    assert (await (await doors.hires(doors.adviser, Role.PRIVACY_OFFICER)).get(path)).status_code == 404
    other = await doors.registered()
    assert (await officer.get(path.replace(person, other))).status_code == 404


async def test_a_look_of_which_another_service_told_hours_later_is_proved_too(doors: Doors) -> None:
    person = await doors.registered()
    told = (UUID(person), doors.municipality.municipality_id, f"referral:{new_id()}")
    async with doors.database.work(TaskActor("referral_looks")) as work:
        await keep_told_looks(
            work,
            [told],
            at=work.now - timedelta(hours=5),
            subject_id=doors.lead.worker.id,
            agency_id=doors.lead.agency.id,
            purpose=Purpose.CARE_COORDINATION,
            decision_id=new_id(),
            act=Act.OPENED,
        )
    await sealed(doors)
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    path = f"/v1/persons/{person}/access-log"
    [look] = [one for one in (await officer.get(path)).json()["items"] if one["operation"] == "look-at-referral"]
    assert (await officer.get(f"{path}/{look['id']}/proof")).status_code == 200


@pytest.mark.parametrize("invented", ["ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-000000000000"])
async def test_an_invented_look_is_not_there(doors: Doors, invented: str) -> None:
    person = await doors.registered()
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    for look_id in (invented, str(new_id())):
        assert (await officer.get(f"/v1/persons/{person}/access-log/{look_id}/proof")).status_code == 404


async def test_how_far_the_log_is_sealed_is_for_privacy_officers(doors: Doors) -> None:
    await doors.registered()
    await sealed(doors)
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    first = (await officer.get("/v1/sealed-logs/cases/access_log/checkpoint")).json()["checkpoint"]
    size = read_checkpoint(first, [KEY.verifier()]).size
    grown = await officer.get(f"/v1/sealed-logs/cases/access_log/consistency?earlier={size}")
    assert (grown.status_code, grown.json()) == (200, {"checkpoint": first, "path": []})
    assert (await doors.lead.get("/v1/sealed-logs/cases/access_log/checkpoint")).status_code in {403, 404}
    for wrong in (0, -1, 2**70):
        assert (await officer.get(f"/v1/sealed-logs/cases/access_log/consistency?earlier={wrong}")).status_code == 422
