"""`parcours policy explain` prints what is decided, and is a look."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.cli.policy import Asked, print_explanation
from deploy.embedded.databases import ServiceDatabase
from deploy.launch.refusals import LaunchRefused
from services.cases.access.actions import grant_authorship
from services.cases.accounts.domain import OPERATOR
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.cases.worlds import World

_LOOKS = Statement("SELECT subject_id, operation, categories FROM access_log WHERE person_id = :person_id")


@pytest.mark.usefixtures("addresses")
async def test_an_operator_prints_who_may_see_what_and_the_look_is_logged(
    looked_after: Mapping[str, ServiceDatabase], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world, person = World(), new_id()
    worker = world.worker()
    cases = await Database.open(looked_after["cases"].runtime_url, schema="cases")
    async with cases.work(worker) as work:
        await grant_authorship(work, person, world.municipality_id, begins_record=True)
    await cases.close()
    asked = Asked(
        worker_id=worker.subject,
        person_id=person,
        agency_id=worker.agency_id,
        purpose=Purpose.CARE_COORDINATION,
        categories=(Category.HOUSING,),
    )
    await print_explanation(tmp_path, asked, french=False)
    await print_explanation(tmp_path, replace(asked, agency_id=new_id()), french=True)
    mine, theirs = capsys.readouterr().out.split("Intervenant ")
    assert f"read what is ordinary: yes, on own authorship {person}" in mine
    assert "lire ce qui est ordinaire : non ; aucun fondement ne donne accès" in theirs
    assert "health" not in mine + theirs
    with pytest.raises(NotFound):
        await print_explanation(tmp_path, replace(asked, person_id=new_id()), french=False)
    with pytest.raises(LaunchRefused, match="acts for no agency"):
        await print_explanation(tmp_path, replace(asked, agency_id=None), french=False)

    owner = await Database.open(looked_after["cases"].owner_url, schema="cases")
    async with owner.work(TaskActor("test")) as work:
        looks = [tuple(row) for row in await work.rows(_LOOKS, person_id=person)]
    await owner.close()
    assert looks == [(OPERATOR, "explain-policy", ["housing"])] * 2
