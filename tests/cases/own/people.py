"""Somebody who was invited, with the token that identity gives their account."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx

from services.identity.accounts.domain import AccountStanding
from services.identity.tokens.actions.clients import TOKENS
from shared.contracts.identity.vocabulary import SCOPES_OF_PEOPLE, AccountId
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors


@dataclass
class Holder:
    """Who reads with an account of their own."""

    http: httpx.AsyncClient
    account_id: str
    headers: dict[str, str]

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, f"/v1/my{path}", json=body, headers={**self.headers, **named})

    async def made(self, path: str, body: Any, **headers: str) -> Any:
        answer = await self.ask("POST", path, body, **headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def reads(self, path: str, **headers: str) -> Any:
        answer = await self.ask("GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


DAUGHTER: Final = {"kind": "child", "other": {"name": "Sa fille"}, "powers": ["be_informed", "consent"]}


async def with_a_case(doors: Doors) -> tuple[str, str]:
    """A person, and a case about them."""
    person = await doors.registered()
    case = await doors.lead.made(
        "/v1/cases", {"persons": [{"person_id": person}], "category": "social", "title": "At home"}
    )
    return person, str(case["id"])


async def representative(doors: Doors, person: str, **tie: Any) -> tuple[str, Holder]:
    """Somebody who represents a person, by which relationship."""
    made = await doors.lead.made(f"/v1/persons/{person}/relationships", {**DAUGHTER, **tie})
    return made["id"], await invited(doors, person, relationship_id=made["id"])


async def invited(doors: Doors, person_id: str, by: Desk | None = None, **body: Any) -> Holder:
    """Whom a worker invited; that they set up their password and second factor is identity's own affair."""
    made = await (by or doors.lead).made(f"/v1/persons/{person_id}/accounts", body)
    return await holder_of(doors, made["account_id"])


async def holder_of(doors: Doors, account_id: str) -> Holder:
    """Whoever signed in with an account, linked to somebody or not."""
    app = doors.municipality.app
    async with app.state.service.database.work(TOKENS) as work:
        now = work.now
    standing = AccountStanding(AccountId(UUID(account_id)))
    token = app.state.mint.token(
        standing, client_id=new_id(), session_id=new_id(), scopes=sorted(SCOPES_OF_PEOPLE), at=now
    )
    return Holder(doors.http, account_id, {"Authorization": f"Bearer {await app.state.mint.signed(token)}"})
