"""The sign-in pages in a real browser: signing in works without script, and nothing stands in anybody's way."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright

from shared.contracts.identity.vocabulary import Role
from tests.identity.accounts import PEOPLE_SCOPES, Holder, key_in, opened
from tests.identity.visits import Visit
from tests.identity.worlds import PASSWORD, REDIRECT_URI, World

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
QUIETLY = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
async def address(identity_app: FastAPI) -> AsyncIterator[str]:
    """Where the application of the tests answers a browser; its lifespan is the fixture's."""
    server = uvicorn.Server(uvicorn.Config(identity_app, port=0, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it sets no event
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A browser in which no script runs; the front end's address answers a blank page."""
    context = await browser.new_context(java_script_enabled=False, locale="en-GB")
    page = await context.new_page()

    async def blank(route: Any) -> None:
        await route.fulfill(status=200, content_type="text/html", body="<title>Desk</title>")

    await context.route(f"{REDIRECT_URI}**", blank)
    yield page
    await context.close()


async def violations(browser: Browser, seen: Page) -> list[str]:
    """What axe finds on the same page; its script needs a context in which scripts run."""
    context = await browser.new_context(bypass_csp=True)
    try:
        again = await context.new_page()
        await again.set_content(await seen.content())
        found = await Axe().run(again)
        return [violation["id"] for violation in found.response["violations"]]
    finally:
        await context.close()


async def test_a_worker_of_two_agencies_signs_in_with_the_keyboard(
    address: str, browser: Browser, page: Page, identity_app: FastAPI, world: World
) -> None:
    clinic = await world.another_agency()
    worker = await world.worker()
    await world.also_works_for(worker, clinic, Role.INTAKE)
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    await page.goto(f"{address}/oauth/authorize?{urlencode(visit.parameters)}")
    assert await page.title() == "Sign in – Parcours"
    assert await violations(browser, page) == []

    await page.get_by_label("Sign-in name").fill(worker.login)
    await page.get_by_label("Password").fill("not the password")
    await page.keyboard.press("Enter")
    problem = page.get_by_role("alert")
    assert "There is a problem" in await problem.inner_text()
    assert await page.title() == "Error: Sign in – Parcours"
    assert await violations(browser, page) == []
    await problem.get_by_role("link").click()
    await page.wait_for_url("**#login")

    assert await page.get_by_label("Sign-in name").input_value() == worker.login
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("group", name="Which agency are you acting for?").wait_for()
    assert await violations(browser, page) == []
    await page.get_by_label("Clinique du Port").check()
    await page.get_by_role("button", name="Continue").click()
    await page.wait_for_url(f"{REDIRECT_URI}?**")
    assert "code=" in page.url
    assert await page.title() == "Desk"


async def test_a_person_takes_an_account_into_use_and_signs_in(
    address: str, browser: Browser, page: Page, identity_app: FastAPI, identity: httpx.AsyncClient, world: World
) -> None:
    made = await opened(world, identity)
    await page.goto(f"{address}/oauth/account")
    assert await violations(browser, page) == []
    await page.get_by_label("Code that you were given").fill(made["code"].lower())
    await page.get_by_label("New password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Make your account safe").wait_for()
    assert await violations(browser, page) == []
    link = await page.get_by_role("link", name="Open the authenticator").get_attribute("href")
    holder = Holder(made["id"], made["sign_in_name"], key_in(link or ""))
    await page.get_by_label("Six digits").fill("000000")
    await page.keyboard.press("Enter")
    assert "not the right digits" in await page.get_by_role("alert").inner_text()
    await page.get_by_label("Six digits").fill(holder.digits())
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Your account is ready").wait_for()
    assert holder.sign_in_name in await page.get_by_role("main").inner_text()

    visit = Visit(identity_app, await world.front_end(), changed={"scope": PEOPLE_SCOPES})
    await page.goto(f"{address}/oauth/authorize?{urlencode(visit.parameters)}")
    await page.get_by_label("Sign-in name").fill(holder.sign_in_name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Second step").wait_for()
    assert await violations(browser, page) == []
    await page.get_by_label("Six digits").fill(holder.digits())
    async with page.expect_request(f"{REDIRECT_URI}?**") as sent_back:
        await page.get_by_role("button", name="Sign in").click()
    assert "code=" in (await sent_back.value).url


async def test_the_pages_stand_in_nobodys_way_in_french_either(
    address: str, browser: Browser, page: Page, identity_app: FastAPI, world: World
) -> None:
    visit = Visit(identity_app, await world.front_end(), changed={"ui_locales": "fr"})
    for path in (
        f"/oauth/authorize?{urlencode(visit.parameters)}",
        "/oauth/authorize?client_id=unknown",
        "/oauth/password",
        "/oauth/account",
    ):
        await page.goto(f"{address}{path}")
        assert await violations(browser, page) == [], path


async def test_the_style_is_let_in_and_nothing_of_the_page_is_refused(
    address: str, page: Page, identity_app: FastAPI, world: World
) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    visit = Visit(identity_app, await world.front_end())
    await page.goto(f"{address}/oauth/authorize?{urlencode(visit.parameters)}")
    button = page.get_by_role("button", name="Sign in")
    assert refused == []
    box = await button.bounding_box()
    assert box is not None
    assert box["height"] > 40, "the style sheet makes it large enough for a thumb"


async def test_a_worker_turns_back_and_the_front_end_is_told(
    address: str, page: Page, identity_app: FastAPI, world: World
) -> None:
    visit = Visit(identity_app, await world.front_end())
    await page.goto(f"{address}/oauth/authorize?{urlencode(visit.parameters)}")
    await page.get_by_role("link", name="Do not sign in").click()
    await page.wait_for_url(f"{REDIRECT_URI}?**")
    assert "error=access_denied" in page.url
