"""How a worker comes to a password."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from services.identity.workers.domain import Worker
from shared.contracts.identity.vocabulary import Role
from tests.identity.visits import Visit, told
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio

NEW = "another four calm words"


async def invitation(identity: httpx.AsyncClient, world: World, worker: Worker) -> httpx.Response:
    headers = await world.signed_in(await world.worker(Role.ADMINISTRATOR))
    return await identity.post(f"/v1/workers/{worker.id}/password-invitation", headers=headers)


async def choose(visit: Visit, worker: Worker, code: str, password: str = NEW) -> httpx.Response:
    page = await visit.browser.get("/oauth/password")
    return await visit.submit(page, login=worker.login, code=code, password=password)


@pytest.fixture
async def visit(identity_app: FastAPI, world: World) -> Visit:
    return Visit(identity_app, await world.front_end())


async def test_a_new_worker_chooses_a_password_with_the_code_and_signs_in(
    identity: httpx.AsyncClient, world: World, visit: Visit
) -> None:
    worker = await world.worker()
    invited = await invitation(identity, world, worker)
    assert invited.status_code == 201, invited.text
    assert invited.headers["cache-control"] == "no-store"
    chosen = await choose(visit, worker, invited.json()["code"].replace("-", " ").lower())
    assert (chosen.status_code, "Your password is set" in chosen.text) == (200, True)
    assert "code" in told(await visit.sign_in(worker, NEW))


async def test_a_code_is_good_once_and_the_latest_one_only(
    identity: httpx.AsyncClient, world: World, visit: Visit
) -> None:
    worker = await world.worker()
    earlier, later = [(await invitation(identity, world, worker)).json()["code"] for _ in range(2)]
    assert (await choose(visit, worker, earlier)).status_code == 400
    assert (await choose(visit, worker, later)).status_code == 200
    assert (await choose(visit, worker, later)).status_code == 400


async def test_whoever_chooses_a_new_password_is_signed_out_everywhere(
    identity: httpx.AsyncClient, world: World, visit: Visit
) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    tokens = (await visit.redeem(await visit.code_for(worker))).json()
    assert (await choose(visit, worker, (await invitation(identity, world, worker)).json()["code"])).status_code == 200
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await identity.get("/v1/me", headers=bearer)).status_code == 401
    assert (await visit.sign_in(worker)).status_code == 400


async def test_an_agency_cannot_open_a_door_into_another_one(identity: httpx.AsyncClient, world: World) -> None:
    clinic = await world.another_agency()
    shared_worker, foreign = await world.worker(), await world.worker(agency=clinic)
    await world.also_works_for(shared_worker, clinic)
    refused = await invitation(identity, world, shared_worker)
    assert refused.status_code == 403
    assert refused.json()["reasons"] == ["The worker works for no other agency"]
    assert (await invitation(identity, world, foreign)).status_code == 403


@pytest.mark.parametrize("begins_in", [timedelta(), timedelta(days=1)])
async def test_a_code_given_out_before_opens_no_door_into_an_agency_that_comes_later(
    identity: httpx.AsyncClient, world: World, visit: Visit, begins_in: timedelta
) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    code = (await invitation(identity, world, worker)).json()["code"]
    clinic = await world.another_agency()
    await world.also_works_for(worker, clinic, begins_in=begins_in)
    assert (await choose(visit, worker, code)).status_code == 400


async def test_codes_cannot_be_tried_out(identity: httpx.AsyncClient, world: World, visit: Visit) -> None:
    worker = await world.worker()
    code = (await invitation(identity, world, worker)).json()["code"]
    for _ in range(5):
        assert (await choose(visit, worker, "AAAA-AAAA-AAAA-AAAA")).status_code == 400
    waits = await choose(visit, worker, code)
    assert (waits.status_code, "retry-after" in waits.headers) == (429, True)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "x" * 201])
async def test_a_password_that_can_be_guessed_is_not_taken(
    identity: httpx.AsyncClient, world: World, visit: Visit, password: str
) -> None:
    worker = await world.worker()
    code = (await invitation(identity, world, worker)).json()["code"]
    refused = await choose(visit, worker, code, password)
    assert (refused.status_code, "Choose between 12 and 200 characters" in refused.text) == (400, True)
    assert password not in refused.text
    assert (await choose(visit, worker, code)).status_code == 200
