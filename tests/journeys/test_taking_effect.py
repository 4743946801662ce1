"""What the person takes back is gone for every request that begins after the answer, however many read meanwhile."""

import asyncio
import time
from dataclasses import dataclass

import httpx
import pytest

from deploy.demo.desk import Desk
from tests.journeys.conftest import Parcours
from tests.journeys.test_one_record_one_referral import SHARED, a_listing, a_person, an_agreement, consents

READERS = 32
ELSEWHERE_SECONDS = 5.0
NAME = "Camille"


@dataclass(frozen=True)
class Seen:
    """A read: when it began, and whether it showed who the person is."""

    began: float
    shows: bool


@dataclass
class Shared:
    """Somebody whose record social work shares with housing by consent, and a referral between them."""

    nadia: Desk
    lucie: Desk
    person: str
    consent_id: str
    referral: str


@pytest.fixture
async def shared(parcours: Parcours) -> Shared:
    await an_agreement(parcours, ("social-valmont", "paul.morel"), ("habitat", "marc.olivier"))
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    lucie, marc = await parcours.desk("lucie.petit", "habitat"), await parcours.desk("marc.olivier", "habitat")
    person_id = await a_person(nadia)
    consent_id = await consents(nadia, person_id)
    draft = {"person_id": person_id, "need": {"category": "housing"}, "categories": SHARED}
    referral = await nadia.post("/v1/referrals", {**draft, "listing_id": await a_listing(marc)})
    await nadia.post(f"/v1/referrals/{referral['id']}/sending")
    return Shared(nadia, lucie, f"/v1/persons/{person_id}", consent_id, f"/v1/referrals/{referral['id']}")


async def reads(parcours: Parcours, desk: Desk, path: str, over: asyncio.Event, seen: list[Seen]) -> None:
    """Read again and again, on a connection of one's own, until it is over."""
    headers = {"Authorization": desk.http.headers["Authorization"]}
    async with httpx.AsyncClient(base_url=parcours.url, headers=headers, trust_env=False, timeout=30) as http:
        while not over.is_set():
            began = time.perf_counter()
            answer = await http.get(path)
            assert answer.status_code in {200, 404}, answer.text
            seen.append(Seen(began, NAME in answer.text))


def has_ended(seen: list[Seen], since: float) -> bool:
    """The last read began later than that, and showed nothing."""
    return bool(seen) and seen[-1].began > since and not seen[-1].shows


async def test_no_read_that_begins_after_the_answer_shows_what_was_withdrawn(
    parcours: Parcours, shared: Shared
) -> None:
    here: list[Seen] = []
    elsewhere: list[Seen] = []
    over = asyncio.Event()
    paths = [(f"{shared.person}/record", here)] * (READERS - 2) + [(shared.referral, elsewhere)] * 2
    reading = [asyncio.create_task(reads(parcours, shared.lucie, path, over, seen)) for path, seen in paths]
    try:
        async with asyncio.timeout(30):
            while not (any(one.shows for one in here) and any(one.shows for one in elsewhere)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await shared.nadia.post(f"{shared.person}/consents/{shared.consent_id}/withdrawal")
        answered = time.perf_counter()
        async with asyncio.timeout(ELSEWHERE_SECONDS + 5):
            while not (has_ended(here, answered) and has_ended(elsewhere, answered)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    finally:
        over.set()
        await asyncio.gather(*reading)
    assert not [one for one in here if one.began > answered and one.shows]
    assert not [one for one in elsewhere if one.began > answered + ELSEWHERE_SECONDS and one.shows]
    assert not elsewhere[-1].shows
