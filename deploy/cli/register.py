"""How an installation begins: municipalities, agencies with their first administrator, and front ends to sign in with.

Everything after that is theirs, through the API.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from rich.console import Console

from deploy.launch.installation import reached_installation
from deploy.launch.refusals import LaunchRefused
from gateway.settings import Settings as GatewaySettings
from services.identity.agencies import actions as agencies
from services.identity.agencies.policy import INSTALLATION
from services.identity.sign_in.actions.choosing_password import invite_to_choose
from services.identity.systems.actions import register_system
from services.identity.systems.domain import Authentication, GrantType
from services.identity.workers.actions.managing import register_worker
from services.identity.workers.actions.reading import worker_called
from services.identity.workers.domain import Worker
from shared.contracts.identity.vocabulary import AgencyKind, Role, Scope, Sector
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound

console = Console(stderr=True, highlight=False)


async def register_municipality(home: Path, *, name: str, country: str, time_zone: str, code: str) -> None:
    """A municipality joins; prints its id."""
    async with _as_installation(home) as work:
        municipality = await agencies.register_municipality(
            work, name=name, country=country, time_zone=time_zone, code=code
        )
    print(municipality.id)


async def register_agency(
    home: Path,
    *,
    name: str,
    sector: Sector,
    kind: AgencyKind,
    municipalities: Sequence[UUID],
    administrator: str,
    login: str,
) -> None:
    """An agency joins, with its first administrator; prints the agency's id, and a code for that one's password."""
    async with _as_installation(home) as work:
        agency = await agencies.register_agency(
            work, name=name, sector=sector, kind=kind, municipalities=municipalities
        )
        worker, _ = await register_worker(
            work, agency_id=agency.id, display_name=administrator, login=login, roles=[Role.ADMINISTRATOR]
        )
        invitation = await invite_to_choose(work, worker.id)
    print(agency.id)
    _print_invitation(worker, *invitation)


async def invite(home: Path, login: str) -> None:
    """Somebody chooses a new password: an only administrator who lost it, or whose first code is too old."""
    async with _as_installation(home) as work:
        try:
            worker = await worker_called(work, login)
        except NotFound as nobody:
            raise LaunchRefused(f"Nobody signs in as {login}.") from nobody
        invitation = await invite_to_choose(work, worker.id)
    _print_invitation(worker, *invitation)


async def register_front_end(home: Path, *, name: str, agency_id: UUID, redirect_uris: Sequence[str]) -> None:
    """A program with which workers of every agency sign in; prints its client id."""
    async with _as_installation(home) as work:
        system, _ = await register_system(
            work,
            agency_id=agency_id,
            name=name,
            authentication=Authentication.NONE,
            grants=[GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN],
            scopes=frozenset(Scope),
            redirect_uris=redirect_uris,
            open_to_all=True,
        )
    print(system.id)


def _print_invitation(worker: Worker, code: str, until: datetime) -> None:
    console.print(
        f"{worker.display_name} chooses a password at {GatewaySettings().public_url}/oauth/password as "
        f"[bold]{worker.login}[/] with the code [bold]{code}[/], until {until:%Y-%m-%d %H:%M} UTC. "
        "It is shown now and never again."
    )


@asynccontextmanager
async def _as_installation(home: Path) -> AsyncIterator[UnitOfWork]:
    environment = (await reached_installation(home)).environment
    database = await Database.open(environment["PARCOURS_IDENTITY_DATABASE_URL"], schema="identity")
    try:
        async with database.work(INSTALLATION) as work:
            yield work
    finally:
        await database.close()
