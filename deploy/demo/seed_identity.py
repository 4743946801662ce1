"""Puts the cast into identity, as the installation does with the first agencies of a real one."""

from collections.abc import Iterable

from anyio import to_thread

from deploy.demo.cast import AGENCIES, MUNICIPALITIES, WORKERS, Worker, agency
from deploy.demo.keys import DESK_ID, REDIRECT_URI, SYSTEM_ID, DemoKeys
from deploy.launch.installation import Installation
from gateway.settings import Settings as GatewaySettings
from services.identity.agencies.actions import register_agency, register_municipality, these_agencies
from services.identity.agencies.policy import INSTALLATION
from services.identity.sign_in.actions.choosing_password import set_password
from services.identity.sign_in.domain.passwords import hashed
from services.identity.systems.actions import register_system
from services.identity.systems.domain import Authentication, GrantType
from services.identity.workers.actions.managing import add_membership, register_worker
from shared.contracts.identity.vocabulary import Scope
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork


async def seed_identity(installation: Installation, keys: DemoKeys) -> None:
    """Municipalities, agencies, workers with the one password, the desk they sign in with, and one agency system.

    Nothing when they are there.
    """
    database = await Database.open(installation.environment["PARCOURS_IDENTITY_DATABASE_URL"], schema="identity")
    try:
        async with database.work(INSTALLATION) as work:
            if await these_agencies(work, [AGENCIES[0].id]):
                return
            kept = await to_thread.run_sync(hashed, keys.password)
            await _agencies(work)
            for worker in WORKERS:
                await _worker(work, worker, kept)
            await _systems(work, keys)
    finally:
        await database.close()


async def hire(installation: Installation, keys: DemoKeys, workers: Iterable[Worker]) -> None:
    """More workers than the cast has, with the same password."""
    database = await Database.open(installation.environment["PARCOURS_IDENTITY_DATABASE_URL"], schema="identity")
    try:
        kept = await to_thread.run_sync(hashed, keys.password)
        async with database.work(INSTALLATION) as work:
            for worker in workers:
                await _worker(work, worker, kept)
    finally:
        await database.close()


async def _agencies(work: UnitOfWork) -> None:
    for one in MUNICIPALITIES:
        await register_municipality(work, name=one.name, country="FR", time_zone="Europe/Paris", municipality_id=one.id)
    ids = {one.key: one.id for one in MUNICIPALITIES}
    for listed in AGENCIES:
        await register_agency(
            work,
            name=listed.name,
            sector=listed.sector,
            kind=listed.kind,
            municipalities=[ids[key] for key in listed.municipalities],
            agency_id=listed.id,
        )


async def _worker(work: UnitOfWork, worker: Worker, kept_password: str) -> None:
    (first, roles), *more = worker.memberships
    await register_worker(
        work,
        agency_id=agency(first).id,
        display_name=worker.name,
        login=worker.login,
        roles=roles,
        worker_id=worker.id,
    )
    for key, further in more:
        await add_membership(work, agency_id=agency(key).id, worker_id=worker.id, roles=further)
    await set_password(work, worker.id, kept_password)


async def _systems(work: UnitOfWork, keys: DemoKeys) -> None:
    await register_system(
        work,
        agency_id=agency("social-valmont").id,
        name="Casework desk",
        authentication=Authentication.NONE,
        grants=[GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN],
        scopes=frozenset(Scope),
        redirect_uris=[REDIRECT_URI, f"{GatewaySettings().public_url}/docs/signed-in"],
        open_to_all=True,
        system_id=DESK_ID,
    )
    await register_system(
        work,
        agency_id=agency("clinique").id,
        name="Record of the Clinique du Port",
        authentication=Authentication.CLIENT_SECRET_BASIC,
        grants=[GrantType.CLIENT_CREDENTIALS],
        scopes={Scope.RECORD_READ, Scope.REFERRALS_READ, Scope.DIRECTORY_READ},
        system_id=SYSTEM_ID,
        secret=keys.system_secret,
    )
