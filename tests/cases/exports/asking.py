"""Somebody who was granted a copy of what an agency keeps about them, over HTTP."""

from datetime import timedelta
from typing import Any, Final

from services.cases.exports.actions.making import TASK, perform_all_due
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors

PARTS: Final = Statement("SELECT count(*) FROM rights_export_part")
LATER: Final = Statement("UPDATE rights_export SET kept_until = :at WHERE person_id = :person_id")
GRANTED: Final = {"outcome": "granted", "reason": "Here it is."}


async def granted_copy(doors: Doors, database: Database, person: str, officer: Desk, **more: Any) -> str:
    """The path of a request that a worker took down, and that was granted; the copy is made."""
    right, answer = more.pop("right", "access"), more.pop("answer", GRANTED)
    where = f"/v1/persons/{person}/rights-requests"
    made = await doors.lead.made(where, {"right": right, "words": "What do you keep?", **more})
    path = f"{where}/{made['id']}"
    answered = await officer.post(f"{path}/decision", answer)
    assert answered.status_code == 200, answered.text
    await perform_all_due(database)
    return path


async def emptied(database: Database, person: str) -> None:
    """The time of somebody's copies is over, and they are deleted."""
    async with database.work(TaskActor(TASK)) as work:
        await work.run(LATER, at=work.now - timedelta(seconds=1), person_id=person)
    await perform_all_due(database)


async def parts_seen(database: Database, desk: Desk, *roles: Role) -> int:
    """How much of any copy row security alone shows to a worker."""
    actor = Actor(
        agency_id=AgencyId(desk.agency.id),
        sector=Sector.SOCIAL,
        municipalities=(MunicipalityId(new_id()),),
        roles=frozenset(roles),
        scopes=frozenset(Scope),
        purpose=Purpose.RIGHTS,
        purposes=frozenset(Purpose),
        worker_id=WorkerId(desk.worker.id),
    )
    async with database.work(actor) as work:
        return int(await work.value(PARTS))


async def officer_of(doors: Doors) -> Desk:
    """A privacy officer of the lead's agency."""
    return await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
