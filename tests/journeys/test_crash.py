"""Kill any process in the middle of a stream of writes: what was answered with success is there once, and was told."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.demo.desk import Desk, Refused
from deploy.demo.keys import make_keys
from deploy.demo.seed_identity import seed_identity
from tests.journeys.conftest import Parcours, own_installation, running
from tests.journeys.test_one_record_one_referral import SHARED, a_listing, a_person, an_agreement, consents, until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]

WRITES = 24
CALLERS = 4
TRY_FOR_SECONDS = 60


@pytest.fixture(scope="module")
async def distributed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Parcours]:
    """On engines of its own, since other tests of this process would feel theirs die."""
    async with own_installation(tmp_path_factory.mktemp("home")) as installation:
        keys = make_keys(installation.home)
        await seed_identity(installation, keys)
        async with running("processes", installation, keys) as parcours:
            yield parcours


async def persistently(act: Callable[[], Awaitable[Any]]) -> Any:
    """As an agency's system does: the same request with the same key, until it is answered."""
    give_up = asyncio.get_running_loop().time() + TRY_FOR_SECONDS
    while True:
        try:
            return await act()
        except (httpx.HTTPError, Refused) as failure:
            is_lasting = isinstance(failure, Refused) and failure.status < 500 and failure.status not in {409, 429}
            if is_lasting or asyncio.get_running_loop().time() > give_up:
                raise
            await asyncio.sleep(0.1)


async def stream_of_referrals(nadia: Desk, person_id: str, listing_id: str, started: asyncio.Event) -> list[str]:
    """Draft and send referrals, several callers at a time; the ids of those that were answered with success."""
    numbers = iter(range(WRITES))
    sent: list[str] = []

    async def caller() -> None:
        for number in numbers:
            draft = {
                "person_id": person_id,
                "listing_id": listing_id,
                "need": {"category": "housing", "term": f"crash-{number}"},
                "categories": SHARED,
            }
            draft_key, send_key = uuid4().hex, uuid4().hex
            referral = await persistently(lambda: nadia.post("/v1/referrals", draft, key=draft_key))  # noqa: B023
            path = f"/v1/referrals/{referral['id']}/sending"
            await persistently(lambda: nadia.post(path, key=send_key))  # noqa: B023
            sent.append(referral["id"])
            if len(sent) >= CALLERS:
                started.set()

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return sent


async def kill_part(parcours: Parcours, name: str) -> None:
    assert parcours.processes is not None
    process = parcours.processes.parts[name].process
    assert process is not None
    process.kill()


async def kill_postgres(parcours: Parcours) -> None:
    assert parcours.installation.engines is not None
    await parcours.installation.engines.postgres.kill()
    await parcours.installation.engines.postgres.start()


async def kill_nats(parcours: Parcours) -> None:
    assert parcours.installation.engines is not None
    await parcours.installation.engines.nats.kill()
    await parcours.installation.engines.nats.start()


KILLS: dict[str, Callable[[Parcours], Awaitable[None]]] = {
    "gateway": lambda parcours: kill_part(parcours, "gateway"),
    "referrals": lambda parcours: kill_part(parcours, "referrals"),
    "cases": lambda parcours: kill_part(parcours, "cases"),
    "identity": lambda parcours: kill_part(parcours, "identity"),
    "postgres": kill_postgres,
    "nats": kill_nats,
}


@pytest.mark.parametrize("victim", KILLS)
async def test_what_was_answered_with_success_is_there_once_and_was_told(distributed: Parcours, victim: str) -> None:
    await an_agreement(distributed, ("social-valmont", "paul.morel"), ("habitat", "marc.olivier"))
    nadia = await distributed.desk("nadia.belkacem", "social-valmont")
    person_id = await a_person(nadia)
    await consents(nadia, person_id)
    listing_id = await a_listing(await distributed.desk("marc.olivier", "habitat"))
    started = asyncio.Event()
    writing = asyncio.create_task(stream_of_referrals(nadia, person_id, listing_id, started))
    await started.wait()
    await KILLS[victim](distributed)
    sent = await writing
    assert len(set(sent)) == WRITES

    async def told() -> Counter[str]:
        lines = await persistently(lambda: nadia.get(f"/v1/persons/{person_id}/timeline", limit="200"))
        counted = Counter(line["referral_id"] for line in lines["items"] if line.get("state") == "sent")
        return counted if len(counted) >= WRITES else Counter()

    counted = await until(told, within_seconds=40)
    assert counted == Counter(dict.fromkeys(sent, 1)), "each referral was told, and stands on the timeline once"
    states = [(await nadia.get(f"/v1/referrals/{one}"))["state"] for one in sent]
    assert set(states) == {"sent"}


async def test_while_the_bus_is_away_nobody_is_shown_what_the_person_may_have_taken_back(distributed: Parcours) -> None:
    await an_agreement(distributed, ("social-valmont", "paul.morel"), ("habitat", "marc.olivier"))
    nadia = await distributed.desk("nadia.belkacem", "social-valmont")
    lucie = await distributed.desk("lucie.petit", "habitat")
    person_id = await a_person(nadia)
    consent_id = await consents(nadia, person_id)
    listing_id = await a_listing(await distributed.desk("marc.olivier", "habitat"))
    draft = {"person_id": person_id, "listing_id": listing_id, "need": {"category": "housing"}, "categories": SHARED}
    referral = await nadia.post("/v1/referrals", draft)
    path = f"/v1/referrals/{referral['id']}"
    await nadia.post(f"{path}/sending")

    async def shows() -> bool:
        return "Camille" in str(await lucie.get(path))

    async def hides() -> bool:
        return not await shows()

    await until(shows)
    nats = distributed.installation.engines.nats if distributed.installation.engines else None
    assert nats is not None
    await nats.kill()
    try:
        await nadia.post(f"/v1/persons/{person_id}/consents/{consent_id}/withdrawal")
        await until(hides, within_seconds=5)
        hidden = (await lucie.get(path))["disclosure"]
        assert "not_certain" in str(hidden)
    finally:
        await nats.start()

    async def knows() -> bool:
        return "consent_withdrawn" in str((await lucie.get(path))["disclosure"])

    await until(knows, within_seconds=30)
    assert await hides()
