"""What the gateway answers itself."""

import re
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, Request, async_playwright

from gateway.refusals import TooLarge
from tests.gateway.echo import always
from tests.gateway.worlds import CarriageName, World, running_world

pytestmark = pytest.mark.anyio
CHROMIUM = shutil.which("chromium")


async def test_alive_says_only_that_the_gateway_runs(world: World) -> None:
    before = world.asked

    said = await world.http.get("/health/live")

    assert (said.status_code, said.json()) == (200, {"status": "ok"})
    assert world.asked == before


@pytest.mark.parametrize(
    ("referrals", "status", "whole", "of_referrals"),
    [
        ((200, b'{"status":"ok"}'), 200, "ok", "ok"),
        ((200, b'{"status":"degraded"}'), 200, "degraded", "degraded"),
        ((503, b'{"status":"unready","because":["x"]}'), 503, "unready", "unready"),
        ((500, b"Internal Server Error"), 503, "unready", "unready"),
        ((200, b"not json"), 503, "unready", "unready"),
        ((200, b"[]"), 503, "unready", "unready"),
        ((200, b'{"status":["strange"]}'), 503, "unready", "unready"),
    ],
)
async def test_ready_is_what_all_services_are(
    carriage: CarriageName, referrals: tuple[int, bytes], status: int, whole: str, of_referrals: str
) -> None:
    async with running_world(carriage) as world:
        world.services["referrals"].health = referrals

        said = await world.http.get("/health/ready")

        assert said.status_code == status
        assert said.json() == {
            "status": whole,
            "services": {"identity": "ok", "cases": "ok", "referrals": of_referrals},
        }
        assert ("retry-after" in said.headers) == (status == 503)


async def test_a_service_that_is_not_there_is_told_apart_from_one_that_is_not_ready(carriage: CarriageName) -> None:
    async with running_world(carriage) as world:
        world.cases.acts["ready"] = world.cases.do_break

        said = await world.http.get("/health/ready")

        assert said.status_code == 503
        assert said.json()["services"]["cases"] == "unreachable"


async def test_many_who_ask_for_readiness_reach_the_services_once(carriage: CarriageName) -> None:
    async with running_world(carriage) as world:
        for _ in range(10):
            await world.http.get("/health/ready")

        assert world.cases.asked == 1


async def test_the_front_page_leads_on(world: World) -> None:
    page = await world.http.get("/")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    links = re.findall(r'(?:href|src)="(/[^"]*)"', page.text)
    assert {"/docs", "/openapi.json", "/health/ready"} <= set(links)
    for link in links:
        assert (await world.http.get(link)).status_code == 200, link


async def test_the_documentation_comes_from_here_alone(world: World) -> None:
    page = await world.http.get("/docs")

    assert "https:" not in page.text
    assert "http:" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    for asset in re.findall(r'(?:href|src)="(/docs/[^"]*)"', page.text):
        got = await world.http.get(asset)
        assert got.status_code == 200
        assert got.headers["cache-control"] == "public, max-age=3600"


async def test_there_is_no_asset_but_those(world: World) -> None:
    for path in ("/docs/assets/app.py", "/docs/assets/..%2fapp.py", "/docs/assets/", "/docs/x"):
        assert (await world.http.get(path)).status_code in {400, 404}


async def test_each_problem_of_the_door_has_a_page(world: World) -> None:
    page = await world.http.get("/problems/too-large")

    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.text.startswith(f"{TooLarge.title} / {TooLarge.title_fr}\n\nThe body of the request")


async def test_a_problem_of_one_service_has_its_page_here(carriage: CarriageName) -> None:
    async with running_world(carriage) as world:
        for service in world.services.values():
            service.acts["only-there"] = always(404, b"{}")
        world.services["referrals"].acts["only-there"] = always(200, b"what it means")

        page = await world.http.get("/problems/only-there")
        assert (page.status_code, page.text) == (200, "what it means")

        world.cases.acts["only-there"] = world.cases.do_break
        assert (await world.http.get("/problems/only-there")).text == "what it means"

        world.services["referrals"].acts["only-there"] = always(404, b"{}")
        assert (await world.http.get("/problems/only-there")).status_code == 503, "the one that is away may know"


@pytest.mark.parametrize(("code", "status"), [("no-such-problem", 404), ("UPPER", 422), ("a" * 61, 422)])
async def test_a_problem_that_nobody_knows_has_no_page(world: World, code: str, status: int) -> None:
    for service in world.services.values():
        service.acts["no-such-problem"] = always(404, b"{}")

    answer = await world.http.get(f"/problems/{code}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture
async def browser_page() -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of a browser, and what it complains of; asking anybody but the gateway is a complaint."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    complaints: list[str] = []

    async with running_world("in one process") as world, async_playwright() as browsers:
        home = f"http://127.0.0.1:{world.port}"

        def noted(request: Request) -> None:
            if not request.url.startswith((f"{home}/", "data:")):
                complaints.append(f"asked elsewhere: {request.url}")

        browser = await browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(base_url=home)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", noted)
        yield page, complaints
        await browser.close()


@pytest.mark.browser
async def test_a_browser_shows_the_pages_under_their_policy(browser_page: tuple[Page, list[str]]) -> None:
    page, complaints = browser_page

    await page.goto("/")
    await page.get_by_text("The API, to read and to try").click()
    await page.get_by_text("Whether requests can be served").wait_for()

    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("code=the-code&state=right", "code the-code"),
        ("code=the-code&state=forged", "This sign-in was not begun here."),
        ("error=access_denied&error_description=Not+today&state=right", "Not today"),
    ],
)
async def test_the_documentation_hears_how_a_sign_in_ended(
    browser_page: tuple[Page, list[str]], query: str, told: str
) -> None:
    page, complaints = browser_page

    await page.goto("/docs")
    heard = await page.evaluate(
        """query => new Promise(heard => {
            window.swaggerUIRedirectOauth2 = {
                state: "right",
                auth: { name: "parcours" },
                callback: ({ auth }) => heard(`code ${auth.code}`),
                errCb: ({ message }) => heard(message),
            };
            window.open(`/docs/signed-in?${query}`);
        })""",
        query,
    )

    assert heard == told
    assert complaints == []
