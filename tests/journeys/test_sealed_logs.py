"""What happened is sealed while the system runs; who changes it below the product is found out."""

import asyncio
import time
from pathlib import Path
from uuid import uuid4

import asyncpg

from deploy.cli.audit import wrong_logs
from deploy.demo.cast import demo_id
from tests.journeys.conftest import Parcours

SEAL_DELAY_SECONDS = 5
"""The stated limit: what is younger may not be sealed yet."""


async def sealed_within(parcours: Parcours, log: str) -> float:
    """How long it takes until a log has no line that is not sealed, in seconds."""
    owner = await asyncpg.connect(parcours.installation.owners["cases"], server_settings={"search_path": "cases"})
    began = time.monotonic()
    last = await owner.fetchval(f"SELECT max(tx) FROM {log}")
    while (await owner.fetchval("SELECT max(until) FROM seal_batch WHERE log = $1", log) or 0) <= last:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.1)
    await owner.close()
    return time.monotonic() - began


async def test_a_look_and_a_change_are_sealed_within_the_delay_and_stay_provable(parcours: Parcours) -> None:
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Noa"}
    person = await nadia.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    await nadia.get(f"/v1/persons/{person['id']}/record")
    for log in ("access_log", "journal"):
        assert await sealed_within(parcours, log) < SEAL_DELAY_SECONDS

    witness = Path(parcours.installation.environment["PARCOURS_WITNESS_FOLDER"])
    assert await wrong_logs(parcours.installation, witness) == []
    owner = await asyncpg.connect(parcours.installation.owners["cases"], server_settings={"search_path": "cases"})
    hide = "UPDATE access_log SET subject_id = $2 WHERE person_id = $1 AND operation = 'open-record' RETURNING id"
    line_id = await owner.fetchval(hide, person["id"], uuid4())
    [found] = await wrong_logs(parcours.installation, witness)
    assert "cases/access_log: a line was changed" in found
    assert str(line_id) in found
    await owner.execute(hide, person["id"], nadia.worker.id)
    await owner.close()
    assert await wrong_logs(parcours.installation, witness) == []
