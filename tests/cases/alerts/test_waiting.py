"""A warning waits, by its day, for whoever wrote it or was named to look at it again."""

from datetime import timedelta

import pytest

from services.cases.alerts.domain.warnings import Review, ReviewOutcome
from services.cases.tasks.domain.listing import Whose
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.refusals import NotAllowed
from tests.cases.alerts.warned import Warned, today
from tests.cases.people.persons import registered
from tests.cases.tasks.scenes import TaskScene
from tests.cases.worlds import World


class Reviewing(Warned, TaskScene):
    """A scene in which warnings wait on lists."""


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Reviewing:
    scene = Reviewing(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead)
    return scene


async def test_it_waits_for_its_writer_until_it_ended(scene: Reviewing) -> None:
    case_id = await scene.case()
    soon, later = today() + timedelta(days=1), today() + timedelta(days=30)
    warning_id = await scene.warns(scene.lead, case_id, review_on=soon)
    [row] = await scene.rows(scene.lead)
    assert (row["id"], row["kind"], row["due_on"], row["title"]) == (
        str(warning_id), "warning", soon.isoformat(), None,
    )  # fmt: skip
    assert row["opens_at"] == f"/v1/cases/{case_id}/warnings/{warning_id}"
    stands = Review(outcome=ReviewOutcome.STANDS, review_on=later, telling=None)
    await scene.reviews(scene.lead, case_id, warning_id, 1, stands)
    assert [row["due_on"] for row in await scene.rows(scene.lead)] == [later.isoformat()]
    ended = Review(outcome=ReviewOutcome.ENDED, review_on=None, telling=None)
    await scene.reviews(scene.lead, case_id, warning_id, 2, ended)
    assert await scene.listed(scene.lead) == []


async def test_it_stays_with_whoever_was_named(scene: Reviewing) -> None:
    case_id = await scene.case()
    colleague = scene.colleague(scene.lead, Role.CASEWORKER)
    await scene.joins(case_id, colleague)
    warning_id = await scene.warns(scene.lead, case_id)
    await scene.gives(scene.lead, warning_id, colleague)
    await scene.corrects(scene.lead, case_id, warning_id, 1, text="No scabies")
    assert await scene.listed(colleague) == [warning_id]
    assert await scene.listed(scene.lead) == []
    with pytest.raises(NotAllowed):
        await scene.gives(scene.lead, warning_id, scene.lead)


async def test_it_is_on_the_list_of_those_who_may_see_it(scene: Reviewing) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    warning_id = await scene.warns(scene.lead, case_id, category=Category.SOCIAL)
    assert await scene.listed(scene.adviser, Whose.TEAM, DutyKind.WARNING) == [warning_id]
    await scene.corrects(scene.lead, case_id, warning_id, 1, sensitivity=Sensitivity.SEALED)
    assert await scene.listed(scene.adviser, Whose.TEAM, DutyKind.WARNING) == []
    assert await scene.listed(scene.lead) == [warning_id]
