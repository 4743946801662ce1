"""Work that is done again and again, whatever fails."""

import asyncio

import pytest

from shared.database.regularly import regularly


async def test_whatever_fails_the_work_is_done_again() -> None:
    done: list[bool] = []
    often = asyncio.Event()

    async def fails() -> None:
        done.append(True)
        if len(done) == 3:
            often.set()
        raise LookupError

    task = asyncio.create_task(regularly(fails, every_seconds=0, called="a test"))
    await asyncio.wait_for(often.wait(), timeout=5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
