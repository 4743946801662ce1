"""Finding a listing that can be used: without steps, when somebody is free, at what they can pay, soon enough."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.referrals.directory.actions.keep_timeliness import keep_timeliness
from services.referrals.directory.domain.timeliness import Timeliness, TimelinessOf, Waits
from shared.contracts.identity.actor import TaskActor
from shared.contracts.referrals.directory import ListingId
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.identity.worlds import World
from tests.referrals.directory.directories import LILLE, Directory, a_directory, at
from tests.referrals.directory.feeds import service

pytestmark = pytest.mark.anyio

NEAR = {"latitude": LILLE[0], "longitude": LILLE[1], "within_km": 50}


def open_when(*days: str, **hours: str) -> list[dict[str, Any]]:
    return [{"id": str(new_id()), "byday": ",".join(days), **hours}]


def pay(amount: float, currency: str = "EUR") -> list[dict[str, Any]]:
    return [{"id": str(new_id()), "amount": amount, "currency": currency}]


def without_steps() -> list[dict[str, Any]]:
    places = at(LILLE)
    places[0]["location"]["accessibility"] = [{"id": str(new_id()), "description": "Step-free, with an induction loop"}]
    return places


DAY = service(
    name="Day",
    schedules=open_when("MO", "TU", opens_at="09:00", closes_at="17:00"),
    service_at_locations=without_steps(),
    cost_options=pay(0),
)
NIGHT = service(
    name="Night",
    schedules=open_when("MO", opens_at="22:00", closes_at="06:00"),
    service_at_locations=at(LILLE),
    cost_options=pay(12.5),
)
OVER = service(
    name="Over",
    schedules=open_when("MO", valid_to="2020-01-01"),
    service_at_locations=at(LILLE),
    cost_options=pay(5, "CHF"),
)
SILENT = service(name="Silent", service_at_locations=at(LILLE))
SAID: dict[str, dict[str, int]] = {
    "Day": {"waiting_days": 10, "waiting_people": 4},
    "Night": {"waiting_days": 60, "waiting_people": 30},
}


@pytest.fixture
async def directory(referrals: httpx.AsyncClient, world: World, referrals_database: Database) -> Directory:
    """Each with what it says, once for all that this module asks."""
    listings = [one | {"id": str(new_id())} for one in (DAY, NIGHT, OVER, SILENT)]
    directory = await a_directory(referrals, world)
    await directory.lists(*listings, is_own=True, takes_referrals=True)
    ids = {one["name"]: one["id"] for one in listings}
    for name, said in SAID.items():
        path = f"/v1/services/{ids[name]}/capacity"
        assert (await referrals.put(path, json=said, headers=directory.headers)).status_code == 200
    now = datetime.now(UTC)
    figures = [
        TimelinessOf(ListingId(UUID(ids["Day"])), Timeliness(Waits(2, 9), Waits(20, None), now)),
        TimelinessOf(ListingId(UUID(ids["Night"])), Timeliness(Waits(5, 6), None, now)),
    ]
    agency_id = (await referrals.get(f"/v1/services/{ids['Day']}", headers=directory.headers)).json()["agency_id"]
    async with referrals_database.work(TaskActor("clock")) as work:
        await keep_timeliness(work, UUID(agency_id), figures)
    return directory


ASKED: list[tuple[dict[str, Any], list[str]]] = [
    ({"accessibility": "step"}, ["Day"]),
    ({"accessibility": "INDUCTION step-free"}, ["Day"]),
    ({"accessibility": "lift"}, []),
    ({"open_on": "MO"}, ["Day", "Night"]),
    ({"open_on": ["WE", "TU"]}, ["Day", "Night"]),
    ({"open_on": "MO", "open_at": "09:00"}, ["Day"]),
    ({"open_on": "MO", "open_at": "17:00"}, []),
    ({"open_on": "MO", "open_at": "05:00"}, []),
    ({"open_on": "TU", "open_at": "05:00"}, ["Night"]),
    ({"open_at": "23:00"}, ["Night"]),
    ({"cost_at_most": 0}, ["Day"]),
    ({"cost_at_most": 12.5}, ["Day", "Night"]),
    ({"cost_at_most": 5, "currency": "CHF"}, ["Day", "Over"]),
    ({"waiting_days_at_most": 10}, ["Day"]),
    ({"waiting_people_at_most": 3}, []),
    ({"waiting_people_at_most": 30}, ["Day", "Night"]),
    ({"answered_within_days": 4}, ["Day"]),
    ({"mostly_answered_within_days": 8}, ["Night"]),
    ({"started_within_days": 20}, ["Day"]),
    ({"mostly_started_within_days": 3650}, []),
    ({"answered_within_days": 9, "open_at": "23:00", "cost_at_most": 20, "waiting_days_at_most": 90}, ["Night"]),
]


async def test_each_condition_finds_those_that_say_so_by_name_and_by_distance(directory: Directory) -> None:
    for asked, found in ASKED:
        assert await directory.names(**asked) == found, asked
        assert sorted(await directory.names(**asked, **NEAR)) == found, asked
    shown = (await directory.page(open_on="TU", open_at="10:00")).json()["items"][0]
    assert shown["capacity"]["waiting_people"] == 4
    assert shown["costs"] == [{"amount": 0.0, "currency": "EUR", "option": "", "description": ""}]


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"open_on": "MONDAY"}, "open_on"),
        ({"open_at": "25:00"}, "open_at"),
        ({"open_at": "10:00+02:00"}, "open_at"),
        ({"cost_at_most": -1}, "cost_at_most"),
        ({"currency": "EUR"}, "cost_at_most"),
        ({"currency": "euro", "cost_at_most": 1}, "currency"),
        ({"waiting_days_at_most": -1}, "waiting_days_at_most"),
        ({"answered_within_days": 4000}, "answered_within_days"),
    ],
)
async def test_what_cannot_be_asked_is_refused_at_its_parameter(
    referrals: httpx.AsyncClient, world: World, asked: dict[str, Any], parameter: str
) -> None:
    refused = await (await a_directory(referrals, world)).page(**asked)
    assert refused.status_code == 422
    assert [error["pointer"].split("/")[2] for error in refused.json()["errors"]] == [parameter]


async def test_hours_follow_what_a_feed_says_later(referrals: httpx.AsyncClient, world: World) -> None:
    directory = await a_directory(referrals, world)
    moves = service(name="Moves", schedules=open_when("MO"))
    await directory.lists(moves)
    assert await directory.names(open_on="MO") == ["Moves"]
    await directory.lists(moves | {"schedules": open_when("TU")})
    assert await directory.names(open_on="MO") == []
    assert await directory.names(open_on="TU") == ["Moves"]
