"""An agency's system that speaks HTTP with a token of its own, and sets up webhooks."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from services.identity.agencies.domain import Agency
from services.identity.systems.domain import System
from shared.contracts.identity.vocabulary import Scope
from tests.cases.doors import Doors
from tests.identity.conftest import PUBLIC_URL
from tests.identity.worlds import asked_token

WEBHOOKS = "/v1/webhooks"
READS: Collection[Scope] = (Scope.EVENTS_READ, Scope.RECORD_READ, Scope.REFERRALS_READ)
NEW = {"url": "https://hooks.example.org/parcours", "types": ["*"], "scopes": ["record:read"], "description": "Ours"}


@dataclass
class SystemDesk:
    """A system that is signed in."""

    http: httpx.AsyncClient
    identity: FastAPI
    system: System
    secret: str
    token: str = ""

    async def sign_in(self) -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.identity), base_url=PUBLIC_URL) as identity:
            self.token = (await asked_token(identity, self.system, self.secret)).json()["access_token"]

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(
            method, path, json=body, headers={"Authorization": f"Bearer {self.token}", **named}
        )

    async def hook(self, **said: Any) -> dict[str, Any]:
        """A webhook of this system."""
        answer = await self.ask("POST", WEBHOOKS, {**NEW, **said})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


async def system_desk(
    doors: Doors, identity: FastAPI, *, agency: Agency | None = None, scopes: Collection[Scope] = READS
) -> SystemDesk:
    """A system of the lead's agency, unless another is said."""
    system, secret = await doors.municipality.system(scopes=scopes, agency=agency or doors.lead.agency)
    desk = SystemDesk(doors.http, identity, system, secret)
    await desk.sign_in()
    return desk
