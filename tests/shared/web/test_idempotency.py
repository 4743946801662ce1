"""A key counts for one caller, in one agency, for one operation."""

from dataclasses import replace
from uuid import UUID

import pytest

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import KeyReused
from shared.web.idempotency import Once
from tests.cases.worlds import World

pytestmark = pytest.mark.anyio


async def done(database: Database, who: Actor, operation: str = "POST /v1/cases", body: bytes = b"{}") -> UUID:
    async def act() -> UUID:
        return new_id()

    async with database.work(who) as work:
        return await Once(operation, "a key", body).run(work, act)


async def test_a_key_counts_for_one_caller_in_one_agency_for_one_operation(cases_database: Database) -> None:
    """Who works for two agencies does for each of them what they ask, also by a front end that numbers its requests."""
    world = World()
    who = world.worker()
    elsewhere, somebody_else = replace(who, agency_id=AgencyId(new_id())), world.worker(agency=who.agency_id)
    first = await done(cases_database, who)
    assert await done(cases_database, who) == first
    others = [await done(cases_database, one) for one in (elsewhere, somebody_else)]
    others.append(await done(cases_database, who, "POST /v1/persons"))
    assert len({first, *others}) == 4
    with pytest.raises(KeyReused):
        await done(cases_database, who, body=b"another")
