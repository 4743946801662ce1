"""A gateway on a real socket, in front of echo services, in this process or on sockets of their own."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

import httpx
import orjson
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk, jwt
from typing_extensions import override

from gateway.app import create_gateway
from gateway.carriage.forwarder import Forwarder, Receive, Scope, Send
from gateway.carriage.in_process import InProcess
from gateway.carriage.remote import Remote
from gateway.server import server_config
from gateway.settings import Settings
from shared.identifiers import new_id
from tests.gateway.echo import EchoService, answer

CarriageName = Literal["in one process", "over the network"]
CARRIAGES: Sequence[CarriageName] = ("in one process", "over the network")
CASES_PATHS: dict[str, dict[str, object]] = {
    "/v1/persons/{person_id}": {"get": {}, "patch": {}},
    "/v1/persons/search": {"post": {}},
    "/v1/persons/{person_id}/refuse-method": {"get": {}},
    "/v1/persons/x/{other}": {"put": {}, "delete": {}},
}
PUBLIC_URL = "http://parcours.example:8000"


class Keys:
    """The key with which the tests' identity signs."""

    def __init__(self) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        self._pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        public = jwk.construct(self._pem, "ES256").public_key().to_dict()
        self.published = {**public, "kid": "test", "use": "sig", "alg": "ES256"}

    def token(self, **claims: Any) -> str:
        """An access token of some worker."""
        now = int(time.time())
        said = {
            "iss": PUBLIC_URL,
            "aud": PUBLIC_URL,
            "sub": str(new_id()),
            "kind": "worker",
            "agency": str(new_id()),
            "sector": "social",
            "municipalities": [str(new_id())],
            "roles": ["caseworker"],
            "scope": "record:read",
            "purpose": "care-coordination",
            "purposes": ["care-coordination"],
            "jti": str(new_id()),
            "sid": str(new_id()),
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            **claims,
        }
        return str(jwt.encode(said, self._pem, "ES256", headers={"kid": "test", "typ": "at+jwt"}))


class IdentityEcho(EchoService):
    """Also publishes keys."""

    def __init__(self, keys: Keys) -> None:
        super().__init__("identity")
        self.keys = keys

    async def do_jwks_json(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await answer(send, 200, orjson.dumps({"keys": [self.keys.published]}))


@dataclass
class World:
    """A running gateway.

    Attributes:
        http: a caller with a valid token.
    """

    carriage: CarriageName
    port: int
    http: httpx.AsyncClient
    keys: Keys
    services: Mapping[str, EchoService]

    @property
    def cases(self) -> EchoService:
        return self.services["cases"]

    @property
    def asked(self) -> int:
        """How many requests reached any service."""
        return sum(service.asked for service in self.services.values())

    async def raw(self, request: bytes) -> bytes:
        """What comes back on a connection of its own, until it is closed or quiet."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        received = b""
        try:
            while chunk := await asyncio.wait_for(reader.read(65536), 1):
                received += chunk
        except TimeoutError:
            pass
        finally:
            writer.close()
        return received


class _Server(uvicorn.Server):
    @override
    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


@asynccontextmanager
async def served(*configs: uvicorn.Config) -> AsyncIterator[list[int]]:
    """Serve each on a free port of the loopback; the ports."""
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in configs]
    servers = [_Server(config) for config in configs]
    running = [asyncio.create_task(server.serve(sockets=[one])) for server, one in zip(servers, listening, strict=True)]
    while not all(server.started for server in servers):
        assert not any(one.done() for one in running), "a server did not start"
        await asyncio.sleep(0.005)
    try:
        yield [one.getsockname()[1] for one in listening]
    finally:
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*running)


def service_config(app: EchoService) -> uvicorn.Config:
    """A service as it runs on its own: uvicorn's ordinary settings."""
    return uvicorn.Config(
        app, loop="uvloop", http="httptools", log_config=None, access_log=False, timeout_graceful_shutdown=1
    )


@asynccontextmanager
async def running_world(carriage: CarriageName, **settings: Any) -> AsyncIterator[World]:
    """A gateway in front of three echo services."""
    keys = Keys()
    services = {
        "identity": IdentityEcho(keys),
        "cases": EchoService("cases"),
        "referrals": EchoService("referrals"),
    }
    services["cases"].document["paths"] = CASES_PATHS
    chosen = Settings(**{"public_url": PUBLIC_URL, "answer_timeout_seconds": 5.0, **settings})
    async with AsyncExitStack() as stack:
        if carriage == "in one process":
            forwarders: dict[str, Forwarder] = {name: InProcess(service) for name, service in services.items()}
        else:
            ports = await stack.enter_async_context(served(*map(service_config, services.values())))
            urls = (f"http://127.0.0.1:{port}" for port in ports)
            most = {"most": chosen.connections_per_service, "most_streams": chosen.streams_per_service}
            forwarders = {name: Remote(url, **most) for name, url in zip(services, urls, strict=True)}
        gateway = create_gateway(chosen, forwarders)
        (port,) = await stack.enter_async_context(served(server_config(gateway, chosen)))
        http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {keys.token()}"},
            trust_env=False,
        )
        await stack.enter_async_context(http)
        yield World(carriage, port, http, keys, services)
