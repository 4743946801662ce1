"""A small world for each test: a municipality, agencies, workers and systems, made as the installation makes them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

import httpx
from anyio import to_thread
from fastapi import FastAPI

from services.identity.agencies.actions import register_agency, register_municipality
from services.identity.agencies.domain import Agency
from services.identity.agencies.policy import INSTALLATION
from services.identity.sign_in.actions.choosing_password import set_password
from services.identity.sign_in.domain.passwords import hashed
from services.identity.systems.actions import register_system
from services.identity.systems.domain import Authentication, GrantType, System
from services.identity.tokens.actions.clients import TOKENS
from services.identity.workers.actions.managing import add_membership, register_worker
from services.identity.workers.actions.reading import standing_of
from services.identity.workers.domain import Worker
from shared.contracts.identity.vocabulary import AgencyKind, Role, Scope, Sector
from shared.database.engine import Database
from shared.identifiers import new_id

PASSWORD = "four calm words together"
REDIRECT_URI = "https://desk.example.org/signed-in"


@dataclass
class World:
    """One municipality with one social agency; more on demand."""

    app: FastAPI
    municipality_id: UUID
    agency: Agency

    @property
    def database(self) -> Database:
        database: Database = self.app.state.service.database
        return database

    async def another_agency(self, name: str = "Clinique du Port", sector: Sector = Sector.HEALTH) -> Agency:
        async with self.database.work(INSTALLATION) as work:
            return await register_agency(
                work, name=name, sector=sector, kind=AgencyKind.PUBLIC, municipalities=[self.municipality_id]
            )

    async def worker(self, *roles: Role, agency: Agency | None = None) -> Worker:
        """A worker, caseworker of the social agency unless said otherwise."""
        async with self.database.work(INSTALLATION) as work:
            worker, _ = await register_worker(
                work,
                agency_id=(agency or self.agency).id,
                display_name="Nadia Belkacem",
                login=f"nadia.{new_id().hex}",
                roles=roles or (Role.CASEWORKER,),
            )
        return worker

    async def also_works_for(
        self, worker: Worker, agency: Agency, *roles: Role, begins_in: timedelta = timedelta()
    ) -> None:
        async with self.database.work(INSTALLATION) as work:
            await add_membership(
                work,
                agency_id=agency.id,
                worker_id=worker.id,
                roles=roles or (Role.CASEWORKER,),
                valid_from=work.now + begins_in,
            )

    async def system(
        self, *, scopes: Collection[Scope] = (Scope.RECORD_READ, Scope.REFERRALS_WRITE), agency: Agency | None = None
    ) -> tuple[System, str]:
        """A system with a secret."""
        async with self.database.work(INSTALLATION) as work:
            system, secret = await register_system(
                work,
                agency_id=(agency or self.agency).id,
                name="Hospital record",
                authentication=Authentication.CLIENT_SECRET_BASIC,
                grants=[GrantType.CLIENT_CREDENTIALS],
                scopes=scopes,
            )
        assert secret is not None
        return system, secret

    async def front_end(self, *, open_to_all: bool = True, agency: Agency | None = None) -> System:
        """An application without credentials through which workers sign in."""
        async with self.database.work(INSTALLATION) as work:
            system, _ = await register_system(
                work,
                agency_id=(agency or self.agency).id,
                name="Casework desk",
                authentication=Authentication.NONE,
                grants=[GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN],
                scopes=frozenset(Scope),
                redirect_uris=[REDIRECT_URI, f"{REDIRECT_URI}?desk=2"],
                open_to_all=open_to_all,
            )
        return system

    async def has_password(self, worker: Worker, password: str = PASSWORD) -> None:
        kept = await to_thread.run_sync(_hashed_once, password)
        async with self.database.work(INSTALLATION) as work:
            await set_password(work, worker.id, kept)

    async def token(self, worker: Worker, agency: Agency | None = None) -> str:
        """What a worker's front end holds after the sign-in, signed by the real key."""
        mint = self.app.state.mint
        async with self.database.work(TOKENS) as work:
            standing = await standing_of(work, worker.id, (agency or self.agency).id)
        assert standing is not None, "the worker may act for this agency"
        token = mint.token(
            standing, client_id=new_id(), session_id=new_id(), scopes=sorted(standing.scopes), at=work.now
        )
        signed: str = await mint.signed(token)
        return signed

    async def signed_in(self, worker: Worker, agency: Agency | None = None) -> dict[str, str]:
        """The headers of a worker's request."""
        return {"Authorization": f"Bearer {await self.token(worker, agency)}"}


async def new_world(app: FastAPI) -> World:
    """A municipality and a social agency that no other test knows."""
    async with app.state.service.database.work(INSTALLATION) as work:
        municipality = await register_municipality(work, name="Valmont", country="FR", time_zone="Europe/Paris")
        agency = await register_agency(
            work,
            name="Service social",
            sector=Sector.SOCIAL,
            kind=AgencyKind.PUBLIC,
            municipalities=[municipality.id],
        )
    return World(app, municipality.id, agency)


async def asked_token(identity: httpx.AsyncClient, system: System, secret: str, **more: str) -> httpx.Response:
    """What the token endpoint answers to a system with a secret."""
    return await identity.post(
        "/oauth/token", data={"grant_type": "client_credentials", **more}, auth=(str(system.id), secret)
    )


@cache
def _hashed_once(password: str) -> str:
    return hashed(password)
