"""A no stays in the access log, though everything else of the request is rolled back."""

from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import close_case, read_case
from services.cases.coordination.actions.team import end_membership
from services.cases.notes.actions.notes import correct_note, read_note
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.doors import Doors


async def denied(owner: Database, who: Actor) -> set[tuple[str, UUID | None]]:
    """What this worker was denied, of whom."""
    rows = await owner.pool.fetch(
        "SELECT operation, person_id FROM access_log WHERE subject_id = $1 AND act = 'denied'", who.subject
    )
    return {(row["operation"], row["person_id"]) for row in rows}


async def test_a_look_at_a_case_of_others_or_an_invented_one_is_logged_alike(
    scene: Scene, cases_owner: Database
) -> None:
    case_id = await scene.case()
    note_id = await scene.writes(scene.lead, case_id, "A note")
    for sought, sought_note in ((case_id, note_id), (new_id(), new_id())):
        stranger = scene.world.worker()
        with pytest.raises(NotFound):
            async with scene.work(stranger) as work:
                await read_case(work, sought)
        with pytest.raises(NotFound):
            async with scene.work(stranger) as work:
                await read_note(work, sought, sought_note)
        assert await denied(cases_owner, stranger) == {("read-case", None), ("read-note", None)}


async def test_what_a_colleague_may_not_do_is_logged_about_each_person(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    note_id = await scene.writes(scene.lead, case_id, "A note")
    member_id = await scene.joins(case_id, scene.adviser)
    colleague = scene.colleague(scene.lead)
    with pytest.raises(NotAllowed):
        async with scene.work(colleague) as work:
            await close_case(work, colleague, case_id, ClosingReason.GOALS_REACHED)
    with pytest.raises(NotAllowed):
        async with scene.work(colleague) as work:
            await correct_note(work, colleague, case_id, note_id, 1, {"text": "No"})
    with pytest.raises(NotAllowed):
        async with scene.work(colleague) as work:
            await end_membership(work, colleague, case_id, member_id)
    assert await denied(cases_owner, colleague) == {
        ("close-a-case", scene.person_id),
        ("correct-what-was-written", scene.person_id),
        ("end-a-membership-in-a-team", scene.person_id),
    }


async def test_what_cannot_be_done_in_the_present_state_is_no_denial(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    with pytest.raises(Conflict):
        async with scene.work(scene.lead) as work:
            await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    assert await denied(cases_owner, scene.lead) == set()


async def test_who_asks_about_people_with_a_sign_in_that_does_not_cover_it_is_in_the_log(
    doors: Doors, served_owner: Database
) -> None:
    person_id, invented = UUID(await doors.registered()), new_id()
    analyst = await doors.hires(doors.lead, Role.ANALYST)
    for path in (f"/v1/persons/{person_id}/record", f"/v1/persons/{invented}/record", "/v1/persons/nobody/record"):
        answer = await analyst.get(path)
        assert (answer.status_code, "decision-id" in answer.headers) == (403, True)
    assert (await analyst.post("/v1/persons/search", {"family_name": "Exemple"})).status_code == 403
    rows = await served_owner.pool.fetch(
        "SELECT act, operation, person_id FROM access_log WHERE subject_id = $1 ORDER BY id", analyst.worker.id
    )
    assert [tuple(row) for row in rows] == [
        ("denied", "read-record", person_id),
        ("denied", "read-record", invented),
        ("denied", "read-record", None),
        ("denied", "search", None),
    ]


async def test_who_names_a_purpose_that_the_sign_in_does_not_include_is_in_the_log(
    doors: Doors, served_owner: Database
) -> None:
    person_id = UUID(await doors.registered())
    colleague = await doors.hires(doors.lead, Role.CASEWORKER)
    answer = await colleague.get(f"/v1/persons/{person_id}/record", purpose_of_use="quality")
    assert (answer.status_code, "decision-id" in answer.headers) == (403, True), answer.text
    invented = await colleague.post("/v1/persons/search", {"family_name": "Exemple"}, purpose_of_use="curiosity")
    assert invented.status_code == 403
    rows = await served_owner.pool.fetch(
        "SELECT act, operation, person_id, purpose FROM access_log WHERE subject_id = $1 ORDER BY id",
        colleague.worker.id,
    )
    assert [tuple(row) for row in rows] == [
        ("denied", "read-record", person_id, "care-coordination"),
        ("denied", "search", None, "care-coordination"),
    ]
