"""Looks that have left for the archive: what is said of them, and how they come back to whoever may read them."""

from collections.abc import AsyncIterator, Mapping
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import speak_json
from shared.sealing.archiving import Part, archive, bring_back
from tests.cases.access.test_proof import KEY, sealed
from tests.cases.doors import Doors
from tests.cases.own.people import invited

MARCH = Part("access_log", date(2024, 3, 1))


@pytest.fixture
async def owner(served: Mapping[str, ServiceDatabase]) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """With a March 2024 in the log, which is gone afterwards."""
    owner = await asyncpg.connect(served["cases"].owner_url, server_settings={"search_path": "cases"})
    await speak_json(owner)
    await owner.execute(f"""
        CREATE TABLE {MARCH.table} PARTITION OF access_log FOR VALUES FROM ('2024-03-01Z') TO ('2024-04-01Z')
    """)
    yield owner
    await owner.execute(f"DROP TABLE IF EXISTS {MARCH.table}; TRUNCATE archived_month")
    await owner.close()


async def test_an_archived_look_is_announced_and_comes_back_with_its_proof(
    doors: Doors, owner: "asyncpg.Connection[asyncpg.Record]", tmp_path: Path
) -> None:
    person = await doors.registered()
    assert (await doors.lead.get(f"/v1/persons/{person}/record")).status_code == 200
    me = await invited(doors, person)
    await owner.execute(
        "UPDATE access_log SET at = '2024-03-05Z' WHERE person_id = $1 AND operation = 'open-record'", person
    )
    await sealed(doors)
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    path = f"/v1/persons/{person}/access-log"
    before = (await officer.get(path)).json()
    [old] = [one for one in before["items"] if one["operation"] == "open-record"]
    assert before["archived_until"] is None
    opened_then = (await me.reads("/access-log"))["items"][-1]
    assert opened_then["at"] == "2024-03-05T00:00:00Z"

    breach = {
        "municipality_id": str(doors.municipality.municipality_id),
        "kinds": ["confidentiality"],
        "description": "A sign-in was used by somebody else",
        "noticed_at": "2024-04-03T00:00:00Z",
        "happened_from": "2024-03-05T00:00:00Z",
        "happened_until": "2024-04-01T00:00:00Z",
    }
    affected = []
    for later in ({}, {"happened_from": "2024-04-01T00:00:00Z", "happened_until": "2024-04-02T00:00:00Z"}):
        made = await officer.made("/v1/governance/breaches", {**breach, **later})
        affected.append(f"/v1/governance/breaches/{made['id']}/affected")
    whole = (await officer.get(affected[0])).json()
    assert (whole["people"], whole["missing_months"]) == (1, []), whole

    done = await archive(owner, MARCH, tmp_path, [KEY.verifier()])
    after = (await officer.get(path)).json()
    assert old not in after["items"]
    theirs = await me.reads("/access-log")
    assert after["archived_until"] == theirs["archived_until"] == "2024-04-01T00:00:00Z"
    assert opened_then not in theirs["items"]
    assert (await officer.get(f"{path}/{old['id']}/proof")).status_code == 404
    less, other = [(await officer.get(one)).json() for one in affected]
    assert (less["people"], less["missing_months"]) == (0, ["2024-03-01"]), "never silently less"
    assert other["missing_months"] == [], "nothing of that time is missing"

    assert await bring_back(owner, tmp_path / done.head.file, person) == 1
    assert old in (await officer.get(path)).json()["items"]
    assert (await officer.get(f"{path}/{old['id']}/proof")).status_code == 200
    assert opened_then in (await me.reads("/access-log"))["items"]
