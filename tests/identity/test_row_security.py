"""The service's database role with a forgotten predicate: it sees and changes nothing foreign."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI

from deploy.embedded.databases import ServiceDatabase
from services.identity.agencies.domain import Agency
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, Role, WorkerId
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from tests.identity.visits import Visit
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio

SECRET_TABLES = (
    "passwords",
    "signing_keys",
    "attempts",
    "sign_ins",
    "authorization_codes",
    "refresh_tokens",
    "used_assertions",
)
COUNTS = {table: Statement(f"SELECT count(*) FROM {table}") for table in SECRET_TABLES}
AGENCIES_OF_MEMBERSHIPS = Statement("SELECT DISTINCT agency_id FROM memberships")
WORKERS = Statement("SELECT id FROM workers")
AGENCIES_OF_SYSTEMS = Statement("SELECT DISTINCT agency_id FROM systems")
AGENCIES_OF_SESSIONS = Statement("SELECT DISTINCT agency_id FROM sessions")
CHANGES = (
    Statement("UPDATE agencies SET name = 'ours' WHERE id = :agency_id"),
    Statement("UPDATE memberships SET roles = '{administrator}' WHERE agency_id = :agency_id"),
    Statement("UPDATE systems SET open_to_all = true WHERE agency_id = :agency_id"),
    Statement("UPDATE sessions SET ended_at = now() WHERE agency_id = :agency_id"),
    Statement("DELETE FROM systems WHERE agency_id = :agency_id"),
    Statement("DELETE FROM memberships WHERE agency_id = :agency_id"),
    Statement("DELETE FROM agencies WHERE id = :agency_id"),
)
RENAME_ALL = Statement("UPDATE workers SET display_name = 'ours' RETURNING id")
JOIN = Statement("""
    INSERT INTO memberships (id, worker_id, agency_id, roles, valid_from, version)
    VALUES (:worker_id, :worker_id, :agency_id, '{administrator}', now() - interval '9 years', 1)
""")
NEW_SYSTEM = Statement("""
    INSERT INTO systems (id, agency_id, name, authentication, grants, redirect_uris, scopes, purposes, keys, session_id,
                         open_to_all, version, registered_at)
    VALUES (:id, :agency_id, 'x', 'none', '{authorization_code}', '{https://evil.example}', '{}', '{}', '[]', :id,
            :open_to_all, 1, now())
""")


@pytest.fixture
async def clinic(world: World, identity_app: FastAPI) -> Agency:
    """Another agency with a worker, a system and somebody signed in."""
    clinic = await world.another_agency()
    await world.system(agency=clinic)
    worker = await world.worker(agency=clinic)
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    assert (await visit.redeem(await visit.code_for(worker))).status_code == 200
    return clinic


async def actor_of(world: World, *roles: Role) -> Actor:
    headers = await world.signed_in(await world.worker(*roles))
    verified: Actor = await world.app.state.service.verifier.actor(headers["Authorization"].removeprefix("Bearer "))
    return verified


async def ids(work: UnitOfWork, statement: Statement) -> set[UUID]:
    return {row[0] for row in await work.rows(statement)}


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
async def test_without_any_predicate_an_agency_sees_its_own(world: World, role: Role) -> None:
    colleague = await world.worker()
    await world.system()
    actor = await actor_of(world, role)
    is_administrator = role is Role.ADMINISTRATOR
    async with world.database.work(actor) as work:
        assert await ids(work, AGENCIES_OF_MEMBERSHIPS) == {world.agency.id}
        assert {colleague.id, actor.subject} <= await ids(work, WORKERS)
        assert await ids(work, AGENCIES_OF_SYSTEMS) == ({world.agency.id} if is_administrator else set())
        assert await ids(work, AGENCIES_OF_SESSIONS) <= {world.agency.id}
        assert {table: await work.value(count) for table, count in COUNTS.items()} == dict.fromkeys(SECRET_TABLES, 0)


async def test_an_administrator_changes_nothing_of_another_agency(world: World, clinic: Agency) -> None:
    async with world.database.work(await actor_of(world, Role.ADMINISTRATOR)) as work:
        assert [await work.run(change, agency_id=clinic.id) for change in CHANGES] == [0] * len(CHANGES)


async def test_renaming_everybody_renames_colleagues_only_and_for_a_caseworker_only_themselves(
    world: World, clinic: Agency
) -> None:
    theirs = await world.worker(agency=clinic)
    caseworker = await actor_of(world, Role.CASEWORKER)
    async with world.database.work(caseworker) as work:
        assert await ids(work, RENAME_ALL) == {caseworker.subject}
    async with world.database.work(await actor_of(world, Role.ADMINISTRATOR)) as work:
        renamed = await ids(work, RENAME_ALL)
    assert caseworker.subject in renamed
    assert theirs.id not in renamed


@pytest.mark.parametrize(
    ("role", "own_agency", "open_to_all"),
    [(Role.ADMINISTRATOR, False, False), (Role.ADMINISTRATOR, True, True), (Role.CASEWORKER, True, False)],
)
async def test_nobody_lets_software_in_where_they_may_not(
    world: World, clinic: Agency, *, role: Role, own_agency: bool, open_to_all: bool
) -> None:
    actor = await actor_of(world, role)
    agency = world.agency if own_agency else clinic
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with world.database.work(actor) as work:
            await work.run(NEW_SYSTEM, id=actor.subject, agency_id=agency.id, open_to_all=open_to_all)


@pytest.mark.parametrize(("role", "own_agency"), [(Role.ADMINISTRATOR, False), (Role.CASEWORKER, True)])
async def test_nobody_gives_roles_where_they_may_not(
    world: World, clinic: Agency, *, role: Role, own_agency: bool
) -> None:
    actor = await actor_of(world, role)
    agency = world.agency if own_agency else clinic
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with world.database.work(actor) as work:
            await work.run(JOIN, worker_id=actor.subject, agency_id=agency.id)


@pytest.mark.usefixtures("clinic")
async def test_a_task_without_a_policy_and_a_caller_without_an_agency_see_nothing(world: World) -> None:
    stranger = replace(await actor_of(world), agency_id=AgencyId(new_id()), worker_id=WorkerId(new_id()))
    for actor in (TaskActor("relay"), stranger):
        async with world.database.work(actor) as work:
            for statement in (AGENCIES_OF_MEMBERSHIPS, WORKERS, AGENCIES_OF_SYSTEMS, AGENCIES_OF_SESSIONS):
                assert await ids(work, statement) == set()


async def test_every_table_has_row_security_and_the_runtime_role_cannot_pass_it(
    databases: Mapping[str, ServiceDatabase], owner: Database
) -> None:
    del databases
    unlocked = await owner.pool.fetch("""
        SELECT relname FROM pg_class WHERE relnamespace = 'identity'::regnamespace AND relkind IN ('r', 'p')
           AND NOT relrowsecurity AND NOT relispartition AND relname <> 'alembic_version'
    """)
    assert unlocked == []
    role = await owner.pool.fetchrow("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'identity_service'")
    assert role is not None
    assert tuple(role) == (False, False)


@pytest.fixture
async def owner(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    database = await Database.open(databases["identity"].owner_url, schema="identity")
    yield database
    await database.close()
