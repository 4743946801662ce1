"""The second lock: a statement that forgets the predicate still shows nothing of people without a ground."""

import asyncpg
import pytest

from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.alerts.warned import Warned

FORGETFUL = Statement("SELECT count(*) FROM warning")
CHANGING = Statement("UPDATE warning SET text = 'Nothing to fear'")
FORGED = Statement("""
    INSERT INTO warning (id, case_id, municipality_id, person_id, also_about, category, sensitivity, agency_id,
        worker_id, version, written_at, changed_at, changed_by_agency_id, changed_by_id, kind, precautions, text, state)
    SELECT :id, :case_id, :id, :person_id, '{}', 'social', 'ordinary', :agency_id, :worker_id, 1, now(), now(),
        :agency_id, :worker_id, 'dog', '{}', 'In the name of somebody else', 'standing'
""")


async def test_an_agency_without_a_ground_sees_and_changes_no_warning(scene: Warned) -> None:
    await scene.warns(scene.lead, await scene.case())
    await scene.known(scene.nurse)
    async with scene.work(scene.lead) as work:
        assert await work.value(FORGETFUL) >= 1
    async with scene.work(scene.nurse) as work:
        assert (await work.value(FORGETFUL), await work.run(CHANGING)) == (0, 0)


async def test_nobody_warns_in_the_name_of_a_colleague_or_without_a_ground(scene: Warned) -> None:
    case_id = await scene.case()
    for who, name in ((scene.colleague(scene.lead), scene.lead), (scene.nurse, scene.nurse)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.work(who) as work:
                await work.run(
                    FORGED,
                    id=new_id(),
                    case_id=case_id,
                    person_id=scene.person_id,
                    agency_id=name.agency_id,
                    worker_id=name.subject,
                )
