"""Background work ends with the service, also when a library loses the first cancellation."""

import asyncio

import pytest

from shared.web.service import stop

pytestmark = pytest.mark.anyio


async def test_work_that_loses_a_cancellation_is_cancelled_again() -> None:
    lost = 0

    async def goes_on_once() -> None:
        nonlocal lost
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                lost += 1
                if lost > 1:
                    raise

    task = asyncio.create_task(goes_on_once())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await stop([task])
    assert (task.cancelled(), lost) == (True, 2)


async def test_work_that_had_crashed_does_not_disturb_the_end() -> None:
    async def crashes() -> None:
        raise ValueError

    task = asyncio.create_task(crashes())
    await asyncio.sleep(0)
    await stop([task])
    assert isinstance(task.exception(), ValueError)
