"""Somebody who takes an account into use and signs in with it, as a browser and a telephone do."""

import re
from base64 import b32decode
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from services.identity.sign_in.domain.second_factor import STEP_SECONDS, digits
from tests.identity.visits import Visit, told
from tests.identity.worlds import PASSWORD, World

PEOPLE_SCOPES = "openid own:read own:write"


@dataclass
class Holder:
    """Who holds an account: its sign-in name, and the telephone with the key."""

    account_id: str
    sign_in_name: str
    key: bytes = b""
    last_step: int = 0

    def digits(self) -> str:
        """What the telephone shows in the earliest step that still works and was not used: none works twice."""
        present = int(datetime.now(UTC).timestamp()) // STEP_SECONDS
        self.last_step = max(self.last_step + 1, present - 1)
        return self.shown_last()

    def shown_last(self) -> str:
        return digits(self.key, self.last_step).decode()


async def opened(world: World, identity: httpx.AsyncClient) -> dict[str, str]:
    """What a worker hands over."""
    answer = await identity.post("/v1/accounts", headers=await world.signed_in(await world.worker()))
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


async def gives_code(visit: Visit, code: str, password: str = PASSWORD) -> httpx.Response:
    """The first page, with code and password."""
    return await visit.submit(await visit.browser.get("/oauth/account"), code=code, password=password)


def key_in(page: str) -> bytes:
    """The key that a page shows."""
    found = re.search(r"otpauth://totp/[^?]+\?secret=([A-Z2-7]+)", page)
    assert found, page
    return b32decode(found[1])


async def takes_into_use(visit: Visit, made: dict[str, str]) -> Holder:
    """Both pages, to the end; the first digits are one step old, so that the present ones still work."""
    assert (await gives_code(visit, made["code"])).status_code == 303
    page = await visit.browser.get("/oauth/account/second-factor")
    holder = Holder(made["id"], made["sign_in_name"], key_in(page.text))
    done = await visit.submit(page, digits=holder.digits())
    assert holder.sign_in_name in done.text
    return holder


async def gives_password(visit: Visit, holder: Holder, password: str = PASSWORD) -> httpx.Response:
    return await visit.submit(await visit.open(), login=holder.sign_in_name, password=password)


async def code_for(visit: Visit, holder: Holder) -> str:
    """What the front end gets after both steps."""
    to_second_step = await gives_password(visit, holder)
    assert to_second_step.status_code == 303, to_second_step.text
    page = await visit.browser.get(to_second_step.headers["location"])
    return told(await visit.submit(page, digits=holder.digits()))["code"]


async def tokens_for(visit: Visit, holder: Holder) -> dict[str, str]:
    """What the front end holds after the sign-in."""
    tokens: dict[str, str] = (await visit.redeem(await code_for(visit, holder))).json()
    return tokens
