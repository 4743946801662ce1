"""A running service: its database, its bus, its background work, and the FastAPI application around them."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson
import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from typing_extensions import override

from shared.clients.carriage import Carriage
from shared.clients.identity import IdentityClient
from shared.clock import Clock, system_clock
from shared.database.engine import Database
from shared.database.housekeeping import Tidying, keep_house
from shared.database.migrations import revision_obstacle
from shared.encryption.masters import DEVELOPMENT, Masters
from shared.encryption.settings import SettingsWithKeys
from shared.messaging.bus import Bus
from shared.messaging.relay import run_relay
from shared.messaging.subscriptions import Subscription, run_subscription
from shared.sealing.sealer import keep_sealed
from shared.sealing.witness import Witness
from shared.settings import ServiceSettings
from shared.telemetry.traces import configure_traces
from shared.web import health, metrics, problem_pages
from shared.web.access_tokens import Revocations, TokenVerifier
from shared.web.documented import PROBLEM_SCHEMA, restore_nulls, say_local_times
from shared.web.fhir import SpeaksFhir
from shared.web.frame import Frame, LargerBodies
from shared.web.problems import answer_refusals
from shared.web.sealed_logs import sealed_logs_router
from shared.web.signing_keys import KeySource

REVOCATIONS_EVERY_SECONDS = 2.0
CANCEL_AGAIN_AFTER_SECONDS = 0.5
Background = Callable[["Service"], Awaitable[None]]
_log = structlog.get_logger("service")


@dataclass(frozen=True)
class Plan:
    """What makes one service: told once in its `app.py`.

    Attributes:
        package: `services.cases`; its `migrations` folder holds its history.
        background: coroutines that run as long as the service.
        housekeeping: what to delete every hour, beside what every service has.
        larger_bodies: operations that stream more than a megabyte.
    """

    name: str
    package: str
    title: str
    description: str
    routers: Sequence[APIRouter]
    subscriptions: Sequence[Subscription] = ()
    background: Sequence[Background] = ()
    housekeeping: Sequence[Tidying] = ()
    larger_bodies: Sequence[LargerBodies] = ()


@dataclass
class Service:
    """What the operations of a service find at `request.app.state.service`."""

    plan: Plan
    settings: ServiceSettings
    identity: IdentityClient
    verifier: TokenVerifier
    revocations: Revocations
    bus: Bus
    clock: Clock = system_clock
    peers: dict[str, Carriage] = field(default_factory=dict)
    crashed: list[str] = field(default_factory=list)
    """Background work that has ended by itself; the service is not ready until it is started again."""
    _database: Database | None = None

    @property
    def database(self) -> Database:
        assert self._database is not None, "the service has not been started"
        return self._database

    async def obstacles(self) -> list[str]:
        """Why requests cannot be served now; empty when they can."""
        if not await self.database.answers():
            return ["the database does not answer"]
        if self.crashed:
            return [f"background work has ended: {', '.join(self.crashed)}"]
        obstacle = await revision_obstacle(self.database, self.plan.package)
        return [obstacle] if obstacle else []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open the database, then start what runs beside the requests; stop in reverse."""
        _log.info("settings", service=self.plan.name, settings=self.settings.described())
        configure_traces(self.plan.name, self.settings.traces_url)
        async with AsyncExitStack() as stack:
            self._database = await self._opened_database()
            stack.push_async_callback(self._database.close)
            stack.push_async_callback(self.bus.close)
            tasks = [asyncio.create_task(self._watched(work)) for work in self._work_beside_requests()]
            stack.push_async_callback(stop, tasks)
            yield

    def _masters(self) -> Masters:
        if not isinstance(self.settings, SettingsWithKeys):
            return DEVELOPMENT
        if self.settings.encryption_keys is None:
            setting = f"PARCOURS_{self.plan.name.upper()}_ENCRYPTION_KEYS"
            _log.warning("what is encrypted opens with a key that everybody knows", setting=setting)
        return self.settings.masters()

    async def _opened_database(self) -> Database:
        try:
            return await Database.open(
                self.settings.database_url.get_secret_value(),
                schema=self.plan.name,
                clock=self.clock,
                connections=self.settings.database_connections,
                masters=self._masters(),
            )
        except (OSError, asyncpg.PostgresError, ValueError) as failure:
            setting = f"PARCOURS_{self.plan.name.upper()}_DATABASE_URL"
            _log.error("no database", service=self.plan.name, setting=setting, failure=type(failure).__name__)
            raise

    def _work_beside_requests(self) -> list[Awaitable[None]]:
        """Each a task of its own, cancelled by itself: a task group would not cancel a task of it a second time."""
        return [
            self.bus.keep_connected(),
            run_relay(self.database, self.bus),
            *(run_subscription(self.database, self.bus, subscription) for subscription in self.plan.subscriptions),
            self._follow_revocations(),
            keep_house(self.database, self.plan.housekeeping),
            *self._sealing(),
            *(run(self) for run in self.plan.background),
        ]

    def _sealing(self) -> list[Awaitable[None]]:
        if self.settings.seal_secret is None:
            _log.warning("the logs are not sealed", setting=f"PARCOURS_{self.plan.name.upper()}_SEAL_SECRET")
            return []
        witness = Witness(self.settings.witness_folder)
        return [keep_sealed(self.database, self.settings.seal_secret.get_secret_value(), witness)]

    async def _follow_revocations(self) -> None:
        while True:
            ended = await self.identity.ended_sessions()
            if ended is not None:
                self.revocations.replace(ended)
            await asyncio.sleep(REVOCATIONS_EVERY_SECONDS)

    async def _watched(self, work: Awaitable[None]) -> None:
        """Background work that ends by itself is a defect: say so instead of being silent."""
        try:
            await work
        except asyncio.CancelledError:
            raise
        except Exception as crash:
            self.crashed.append(type(crash).__name__)
            _log.error("background work ended", failure=type(crash).__name__)
            raise


class ServiceApp(FastAPI):
    """Tells what a problem looks like once in its API document, however many operations can answer with one, and what
    FastAPI leaves out of it. The document takes more than a second of processor to write: whoever asks for it waits in
    a thread, and nobody else.
    """

    def __init__(self, **said: Any) -> None:
        super().__init__(openapi_url=None, docs_url=None, redoc_url=None, **said)
        self._writing = threading.Lock()
        self.add_route("/openapi.json", self._answer_document, include_in_schema=False)

    @override
    def openapi(self) -> dict[str, Any]:
        with self._writing:
            document = super().openapi()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            if "Problem" not in schemas:
                schemas["Problem"] = PROBLEM_SCHEMA
                restore_nulls(document)
                say_local_times(document)
        return document

    def _answer_document(self, _request: Request) -> Response:
        return Response(orjson.dumps(self.openapi()), media_type="application/json")


def service_app(
    plan: Plan,
    settings: ServiceSettings,
    *,
    identity: Carriage,
    peers: dict[str, Carriage] | None = None,
    clock: Clock = system_clock,
) -> FastAPI:
    """The application of one service.

    Args:
        identity: how identity is reached, for keys and ended sign-ins.
        peers: how the services below this one are reached, by name.
    """
    identity_client = IdentityClient(identity)
    revocations = Revocations()
    service = Service(
        plan=plan,
        settings=settings,
        identity=identity_client,
        revocations=revocations,
        verifier=TokenVerifier(
            issuer=settings.public_url,
            audience=settings.public_url,
            keys=KeySource(identity_client.signing_keys),
            revocations=revocations,
        ),
        bus=Bus(settings.nats_url.get_secret_value()),
        clock=clock,
        peers=peers or {},
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with service.running():
            yield

    app = ServiceApp(
        title=plan.title,
        description=plan.description,
        version="1",
        lifespan=lifespan,
        redirect_slashes=False,
        separate_input_output_schemas=True,
    )
    app.state.service = service
    answer_refusals(app)
    app.add_middleware(Frame, service=plan.name, metrics=settings.metrics, larger_bodies=plan.larger_bodies)
    app.add_middleware(SpeaksFhir)
    furniture = (
        health.router,
        problem_pages.router,
        sealed_logs_router(plan.name),
        *((metrics.router,) if settings.metrics else ()),
    )
    for router in (*furniture, *plan.routers):
        app.router.routes.extend(router.routes)  # to `include` a router has each request look for its route twice more
    return app


async def stop(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel until each has ended: before Python 3.12 `asyncio.wait_for`, which libraries use, can lose a cancellation
    that comes in the moment of its success.
    """
    waiting = set(tasks)
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=CANCEL_AGAIN_AFTER_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)
