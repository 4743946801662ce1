"""The sending process is killed amid a thousand deliveries: nothing is lost, what comes twice is known by its id."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.embedded.databases import ServiceDatabase
from services.cases.notes.actions.notes import NewNote, add_note
from services.cases.webhooks.actions import delivering
from shared.contracts.cases.vocabulary import Category, Sensitivity
from tests.cases.webhooks.stage import Stage
from tests.receiver import WITHIN_SECONDS, Arrived, Receiver

pytestmark = pytest.mark.anyio

WEBHOOKS = 20
NOTES = 50
KILLED_AFTER = 300
"""In the middle of it, whatever is under way at that moment."""
ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def sender(url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that delivers, until it is killed."""
    said = ("-m", "tests.cases.webhooks.sender", url)
    process = await asyncio.create_subprocess_exec(sys.executable, *said, cwd=ROOT)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def many_notes(stage: Stage) -> list[str]:
    """About two people, in an order that can be told."""
    other = await stage.somebody()
    cases = {one: await stage.scene.case(one) for one in (stage.scene.person_id, other)}
    written = []
    async with stage.scene.work(stage.scene.lead) as work:
        for number in range(NOTES):
            person_id = list(cases)[number % 2]
            note = NewNote(
                person_ids=(person_id,),
                category=Category.SOCIAL,
                sensitivity=Sensitivity.ORDINARY,
                text="He sleeps in the car",
                said_by=None,
            )
            written.append(str(await add_note(work, stage.scene.lead, cases[person_id], note)))
    return written


async def test_of_a_thousand_deliveries_none_is_lost_and_what_comes_twice_has_the_same_id(
    stage: Stage, databases: Mapping[str, ServiceDatabase]
) -> None:
    for number in range(WEBHOOKS):
        await stage.set_up("parcours.note.*", url=f"{stage.receiver.url}/{number}")
    written = await many_notes(stage)
    async with sender(databases["cases"].runtime_url) as process:
        await stage.receiver.has(KILLED_AFTER)
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
    assert len(stage.receiver.arrived) < WEBHOOKS * NOTES, "in the middle"
    stage.later = delivering.CLAIMED_FOR
    async with stage.replica(), asyncio.timeout(WITHIN_SECONDS):
        while len(first_times(stage.receiver)) < WEBHOOKS * NOTES:  # noqa: ASYNC110 - what came sets no event for this
            await asyncio.sleep(0.05)
    came = first_times(stage.receiver)
    assert len({(one.id, one.event["data"]["item_id"]) for one in came}) == NOTES, "an event has one id, for everybody"
    for path in {one.path for one in came}:
        for person in (0, 1):
            theirs = written[person::2]
            assert [
                item for one in came if one.path == path and (item := one.event["data"]["item_id"]) in theirs
            ] == theirs
    assert len(stage.receiver.arrived) - len(came) <= delivering.MOST_OF_AN_AGENCY * NOTES, "what was under way"


def first_times(receiver: Receiver) -> list[Arrived]:
    """What each receiver took, in order, without what it knew by its id."""
    seen: dict[tuple[str, str], Arrived] = {}
    for one in receiver.arrived:
        seen.setdefault((one.path, one.id), one)
    return list(seen.values())
