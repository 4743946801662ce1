"""Attempts are counted for the account and for the network, whether the account exists or not."""

import pytest

from services.identity.sign_in.actions.counting import TooManyAttempts, count_network
from services.identity.sign_in.actions.signing_in import SIGN_IN, attempt, succeeded
from services.identity.sign_in.domain.throttle import FREE_FOR_AN_ACCOUNT, FREE_FOR_AN_ADDRESS
from services.identity.workers.domain import Worker
from shared.contracts.identity.actor import TaskActor
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.identity.visits import an_address
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio

SECRET = b"counts under this secret"
ROWS = Statement("SELECT subject FROM attempts")


async def tries(world: World, login: str, address: str) -> bool:
    """Whether the attempt may be made."""
    try:
        async with world.database.work(SIGN_IN) as work:
            await count_network(work, SECRET, address)
        async with world.database.work(SIGN_IN) as work:
            await attempt(work, SECRET, login=login, address=address)
    except TooManyAttempts:
        return False
    return True


@pytest.fixture
async def worker(world: World) -> Worker:
    worker = await world.worker()
    await world.has_password(worker)
    return worker


async def test_one_network_cannot_try_many_names(world: World, worker: Worker) -> None:
    address = an_address()
    for _ in range(FREE_FOR_AN_ADDRESS):
        assert await tries(world, f"name.{new_id().hex}", address)
    assert not await tries(world, f"name.{new_id().hex}", address)
    assert not await tries(world, worker.login, address)
    assert await tries(world, worker.login, an_address()), "another network is not concerned"


async def test_many_networks_cannot_try_one_name(world: World, worker: Worker) -> None:
    for login in (worker.login, f"unknown.{new_id().hex}"):
        made = [await tries(world, login, an_address()) for _ in range(7)]
        assert made == [True] * 5 + [False] * 2


async def test_an_attempt_on_a_name_that_has_to_wait_counts_for_its_network(world: World, worker: Worker) -> None:
    address = an_address()
    made = [await tries(world, worker.login, address) for _ in range(FREE_FOR_AN_ADDRESS)]
    assert made.count(True) == FREE_FOR_AN_ACCOUNT
    assert not await tries(world, f"name.{new_id().hex}", address)


async def test_a_sign_in_that_succeeds_is_not_counted_and_forgives_the_account(world: World, worker: Worker) -> None:
    address = an_address()
    front_end = await world.front_end()
    for _ in range(FREE_FOR_AN_ADDRESS + 5):
        async with world.database.work(SIGN_IN) as work:
            await count_network(work, SECRET, address)
        async with world.database.work(SIGN_IN) as work:
            counted = await attempt(work, SECRET, login=worker.login, address=address)
        async with world.database.work(SIGN_IN) as work:
            await succeeded(work, counted, front_end, None)
    assert await tries(world, worker.login, address)


async def test_nobody_who_reads_the_table_learns_a_name_or_an_address(world: World) -> None:
    login, address = f"name.{new_id().hex}", an_address()
    await tries(world, login, address)
    async with world.database.work(SIGN_IN) as work:
        subjects = [row["subject"] for row in await work.rows(ROWS)]
    assert subjects
    assert all(len(one) == 32 and login.encode() not in one and address.encode() not in one for one in subjects)
    async with world.database.work(TaskActor("tokens")) as work:
        assert await work.rows(ROWS) == []
