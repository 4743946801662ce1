"""A worker signs in on our page for a front end."""

import html
import re
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from shared.contracts.identity.vocabulary import Purpose, Role
from tests.identity.visits import PUBLIC_URL, Visit, told
from tests.identity.worlds import REDIRECT_URI, World

pytestmark = pytest.mark.anyio


async def test_a_worker_of_one_agency_signs_in_and_the_front_end_gets_tokens(
    identity_app: FastAPI, world: World
) -> None:
    worker = await world.worker(Role.CASEWORKER, Role.SUPERVISOR)
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    answer = told(await visit.sign_in(worker))
    assert answer.keys() == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("a state of 'theirs' & more", PUBLIC_URL)

    tokens = (await visit.redeem(answer["code"])).json()
    assert tokens.keys() == {"access_token", "token_type", "expires_in", "scope", "refresh_token", "id_token"}
    assert tokens["scope"] == "openid record:read record:write"
    actor = await identity_app.state.service.verifier.actor(tokens["access_token"])
    assert (actor.worker_id, actor.agency_id) == (worker.id, world.agency.id)
    assert actor.roles == {Role.CASEWORKER, Role.SUPERVISOR}
    assert Purpose.QUALITY in actor.purposes


async def test_a_worker_of_two_agencies_chooses_for_which_one_they_act(identity_app: FastAPI, world: World) -> None:
    clinic = await world.another_agency()
    worker = await world.worker()
    await world.also_works_for(worker, clinic, Role.INTAKE)
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    onward = await visit.sign_in(worker)
    assert onward.headers["location"].startswith("/oauth/authorize/agency?")
    page = await visit.browser.get(onward.headers["location"])
    assert "Clinique du Port" in page.text
    assert "Service social" in page.text
    tokens = await visit.redeem(told(await visit.submit(page, agency=str(clinic.id)))["code"])
    actor = await identity_app.state.service.verifier.actor(tokens.json()["access_token"])
    assert (actor.agency_id, actor.roles) == (clinic.id, {Role.INTAKE})


async def test_an_agency_that_is_not_theirs_cannot_be_chosen(identity_app: FastAPI, world: World) -> None:
    clinic, foreign = await world.another_agency(), await world.another_agency("Tribunal")
    worker = await world.worker()
    await world.also_works_for(worker, clinic)
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    page = await visit.browser.get((await visit.sign_in(worker)).headers["location"])
    for chosen in (str(foreign.id), "nonsense", ""):
        again = await visit.submit(page, agency=chosen)
        assert again.status_code == 400
        assert "Choose one of the agencies" in again.text
        assert "Tribunal" not in again.text


async def test_the_choice_of_an_agency_needs_the_browser_that_gave_the_password(
    identity_app: FastAPI, world: World
) -> None:
    clinic = await world.another_agency()
    worker = await world.worker()
    await world.also_works_for(worker, clinic)
    await world.has_password(worker)
    front_end = await world.front_end()
    first = Visit(identity_app, front_end)
    onward = (await first.sign_in(worker)).headers["location"]
    stranger = Visit(identity_app, front_end)
    page = await stranger.browser.get(onward)
    assert (page.status_code, "Clinique" in page.text) == (400, False)
    other_request = Visit(identity_app, front_end, changed={"scope": "record:read"})
    other_request.browser.cookies = first.browser.cookies
    elsewhere = await other_request.browser.get("/oauth/authorize/agency", params=other_request.parameters)
    assert (elsewhere.status_code, "Clinique" in elsewhere.text) == (400, False)


async def test_wrong_password_and_unknown_name_look_the_same(identity_app: FastAPI, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    wrong = await visit.sign_in(worker, "not the password")
    unknown = await visit.submit(await visit.open(), login="nobody.at.all", password="not the password")
    assert wrong.status_code == unknown.status_code == 400
    assert "The sign-in name or the password is not right." in wrong.text
    assert wrong.text.replace(worker.login, "nobody.at.all") == unknown.text
    assert "not the password" not in wrong.text


async def test_after_five_wrong_attempts_even_the_right_password_waits_and_so_does_an_unknown_name(
    identity_app: FastAPI, world: World
) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    front_end = await world.front_end()
    for login in (worker.login, f"unknown.{worker.login}"):
        for _ in range(5):
            visit = Visit(identity_app, front_end)
            wrong = await visit.submit(await visit.open(), login=login, password="not the password")
            assert wrong.status_code == 400
        visit = Visit(identity_app, front_end)
        refused = await visit.submit(await visit.open(), login=login, password="four calm words together")
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "60"
        assert "Too many attempts" in refused.text


async def test_a_form_from_elsewhere_is_not_accepted(identity_app: FastAPI, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    front_end = await world.front_end()
    visit, other = Visit(identity_app, front_end), Visit(identity_app, front_end)
    page, others_page = await visit.open(), await other.open()
    stolen = re.search(r'name="form" value="([^"]+)"', others_page.text)
    assert stolen
    for forged in (stolen[1], "", "x", "é"):
        answer = await visit.submit(page, login=worker.login, password="four calm words together", form=forged)
        assert (answer.status_code, "open for too long" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"request": "eyJ"}, "request_not_supported"),
    ],
)
async def test_a_bad_request_is_told_to_the_front_end(
    identity_app: FastAPI, world: World, changed: dict[str, str | None], error: str
) -> None:
    answer = told(await Visit(identity_app, await world.front_end(), changed=changed).open())
    assert answer["error"] == error
    assert (answer["state"], answer["iss"]) == ("a state of 'theirs' & more", PUBLIC_URL)
    assert "code" not in answer


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://desk.example.org/signed-in/"},
        {"redirect_uri": "https://desk.example.org/signed-in?desk=3"},
        {"redirect_uri": "https://DESK.example.org/signed-in"},
        {"redirect_uri": "https://evil.example.org/"},
        {"redirect_uri": None},
        {"client_id": "019aa7a0-0000-7000-8000-000000000000"},
        {"client_id": "nonsense"},
        {"client_id": None},
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_exactly_registered(
    identity_app: FastAPI, world: World, changed: dict[str, str | None]
) -> None:
    answer = await Visit(identity_app, await world.front_end(), changed=changed).open()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "location" not in answer.headers
    assert "evil" not in answer.text


async def test_a_parameter_that_stands_twice_leads_nowhere(identity_app: FastAPI, world: World) -> None:
    visit = Visit(identity_app, await world.front_end())
    twice = urlencode([*visit.parameters.items(), ("redirect_uri", REDIRECT_URI)])
    answer = await visit.browser.get(f"/oauth/authorize?{twice}")
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_an_agencys_own_front_end_signs_in_only_its_own_workers(identity_app: FastAPI, world: World) -> None:
    clinic = await world.another_agency()
    worker = await world.worker()
    await world.has_password(worker)
    front_end = await world.front_end(open_to_all=False, agency=clinic)
    refused = await Visit(identity_app, front_end).sign_in(worker)
    assert (refused.status_code, "location" in refused.headers) == (403, False)
    await world.also_works_for(worker, clinic)
    assert "code" in told(await Visit(identity_app, front_end).sign_in(worker))


async def test_the_pages_let_nothing_else_in_and_speak_french(identity_app: FastAPI, world: World) -> None:
    visit = Visit(identity_app, await world.front_end(), changed={"ui_locales": "fr-FR en"})
    page = await visit.open()
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("form-action 'self' https://desk.example.org; base-uri 'none'; frame-ancestors 'none'")
    assert "<script" not in page.text
    assert '<html lang="fr">' in page.text
    assert "Mot de passe" in page.text
    assert page.headers["cache-control"] == "no-store"
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


async def test_what_a_front_end_writes_into_its_request_cannot_become_part_of_the_page(
    identity_app: FastAPI, world: World
) -> None:
    visit = Visit(identity_app, await world.front_end(), changed={"state": '"><script>alert(1)</script>'})
    page = await visit.open()
    assert "<script" not in page.text
    back = re.search(r'<a href="(https://desk[^"]+)"', page.text)
    assert back
    told = dict(httpx.URL(html.unescape(back[1])).params)
    assert (told["error"], told["error_description"]) == ("access_denied", "Nobody was signed in")
