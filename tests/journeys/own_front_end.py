"""A person's browser and telephone, at the gateway: they take an account into use, sign in, and read."""

import html
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from deploy.demo.keys import DESK_ID, REDIRECT_URI
from tests.identity.accounts import Holder, key_in
from tests.identity.visits import challenge_of

PASSWORD = "four calm words together"


@dataclass
class OwnFrontEnd:
    """A browser in which somebody signs in with an account of their own.

    Attributes:
        tokens: what the front end holds once they have.
    """

    browser: httpx.AsyncClient
    holder: Holder
    tokens: dict[str, Any]

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        return await self.browser.request(method, path, json=body, headers={**bearer, **headers})

    async def writes(self, path: str, body: Any) -> Any:
        answer = await self.ask("POST", path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def sends(self, path: str, content: bytes, named: dict[str, str]) -> Any:
        bearer = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        answer = await self.browser.post(path, content=content, headers={**bearer, **named})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def reads(self, path: str, **headers: str) -> Any:
        answer = await self.ask("GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @asynccontextmanager
    async def listens(self) -> AsyncIterator[AsyncIterator[str]]:
        """The lines of what they are told live, from the moment at which they are told of it."""
        bearer = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        async with self.browser.stream("GET", "/v1/my/notices/stream", headers=bearer) as live:
            assert live.status_code == 200
            lines = live.aiter_lines()
            while not (await anext(lines)).startswith("id: "):
                pass
            yield lines

    async def refresh(self) -> int:
        form = {
            "grant_type": "refresh_token",
            "client_id": str(DESK_ID),
            "refresh_token": self.tokens["refresh_token"],
        }
        return (await self.browser.post("/oauth/token", data=form)).status_code


async def signed_in_with_code(browser: httpx.AsyncClient, handed_over: dict[str, Any]) -> OwnFrontEnd:
    """From the code on paper to the first token, as a browser without scripts does it."""
    first = await _submit(browser, await browser.get("/oauth/account"), code=handed_over["code"], password=PASSWORD)
    page = await browser.get(first.headers["location"])
    holder = Holder(handed_over["account_id"], handed_over["sign_in_name"], key_in(page.text))
    assert holder.sign_in_name in (await _submit(browser, page, digits=holder.digits())).text

    verifier = secrets.token_urlsafe(48)
    request = {
        "response_type": "code",
        "client_id": str(DESK_ID),
        "redirect_uri": REDIRECT_URI,
        "scope": "own:read own:write",
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    page = await browser.get("/oauth/authorize", params=request)
    second = await _submit(browser, page, login=holder.sign_in_name, password=PASSWORD)
    sent_back = await _submit(browser, await browser.get(second.headers["location"]), digits=holder.digits())
    form = {
        "grant_type": "authorization_code",
        "client_id": str(DESK_ID),
        "code": parse_qs(urlsplit(sent_back.headers["location"]).query)["code"][0],
        "redirect_uri": REDIRECT_URI,
        "code_verifier": verifier,
    }
    tokens = await browser.post("/oauth/token", data=form)
    assert tokens.status_code == 200, tokens.text
    return OwnFrontEnd(browser, holder, tokens.json())


async def _submit(browser: httpx.AsyncClient, page: httpx.Response, **fields: str) -> httpx.Response:
    action = re.search(r'<form method="post" action="([^"]+)"', page.text)
    token = re.search(r'name="form" value="([^"]+)"', page.text)
    assert action, page.text
    assert token, page.text
    return await browser.post(html.unescape(action[1]), data={"form": token[1], **fields})
