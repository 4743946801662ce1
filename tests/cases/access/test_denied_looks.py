"""Who asks about somebody they have no ground for is in the access log, whatever they asked, and learns nothing."""

from uuid import UUID

import asyncpg
import pytest

from deploy.documents.applications import applications
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.doors import Doors

ABOUT_SOMEBODY = sorted(
    path
    for path, operations in applications()["cases"].openapi()["paths"].items()
    if "{person_id}" in path and "get" in operations and not path.startswith("/v1/cases/")
)


def about(path: str, person_id: UUID) -> str:
    """The address with this person, and of everything else something that is not there."""
    parts = path.replace("{person_id}", str(person_id)).replace("{grounds}", "consents").split("/")
    return "/".join(str(new_id()) if part.startswith("{") else part for part in parts)


async def denied(owner: Database, who: UUID) -> list[asyncpg.Record]:
    return list(
        await owner.pool.fetch(
            "SELECT person_id, operation FROM access_log WHERE subject_id = $1 AND act = 'denied' ORDER BY at, id", who
        )
    )


@pytest.mark.parametrize("path", ABOUT_SOMEBODY)
async def test_a_look_without_a_ground_is_refused_and_logged_alike_for_who_is_there_and_who_is_not(
    path: str, doors: Doors, served_owner: Database
) -> None:
    asked_about = [UUID(await doors.registered()), new_id()]
    stranger = await doors.hires(doors.adviser, Role.CASEWORKER, Role.PRIVACY_OFFICER)
    for person_id in asked_about:
        answer = await stranger.get(about(path, person_id))
        assert answer.status_code == 404, answer.text
    lines = await denied(served_owner, stranger.worker.id)
    assert [line["person_id"] for line in lines] == asked_about
    assert len({line["operation"] for line in lines}) == 1


def test_the_operations_about_somebody_are_found() -> None:
    assert "/v1/persons/{person_id}/record" in ABOUT_SOMEBODY
    assert len(ABOUT_SOMEBODY) > 10
