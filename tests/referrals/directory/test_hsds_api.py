"""What comes in as HSDS goes out as HSDS, through the whole service."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.identity.worlds import World
from tests.referrals.directory.feeds import full_service, service
from tests.referrals.directory.published import example, violations

pytestmark = pytest.mark.anyio
Headers = dict[str, str]


@pytest.fixture
async def administrator(world: World) -> Headers:
    return await world.signed_in(await world.worker(Role.ADMINISTRATOR))


@pytest.fixture
async def caseworker(world: World) -> Headers:
    return await world.signed_in(await world.worker(Role.CASEWORKER))


async def bring(referrals: httpx.AsyncClient, headers: Headers, document: Any, **how: Any) -> dict[str, Any]:
    body = {"feed": "city", "document": document, **how}
    answer = await referrals.post("/v1/directory-imports", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    imported: dict[str, Any] = answer.json()
    return imported


async def read(referrals: httpx.AsyncClient, headers: Headers, path: str, **asked: Any) -> Any:
    answer = await referrals.get(f"/hsds{path}", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def with_ids_of_its_own(document: Any) -> Any:
    """The same document with new ids, the same for the same, so that tests do not meet each other's listings."""
    ids: dict[str, str] = {}

    def renewed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: renewed(member) for name, member in value.items()}
        if isinstance(value, list):
            return [renewed(member) for member in value]
        if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
            return ids.setdefault(value, str(new_id()))
        return value

    return renewed(document)


async def test_a_full_service_comes_back_as_it_was_and_keeps_to_the_schema(
    referrals: httpx.AsyncClient, administrator: Headers, caseworker: Headers
) -> None:
    received = full_service(x_unknown={"deep": [None, {"x": 1.5}]})
    await bring(referrals, administrator, received)
    exported = await read(referrals, caseworker, f"/services/{received['id']}")
    assert exported == received
    assert violations(exported, "service") == []


@pytest.mark.parametrize(
    "name",
    [
        "service_full",
        "service_list",
        "service_at_location_full",
        "service_at_location_list",
        "organization_full",
        "organization_list",
        "tabular",
    ],
)
async def test_every_published_shape_is_imported_and_handed_out_as_valid_hsds(
    referrals: httpx.AsyncClient, administrator: Headers, name: str
) -> None:
    imported = await bring(referrals, administrator, with_ids_of_its_own(example(name)))
    assert imported["counts"]["rejected"] == 0
    assert imported["counts"]["created"] == (0 if name == "organization_list" else 1)
    for row in imported["rows"]:
        exported = await read(referrals, administrator, f"/services/{row['listing_id']}")
        assert violations(exported, "service") == []
        assert exported["organization"]["name"] == "Example Organization Inc."


async def test_an_organization_comes_back_with_its_services(
    referrals: httpx.AsyncClient, administrator: Headers
) -> None:
    received = with_ids_of_its_own(example("organization_full"))
    await bring(referrals, administrator, received)
    path = f"/organizations/{received['id']}"
    assert await read(referrals, administrator, path, full_service=True) == received
    by_name = await read(referrals, administrator, path)
    assert [one.keys() for one in by_name["services"]] == [{"id", "name", "status"}]
    assert violations(by_name, "organization") == []


async def test_lists_are_numbered_as_hsds_says(
    referrals: httpx.AsyncClient, administrator: Headers, caseworker: Headers
) -> None:
    organization = {"id": str(new_id()), "name": "One", "description": "Of many services"}
    received = [service(name=f"Service {n}", organization=organization) for n in range(5)]
    await bring(referrals, administrator, received)
    asked = {"organization_id": organization["id"], "per_page": 2}
    pages = [await read(referrals, caseworker, "/services", **asked, page=n) for n in (1, 2, 3, 4)]
    assert [one["id"] for page in pages for one in page["contents"]] == sorted(one["id"] for one in received)
    assert {name: pages[2][name] for name in pages[2].keys() - {"contents"}} == {
        "total_items": 5,
        "total_pages": 3,
        "page_number": 3,
        "size": 1,
        "first_page": False,
        "last_page": True,
        "empty": False,
    }
    assert (pages[0]["first_page"], pages[0]["last_page"], pages[3]["empty"]) == (True, False, True)


async def test_lists_tell_one_to_one_fields_or_everything(referrals: httpx.AsyncClient, administrator: Headers) -> None:
    received = full_service()
    await bring(referrals, administrator, received)
    asked = {"organization_id": received["organization"]["id"]}
    (short,) = (await read(referrals, administrator, "/services", **asked))["contents"]
    assert violations(short, "compiled/service_list") == []
    assert "phones" not in short
    assert "contacts" not in short["organization"]
    assert (await read(referrals, administrator, "/services", **asked, full=True))["contents"] == [received]
    (minimal,) = (await read(referrals, administrator, "/services", **asked, minimal=True))["contents"]
    assert minimal.keys() == {"id", "modified_date"}
    modified = {"modified_after": minimal["modified_date"]}
    assert (await read(referrals, administrator, "/services", **asked, **modified))["size"] == 1
    later = {"modified_after": "2999-01-01T00:00:00Z"}
    assert (await read(referrals, administrator, "/services", **asked, **later))["empty"] is True


async def test_services_are_found_by_term_taxonomy_and_words(
    referrals: httpx.AsyncClient, administrator: Headers
) -> None:
    received = with_ids_of_its_own(example("service_full"))
    await bring(referrals, administrator, [received, service()])
    term = received["attributes"][0]["taxonomy_term"]
    for asked in (
        {"taxonomy_term_id": term["id"]},
        {"taxonomy_id": term["taxonomy_detail"]["id"]},
        {"search": "communi counsel", "organization_id": received["organization"]["id"]},
    ):
        page = await read(referrals, administrator, "/services", **asked)
        assert [one["id"] for one in page["contents"]] == [received["id"]]


async def test_organizations_are_listed_and_found_by_name(referrals: httpx.AsyncClient, administrator: Headers) -> None:
    name = f"Société Générale du Secours {new_id().hex}"
    received = {"id": str(new_id()), "name": name, "description": "Help", "email": "a@example.org", "funding": []}
    await bring(referrals, administrator, received)
    page = await read(referrals, administrator, "/organizations", search=name.lower().replace("é", "e"))
    assert page["contents"] == [{name: member for name, member in received.items() if name != "funding"}]
    assert violations(page["contents"][0], "compiled/organization_list") == []
    in_full = await read(referrals, administrator, "/organizations", search=name, full=True)
    assert in_full["contents"] == [received]


async def test_what_a_feed_dropped_is_handed_out_no_more_and_stays_readable_here(
    referrals: httpx.AsyncClient, administrator: Headers
) -> None:
    stays, goes = service(), service()
    await bring(referrals, administrator, [stays, goes])
    imported = await bring(referrals, administrator, [stays], completes_run=True)
    assert imported["vanished"] == [goes["id"]]
    assert (await referrals.get(f"/hsds/services/{goes['id']}", headers=administrator)).status_code == 404
    opened = await referrals.get(f"/v1/services/{goes['id']}", headers=administrator)
    assert (opened.status_code, opened.json()["is_offered"]) == (200, False)
    assert opened.json()["vanished_at"] is not None


async def test_a_listing_written_here_is_handed_out_as_valid_hsds(
    referrals: httpx.AsyncClient, world: World, administrator: Headers
) -> None:
    answer = await referrals.post(
        "/v1/services",
        json={"name": "Debt advice", "categories": ["finance"], "languages": ["fr"]},
        headers=administrator,
    )
    listing = answer.json()
    await referrals.put(f"/v1/services/{listing['id']}/capacity", json={"free_places": 2}, headers=administrator)
    exported = await read(referrals, administrator, f"/services/{listing['id']}")
    assert violations(exported, "service") == []
    assert exported["organization"]["name"] == world.agency.name
    assert exported["capacities"][0]["available"] == 2
    assert exported["attributes"][0]["taxonomy_term"]["code"] == "finance"


async def test_a_rejected_entry_is_pointed_at_in_what_was_sent(
    referrals: httpx.AsyncClient, administrator: Headers
) -> None:
    imported = await bring(referrals, administrator, {"contents": [service(), service(status="private text")]})
    assert imported["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    (rejected,) = [row for row in imported["rows"] if row["outcome"] == "rejected"]
    assert rejected["pointer"] == "#/document/contents/1"
    assert [error["pointer"] for error in rejected["errors"]] == ["#/document/contents/1/status"]
    assert "private text" not in str(imported)
    in_french = administrator | {"Accept-Language": "fr"}
    told = (await referrals.get(f"/v1/directory-imports/{imported['id']}", headers=in_french)).json()
    (again,) = [row for row in told["rows"] if row["outcome"] == "rejected"]
    assert [error["message"] for error in again["errors"]] == ["Ce n'est pas l'un des mots que HSDS 3.0 prévoit ici."]


async def test_the_same_key_imports_once_and_tells_the_same(
    referrals: httpx.AsyncClient, administrator: Headers
) -> None:
    headers = administrator | {"Idempotency-Key": str(new_id())}
    document = service()
    first = await bring(referrals, headers, document)
    assert await bring(referrals, headers, document) == first
    listed = await referrals.get("/v1/directory-imports", headers=administrator)
    assert [one["id"] for one in listed.json()["items"]] == [first["id"]]


async def test_the_imports_of_others_are_not_there(
    referrals: httpx.AsyncClient, world: World, administrator: Headers
) -> None:
    imported = await bring(referrals, administrator, service())
    agency = await world.another_agency()
    stranger = await world.signed_in(await world.worker(Role.ADMINISTRATOR, agency=agency), agency)
    path = f"/v1/directory-imports/{imported['id']}"
    assert (await referrals.get(path, headers=administrator)).json() == imported
    assert (await referrals.get(path, headers=stranger)).status_code == 404
    assert (await referrals.get("/v1/directory-imports", headers=stranger)).json()["items"] == []


async def test_the_directory_introduces_itself_as_hsds_says(referrals: httpx.AsyncClient, caseworker: Headers) -> None:
    introduced = await read(referrals, caseworker, "")
    assert introduced.keys() == example("base").keys()
    assert introduced["version"] == "3.0"
    assert await read(referrals, caseworker, "/") == introduced


@pytest.mark.parametrize(
    "path",
    [
        f"/hsds/services/{UUID(int=5)}",
        f"/hsds/organizations/{UUID(int=5)}",
        f"/v1/services/{UUID(int=5)}",
        f"/v1/directory-imports/{UUID(int=5)}",
    ],
)
async def test_what_is_not_there_is_not_found(referrals: httpx.AsyncClient, administrator: Headers, path: str) -> None:
    assert (await referrals.get(path, headers=administrator)).status_code == 404


async def test_other_formats_than_json_are_refused(referrals: httpx.AsyncClient, caseworker: Headers) -> None:
    answer = await referrals.get("/hsds/services", params={"format": "ndjson"}, headers=caseworker)
    assert answer.status_code == 422
