"""Finding a listing: every condition narrows, the nearest comes first, pages neither repeat nor leave out."""

import random
from uuid import UUID

import httpx
import pytest

from services.referrals.directory.domain.positions import Position, distance_km
from services.referrals.directory.domain.search_words import folded, words_to_find
from tests.identity.worlds import World
from tests.referrals.directory.directories import LILLE, Directory, a_directory, at, need
from tests.referrals.directory.feeds import service

pytestmark = pytest.mark.anyio

ROUBAIX, PARIS = (50.6916, 3.1740), (48.8566, 2.3522)


@pytest.fixture
async def directory(referrals: httpx.AsyncClient, world: World) -> Directory:
    return await a_directory(referrals, world)


async def test_by_need_whatever_the_case_of_its_code(directory: Directory) -> None:
    await directory.lists(
        service(name="Debts", attributes=need("Debt-Advice")), service(name="Beds", attributes=need("shelter"))
    )
    assert await directory.names(need="debt-advice") == ["Debts"]
    assert await directory.names(need=["debt-advice", "SHELTER"]) == ["Beds", "Debts"]
    assert await directory.names(need="other") == []


async def test_by_category(directory: Directory) -> None:
    await directory.lists(
        service(name="Debts", attributes=need("d")), service(name="Beds"), categories={"d": "finance"}
    )
    assert await directory.names(category="finance") == ["Debts"]
    assert (await directory.page(category="nonsense")).status_code == 422


@pytest.mark.parametrize(
    ("age", "found"), [(11, ["All"]), (12, ["All", "Youth"]), (25, ["All", "Youth"]), (26, ["All"])]
)
async def test_by_age(directory: Directory, age: int, found: list[str]) -> None:
    await directory.lists(service(name="Youth", minimum_age=12, maximum_age=25), service(name="All", maximum_age=999))
    assert await directory.names(age=age) == found


async def test_by_language_of_the_service_or_its_place(directory: Directory) -> None:
    arabic = {"id": str(UUID(int=3)), "code": "ar-TN", "name": "Arabic"}
    places = at(LILLE)
    places[0]["location"]["languages"] = [arabic]
    await directory.lists(
        service(name="Here", languages=[arabic]), service(name="There", service_at_locations=places), service(name="No")
    )
    assert await directory.names(language="ar") == ["Here", "There"]
    assert await directory.names(language=["ar", "fr"]) == ["Here", "There"]


async def test_the_nearest_comes_first_and_those_too_far_not_at_all(directory: Directory) -> None:
    await directory.lists(
        service(name="Two houses", service_at_locations=at(PARIS, ROUBAIX)),
        service(name="Lille", service_at_locations=at(LILLE)),
        service(name="Paris", service_at_locations=at(PARIS)),
        service(name="Nowhere"),
    )
    near = {"latitude": LILLE[0], "longitude": LILLE[1]}
    assert await directory.names(**near) == ["Lille", "Two houses"]
    assert await directory.names(**near, within_km=5) == ["Lille"]
    items = (await directory.page(**near)).json()["items"]
    assert [item["distance_km"] for item in items] == [0.0, pytest.approx(10.8, abs=0.2)]
    assert (await directory.page(latitude=50)).status_code == 422


async def test_a_distance_from_nowhere_is_refused_and_not_passed_over(directory: Directory) -> None:
    refused = await directory.page(within_km=5)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/query/latitude"


@pytest.mark.parametrize("within_km", [3, 40, 200])
async def test_the_nearest_are_those_that_measuring_each_would_find(directory: Directory, within_km: float) -> None:
    """The circles that grow, the box and the formula in SQL, against the domain's formula on every listing."""
    dice = random.Random(within_km)
    towns = {f"{number:02}": Position(dice.gauss(LILLE[0], 0.4), dice.gauss(LILLE[1], 0.6)) for number in range(90)}
    await directory.lists(
        *(service(name=name, service_at_locations=at((p.latitude, p.longitude))) for name, p in towns.items())
    )
    here = Position(*LILLE)
    km = {name: distance_km(here, position) for name, position in towns.items()}
    expected = sorted((name for name in towns if km[name] <= within_km), key=lambda name: km[name])
    asked = {"latitude": here.latitude, "longitude": here.longitude, "within_km": within_km}
    for limit in (5, 200):
        found: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = (await directory.page(**asked, **after, limit=limit)).json()
            found += [item["name"] for item in page["items"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert found == expected


async def test_what_is_no_longer_offered_is_not_near_either(directory: Directory) -> None:
    shuts, vanishes = (service(service_at_locations=at(LILLE)) for _ in range(2))
    stays = service(name="Stays", service_at_locations=at(LILLE))
    await directory.lists(shuts, vanishes, stays)
    await directory.lists(shuts | {"status": "inactive"}, stays, completes_run=True)
    assert await directory.names(latitude=LILLE[0], longitude=LILLE[1]) == ["Stays"]


async def test_by_the_beginnings_of_words_with_or_without_accents(directory: Directory) -> None:
    await directory.lists(
        service(name="Hébergement d'urgence", description="Abri de nuit"),
        service(name="Boutique", service_areas=[{"id": str(UUID(int=5)), "name": "Quartier Nord"}]),
    )
    assert await directory.names(text="heberg URGEN") == ["Hébergement d'urgence"]
    assert await directory.names(text="ABRI d'urgence") == ["Hébergement d'urgence"]
    assert await directory.names(text="nord") == ["Boutique"]
    assert await directory.names(text="heberg nord") == []
    assert await directory.names(text="&|!:*'()") == ["Boutique", "Hébergement d'urgence"]


async def test_only_what_is_offered_now_is_found(directory: Directory) -> None:
    await directory.lists(
        service(name="Open"),
        service(name="Closed", status="temporarily closed"),
        service(name="Gone", status="defunct"),
    )
    assert await directory.names() == ["Open"]


async def test_by_referrals_and_free_places(directory: Directory) -> None:
    await directory.lists(service(name="For information"))
    await directory.lists(full := service(name="Ours"), is_own=True, takes_referrals=True)
    assert await directory.names(takes_referrals=True) == ["Ours"]
    assert await directory.names(takes_referrals=False) == ["For information"]
    assert await directory.names(has_free_place=True) == []
    path = f"/v1/services/{full['id']}/capacity"
    await directory.referrals.put(path, json={"free_places": 1}, headers=directory.headers)
    assert await directory.names(has_free_place=True) == ["Ours"]
    await directory.referrals.put(path, json={"free_places": 0}, headers=directory.headers)
    assert await directory.names(has_free_place=True) == []


@pytest.mark.parametrize("near", [{}, {"latitude": LILLE[0], "longitude": LILLE[1], "within_km": 200}])
async def test_pages_neither_repeat_nor_leave_out(directory: Directory, near: dict[str, float]) -> None:
    same_name_same_place = [service(name="Same", service_at_locations=at(LILLE)) for _ in range(7)]
    await directory.lists(*same_name_same_place, service(name="Zoo", service_at_locations=at(ROUBAIX)))
    seen: list[str] = []
    after: dict[str, str] = {}
    for _ in range(10):
        page = (await directory.page(**near, **after, limit=3)).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(seen) == 8
    assert set(seen[:7]) == {one["id"] for one in same_name_same_place}
    assert len(set(seen)) == 8


async def test_a_cursor_of_another_list_is_refused(directory: Directory) -> None:
    await directory.lists(service(name="a"), service(name="b"))
    by_name = (await directory.page(limit=1)).json()["next"]
    answer = await directory.page(latitude=LILLE[0], longitude=LILLE[1], after=by_name)
    assert answer.status_code == 422


def test_folding_makes_words_comparable() -> None:
    assert folded("Hébergement d'URGENCE — Straße/Łódź") == "hebergement d urgence strasse łodz"
    assert words_to_find("a le logem") == "le:* & logem:*"
    assert words_to_find("x") == "x:*"
    assert words_to_find("!?") == ""
    assert len(words_to_find("word " * 50).split(" & ")) == 8
