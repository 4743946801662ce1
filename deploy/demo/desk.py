"""A worker's desk: signs in as a browser does, then speaks the public API. Everything goes through the gateway."""

import base64
import hashlib
import html
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx

from deploy.demo.cast import Agency, Worker, agency
from deploy.demo.keys import DESK_ID, REDIRECT_URI
from deploy.launch.refusals import LaunchRefused


class Refused(Exception):  # noqa: N818 - a refusal is a proper answer
    """The system said no; the problem document says why."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.problem: dict[str, Any] = answer.json()
        super().__init__(f"{answer.request.method} {answer.request.url.path}: {self.status} {answer.text[:500]}")


@dataclass
class Desk:
    """One worker, signed in for one agency.

    Attributes:
        heard: called after each request with method, path, status and seconds.
        keys: idempotency keys of what it makes and moves, in this order; random ones when not given.
    """

    worker: Worker
    agency_key: str
    http: httpx.AsyncClient
    heard: Callable[[str, str, int, float], None] | None = None
    keys: Iterator[str] = field(default_factory=lambda: iter(partial(secrets.token_hex, 16), ""))

    @property
    def agency(self) -> Agency:
        """The agency for which they act."""
        return agency(self.agency_key)

    async def get(self, path: str, **parameters: str) -> Any:
        """Read.

        Raises:
            Refused: the answer is a problem document.
        """
        return await self._ask("GET", path, params=parameters or None)

    async def post(self, path: str, body: Any = None, *, key: str | None = None, read: int | None = None) -> Any:
        """Make or move something, safely to be sent again.

        Args:
            read: the version that they have read, where it has to be the present one.

        Raises:
            Refused: the answer is a problem document.
        """
        headers = {"Idempotency-Key": key or next(self.keys)}
        if read is not None:
            headers["If-Match"] = f'"{read}"'
        return await self._ask("POST", path, json={} if body is None else body, headers=headers)

    async def put(self, path: str, body: Any) -> Any:
        """Say how something is.

        Raises:
            Refused: the answer is a problem document.
        """
        return await self._ask("PUT", path, json=body)

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        started = time.perf_counter()
        answer = await self.http.request(method, path, **more)
        if self.heard is not None:
            self.heard(method, path, answer.status_code, time.perf_counter() - started)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise Refused(answer)
        return answer.json() if answer.content else None

    async def close(self) -> None:
        await self.http.aclose()


async def signed_in(
    url: str,
    worker: Worker,
    agency_key: str,
    password: str,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Desk:
    """Sign a worker in for one agency: authorization code with PKCE, through the sign-in page.

    Args:
        transport: how to reach the address; the network when not given.

    Raises:
        LaunchRefused: nothing answers there, or the page did not let the worker in.
    """
    verifier = secrets.token_urlsafe(48)
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=15, transport=transport) as browser:
        try:
            page = await browser.get("/oauth/authorize", params=_request(verifier))
        except httpx.ConnectError:
            raise LaunchRefused(f"Nothing answers on {url}. Start it with `make run`, then ask again.") from None
        answer = await _submit(browser, page, login=worker.login, password=password)
        if answer.status_code == httpx.codes.SEE_OTHER and REDIRECT_URI not in answer.headers["location"]:
            page = await browser.get(answer.headers["location"])
            answer = await _submit(browser, page, agency=str(agency(agency_key).id))
        location = answer.headers.get("location", "")
        if not location.startswith(REDIRECT_URI):
            raise LaunchRefused(f"{worker.login} could not sign in at {url}.")
        code = parse_qs(urlsplit(location).query)["code"][0]
        form = {
            "grant_type": "authorization_code",
            "client_id": str(DESK_ID),
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": verifier,
        }
        tokens = await browser.post("/oauth/token", data=form)
        tokens.raise_for_status()
    headers = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
    http = httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=15, transport=transport)
    return Desk(worker, agency_key, http)


async def _submit(browser: httpx.AsyncClient, page: httpx.Response, **fields: str) -> httpx.Response:
    action = re.search(r'<form method="post" action="([^"]+)"', page.text)
    token = re.search(r'name="form" value="([^"]+)"', page.text)
    if action is None or token is None:
        raise LaunchRefused(f"The sign-in page of {browser.base_url} is not there (status {page.status_code}).")
    return await browser.post(html.unescape(action[1]), data={"form": token[1], **fields})


def _request(verifier: str) -> dict[str, str]:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return {
        "response_type": "code",
        "client_id": str(DESK_ID),
        "redirect_uri": REDIRECT_URI,
        "state": secrets.token_urlsafe(8),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }


def id_of(answer: Any) -> UUID:
    """The id in an answer."""
    return UUID(answer["id"])
