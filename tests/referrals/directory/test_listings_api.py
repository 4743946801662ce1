"""Service listings over HTTP: listed, found, changed and counted."""

from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from services.referrals.directory.api.bodies import A_LISTING
from services.referrals.directory.api.views import ListingView
from shared.contracts.identity.vocabulary import Role, Scope
from shared.identifiers import new_id
from shared.web.merge_patch import MERGE_PATCH
from tests.identity.worlds import World, asked_token
from tests.referrals.directory.feeds import service

pytestmark = pytest.mark.anyio
Headers = dict[str, str]


@pytest.fixture
async def administrator(world: World) -> Headers:
    return await world.signed_in(await world.worker(Role.ADMINISTRATOR))


@pytest.fixture
async def supervisor(world: World) -> Headers:
    return await world.signed_in(await world.worker(Role.SUPERVISOR))


@pytest.fixture
async def stranger(world: World) -> Headers:
    agency = await world.another_agency()
    return await world.signed_in(await world.worker(Role.ADMINISTRATOR, agency=agency), agency)


async def published(referrals: httpx.AsyncClient, administrator: Headers, **members: Any) -> httpx.Response:
    answer = await referrals.post("/v1/services", json=A_LISTING | members, headers=administrator)
    assert answer.status_code == 201, answer.text
    return answer


async def patched(
    referrals: httpx.AsyncClient, headers: Headers, listing_id: str, patch: Any, tag: str | None = '"1"'
) -> httpx.Response:
    match = {} if tag is None else {"If-Match": tag}
    return await referrals.patch(
        f"/v1/services/{listing_id}", json=patch, headers=headers | match | {"Content-Type": MERGE_PATCH}
    )


async def test_an_agency_lists_a_service_and_everybody_can_open_it(
    referrals: httpx.AsyncClient, world: World, administrator: Headers, stranger: Headers
) -> None:
    answer = await published(referrals, administrator)
    opened = await referrals.get(answer.headers["Location"], headers=stranger)
    assert opened.json() == answer.json()
    assert opened.headers["ETag"] == answer.headers["ETag"] == '"1"'
    listing = opened.json()
    assert listing["agency_id"] == listing["publisher_id"] == str(world.agency.id)
    assert listing["organization"]["name"] == world.agency.name
    assert listing["municipality_ids"] == [str(world.municipality_id)]
    assert (listing["is_offered"], listing["is_stale"], listing["has_a_feed"]) == (True, False, False)
    assert {name: listing[name] for name in ("name", "needs", "phones", "openings", "places")} == {
        "name": "Debt advice",
        "needs": [{"code": "over-indebtedness", "name": "Debts", "taxonomy": ""}],
        "phones": [{"number": "+33 3 20 00 00 00", "extension": None, "kind": "", "description": ""}],
        "openings": [
            {
                "days": ["MO", "TH"],
                "opens_at": "09:00:00",
                "closes_at": "12:00:00",
                "valid_from": None,
                "valid_to": None,
                "description": "",
            }
        ],
        "places": [
            {
                "kind": "physical",
                "name": "House of Services",
                "address": {
                    "line_1": "4 Mill Street",
                    "city": "Lille",
                    "postal_code": "59000",
                    "country": "FR",
                    "line_2": "",
                    "region": "",
                    "state_province": "",
                },
                "position": {"latitude": 50.6292, "longitude": 3.0573},
                "url": "",
                "transportation": "",
                "accessibility": ["Step-free entrance", "Induction loop"],
            }
        ],
    }


async def test_what_is_shown_is_what_the_api_document_says(
    referrals: httpx.AsyncClient, administrator: Headers
) -> None:
    listing = (await published(referrals, administrator)).json()
    counted = {"free_places": 2}
    said = await referrals.put(f"/v1/services/{listing['id']}/capacity", json=counted, headers=administrator)
    for shown in (listing, said.json()):
        assert shown.keys() == ListingView.model_fields.keys()
        assert TypeAdapter(ListingView).validate_python(shown).model_dump(mode="json").keys() == shown.keys()


async def test_the_same_key_lists_a_service_once(referrals: httpx.AsyncClient, administrator: Headers) -> None:
    headers = administrator | {"Idempotency-Key": str(new_id())}
    answers = [await referrals.post("/v1/services", json=A_LISTING, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": " "}, "#/name"),
        ({"status": "open"}, "#/status"),
        ({"languages": ["FR"]}, "#/languages/0"),
        ({"eligibility": {"minimum_age": 20, "maximum_age": 10}}, "#/eligibility"),
        ({"openings": [{"opens_at": "09:00:00+01:00"}]}, "#/openings/0"),
        ({"openings": [{"days": ["MONDAY"]}]}, "#/openings/0/days/0"),
        (
            {"places": [{"kind": "physical", "position": {"latitude": 91, "longitude": 0}}]},
            "#/places/0/position/latitude",
        ),
        ({"needs": [{"code": "x", "name": "x", "taxonomy": "parcours-category"}]}, "#/needs/0"),
        ({"description": "nul \0"}, "#/description"),
        ({"url": "javascript:alert(1)"}, "#/url"),
        ({"unknown": 1}, "#/unknown"),
        ({"municipality_ids": [str(new_id())]}, "#/municipality_ids"),
    ],
)
async def test_what_is_wrong_is_pointed_at_and_not_repeated(
    referrals: httpx.AsyncClient, administrator: Headers, wrong: dict[str, Any], pointer: str
) -> None:
    answer = await referrals.post("/v1/services", json=A_LISTING | wrong, headers=administrator)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_only_administrators_list_services(
    referrals: httpx.AsyncClient, world: World, supervisor: Headers
) -> None:
    caseworker = await world.signed_in(await world.worker(Role.CASEWORKER))
    for headers in (supervisor, caseworker):
        assert (await referrals.post("/v1/services", json=A_LISTING, headers=headers)).status_code == 403


@pytest.mark.parametrize(
    "path", ["/v1/services", "/v1/directory-imports", "/hsds", "/hsds/services", "/hsds/organizations"]
)
async def test_nobody_reads_without_a_token(referrals: httpx.AsyncClient, path: str) -> None:
    assert (await referrals.get(path)).status_code == 401


async def test_a_token_without_the_scope_reads_nothing(
    referrals: httpx.AsyncClient, world: World, identity_app: Any
) -> None:
    system, secret = await world.system(scopes=[Scope.RECORD_READ])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(identity_app), base_url="http://127.0.0.1:8000"
    ) as identity:
        token = (await asked_token(identity, system, secret)).json()["access_token"]
    answer = await referrals.get("/v1/services", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


async def test_an_edit_says_which_version_it_edits(referrals: httpx.AsyncClient, administrator: Headers) -> None:
    listing_id = (await published(referrals, administrator)).json()["id"]
    changed = await patched(
        referrals, administrator, listing_id, {"alert": "Closed in August", "eligibility": {"minimum_age": None}}
    )
    assert changed.status_code == 200, changed.text
    assert (changed.headers["ETag"], changed.json()["alert"]) == ('"2"', "Closed in August")
    assert changed.json()["eligibility"] == {
        "minimum_age": None,
        "maximum_age": None,
        "description": "Residents of the city",
    }
    assert (await patched(referrals, administrator, listing_id, {"alert": "x"})).status_code == 412
    assert (await patched(referrals, administrator, listing_id, {"alert": "x"}, tag=None)).status_code == 428


async def test_who_offers_it_is_still_found_after_an_edit(
    referrals: httpx.AsyncClient, world: World, administrator: Headers
) -> None:
    listing_id = (await published(referrals, administrator)).json()["id"]
    await patched(referrals, administrator, listing_id, {"name": "Another name"})
    asked = {"text": world.agency.name, "municipality_id": str(world.municipality_id)}
    found = await referrals.get("/v1/services", params=asked, headers=administrator)
    assert [item["name"] for item in found.json()["items"]] == ["Another name"]


async def test_a_patch_that_changes_nothing_makes_no_version(
    referrals: httpx.AsyncClient, administrator: Headers
) -> None:
    listing_id = (await published(referrals, administrator)).json()["id"]
    same = await patched(referrals, administrator, listing_id, {"name": A_LISTING["name"]})
    assert (same.status_code, same.headers["ETag"]) == (200, '"1"')


async def test_a_patch_cannot_make_a_listing_wrong(referrals: httpx.AsyncClient, administrator: Headers) -> None:
    listing_id = (await published(referrals, administrator)).json()["id"]
    answer = await patched(referrals, administrator, listing_id, {"name": None, "places": [{"kind": "moon"}]})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"#/name", "#/places/0/kind"}
    assert (await referrals.get(f"/v1/services/{listing_id}", headers=administrator)).headers["ETag"] == '"1"'


async def test_others_see_a_listing_and_may_not_change_it(
    referrals: httpx.AsyncClient, administrator: Headers, supervisor: Headers, stranger: Headers
) -> None:
    listing_id = (await published(referrals, administrator)).json()["id"]
    for headers in (supervisor, stranger):
        assert (await patched(referrals, headers, listing_id, {"alert": "x"})).status_code == 403
    assert (await patched(referrals, administrator, str(new_id()), {"alert": "x"})).status_code == 404
    capacity = await referrals.put(f"/v1/services/{listing_id}/capacity", json={"free_places": 1}, headers=stranger)
    assert capacity.status_code == 403


async def test_whoever_leads_the_work_says_how_many_places_are_free(
    referrals: httpx.AsyncClient, administrator: Headers, supervisor: Headers
) -> None:
    listing_id = (await published(referrals, administrator)).json()["id"]
    path = f"/v1/services/{listing_id}/capacity"
    said = await referrals.put(
        path, json={"free_places": 3, "total_places": 12, "waiting_days": 10}, headers=supervisor
    )
    assert said.status_code == 200, said.text
    capacity = said.json()["capacity"]
    assert (capacity["free_places"], capacity["total_places"], capacity["waiting_days"]) == (3, 12, 10)
    assert said.headers["ETag"] == '"2"'
    wrong = await referrals.put(path, json={"free_places": 13, "total_places": 12}, headers=supervisor)
    assert wrong.status_code == 422


async def test_of_a_listing_with_a_feed_only_what_is_said_here_can_be_changed(
    referrals: httpx.AsyncClient, administrator: Headers
) -> None:
    received = service()
    body = {"feed": "city", "document": received, "is_own": True}
    imported = await referrals.post("/v1/directory-imports", json=body, headers=administrator)
    assert imported.status_code == 201, imported.text
    refused = await patched(referrals, administrator, received["id"], {"name": "Another name"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/said-by-its-feed")
    taken = await patched(referrals, administrator, received["id"], {"takes_referrals": True})
    assert (taken.status_code, taken.json()["takes_referrals"]) == (200, True)
    assert taken.json()["name"] == received["name"]
