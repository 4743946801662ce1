"""A worker's browser and the front end that sends it, speaking plain HTTP."""

import base64
import hashlib
import html
import itertools
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import httpx
from fastapi import FastAPI

from services.identity.systems.domain import System
from services.identity.workers.domain import Worker
from tests.identity.worlds import PASSWORD, REDIRECT_URI

PUBLIC_URL = "http://127.0.0.1:8000"


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


_NUMBERS = itertools.count()


def an_address() -> str:
    """Of a network of its own: attempts are counted for each, and two tests must not share one by chance."""
    number = next(_NUMBERS)
    return f"10.{number >> 8 & 255}.{number & 255}.1"


@dataclass
class Visit:
    """One browser on its way through the sign-in."""

    app: FastAPI
    front_end: System
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    changed: dict[str, str | None] = field(default_factory=dict)
    """Parameters of the request that differ from a good one; None leaves one out."""

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(self.app, client=(an_address(), 1))
        self.browser = httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL)

    @property
    def parameters(self) -> dict[str, str]:
        good: dict[str, str | None] = {
            "response_type": "code",
            "client_id": str(self.front_end.id),
            "redirect_uri": REDIRECT_URI,
            "scope": "openid record:read record:write",
            "state": "a state of 'theirs' & more",
            "nonce": "a nonce",
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (good | self.changed).items() if value is not None}

    async def open(self) -> httpx.Response:
        return await self.browser.get("/oauth/authorize", params=self.parameters)

    async def submit(self, page: httpx.Response, **fields: str) -> httpx.Response:
        """Fill in the form of a page and send it."""
        action = re.search(r'<form method="post" action="([^"]+)"', page.text)
        token = re.search(r'name="form" value="([^"]+)"', page.text)
        assert action, page.text
        assert token, page.text
        return await self.browser.post(html.unescape(action[1]), data={"form": token[1], **fields})

    async def sign_in(self, worker: Worker, password: str = PASSWORD) -> httpx.Response:
        return await self.submit(await self.open(), login=worker.login, password=password)

    async def code_for(self, worker: Worker) -> str:
        """What the front end gets when a worker of one agency signs in."""
        return told(await self.sign_in(worker))["code"]

    async def redeem(self, code: str, **changed: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "client_id": str(self.front_end.id),
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": self.verifier,
        }
        return await self.browser.post("/oauth/token", data=form | changed)

    async def refresh(self, refresh_token: str, **more: str) -> httpx.Response:
        form = {"grant_type": "refresh_token", "client_id": str(self.front_end.id), "refresh_token": refresh_token}
        return await self.browser.post("/oauth/token", data=form | more)


def told(answer: httpx.Response) -> dict[str, str]:
    """What the front end is told at its own address."""
    assert answer.status_code == 303, answer.text
    location = urlsplit(answer.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == REDIRECT_URI, location
    return dict(parse_qsl(location.query))
