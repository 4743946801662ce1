"""The documents of the services become one, without collision, and the one says all that a reader needs."""

import copy
from typing import Any

import pytest

from gateway.documents import library
from gateway.documents.completeness import violations
from gateway.documents.door import with_the_door
from gateway.documents.merged import DocumentsDisagreeError
from tests.gateway.worlds import CarriageName, World, running_world
from tests.gateway.written import SCHEME, document, operation, whole


def test_all_paths_are_there_and_the_security_scheme_once() -> None:
    one = whole(cases=document("/a", "read_a"), referrals=document("/b", "read_b"))

    assert list(one["paths"]) == ["/a", "/b"]
    assert one["components"]["securitySchemes"] == SCHEME
    assert one["openapi"].startswith("3.1")


def test_what_is_the_same_in_two_documents_stays_one() -> None:
    one = whole(cases=document("/a", "read_a"), referrals=document("/b", "read_b"))

    assert list(one["components"]["schemas"]) == ["Item"]


def test_what_differs_bears_the_name_of_its_service_wherever_it_is_used() -> None:
    one = whole(
        cases=document("/a", "read_a", Item={"type": "object", "title": "of cases"}),
        referrals=document("/b", "read_b", Item={"type": "object", "title": "of referrals"}),
    )

    assert set(one["components"]["schemas"]) == {"CasesItem", "ReferralsItem"}
    assert one["components"]["schemas"]["CasesItem"]["title"] == "of cases"
    answer = one["paths"]["/b"]["get"]["responses"]["200"]["content"]["application/json"]
    assert answer["schema"] == {"$ref": "#/components/schemas/ReferralsItem"}


def test_what_is_spelled_the_same_and_refers_to_what_differs_is_kept_apart() -> None:
    page = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
    book = {"type": "array", "items": {"$ref": "#/components/schemas/Page"}}
    one = whole(
        cases=document("/a", "read_a", Item={"title": "of cases"}, Page=page, Book=book),
        referrals=document("/b", "read_b", Item={"title": "of referrals"}, Page=page, Book=book),
    )

    schemas = one["components"]["schemas"]
    assert set(schemas) == {
        f"{service}{name}" for service in ("Cases", "Referrals") for name in ("Item", "Page", "Book")
    }
    assert schemas["ReferralsBook"]["items"] == {"$ref": "#/components/schemas/ReferralsPage"}
    assert schemas["ReferralsPage"]["items"] == {"$ref": "#/components/schemas/ReferralsItem"}


def test_the_mapping_of_a_discriminator_follows() -> None:
    union = {"discriminator": {"propertyName": "kind", "mapping": {"item": "#/components/schemas/Item"}}}
    one = whole(
        cases=document("/a", "read_a", Item={"title": "of cases"}, Union=union),
        referrals=document("/b", "read_b", Item={"title": "of referrals"}),
    )

    mapping = one["components"]["schemas"]["Union"]["discriminator"]["mapping"]
    assert mapping == {"item": "#/components/schemas/CasesItem"}


def test_the_documents_that_were_merged_are_not_changed() -> None:
    cases = document("/a", "read_a", Item={"title": "of cases"})
    before = copy.deepcopy(cases)

    with_the_door(whole(cases=cases, referrals=document("/b", "read_b", Item={"title": "of referrals"})))

    assert cases == before


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (document("/a", "read_b"), "path /a is declared twice"),
        (document("/b", "read_a"), "operation ids are used twice: read_a"),
        (
            {**document("/b", "read_b"), "components": {"securitySchemes": {"parcours": {"type": "http"}}}},
            "securitySchemes parcours is declared twice",
        ),
    ],
)
def test_services_that_contradict_each_other_are_noticed(other: dict[str, Any], said: str) -> None:
    with pytest.raises(DocumentsDisagreeError, match=said):
        whole(cases=document("/a", "read_a"), referrals=other)


def test_tags_are_grouped_by_service() -> None:
    one = whole(cases=document("/a", "read_a"), referrals=document("/b", "read_b"))

    assert one["tags"] == [{"name": "things", "description": "What there is."}]
    assert one["x-tagGroups"] == [
        {"name": "Title of read_a", "tags": ["things"]},
        {"name": "Title of read_b", "tags": ["things"]},
    ]


def test_each_operation_says_what_the_door_may_refuse() -> None:
    posting = document("/a", "read_a")
    posting["paths"]["/a"]["post"] = operation("make_a", requestBody={"content": {}})

    one = with_the_door(whole(cases=posting))

    assert {"400", "429"} <= set(one["paths"]["/a"]["get"]["responses"])
    assert "413" not in one["paths"]["/a"]["get"]["responses"]
    assert "413" in one["paths"]["/a"]["post"]["responses"]
    assert "Retry-After" in one["components"]["responses"]["TooManyRequests"]["headers"]


@pytest.mark.anyio
async def test_the_gateways_own_operations_are_complete(world: World) -> None:
    answer = await world.http.get("/openapi.json")

    one = answer.json()
    assert answer.headers["content-type"] == "application/json"
    own = ("/health/live", "/health/ready", "/openapi.json", "/problems/{code}", "/fhir/metadata")
    assert set(own) <= set(one["paths"])
    assert violations({**one, "paths": {path: one["paths"][path] for path in own}}) == []


@pytest.mark.anyio
async def test_only_what_can_be_reached_here_is_in_the_document(carriage: CarriageName) -> None:
    async with running_world(carriage) as world:
        one = document("/v1/persons", "read_persons")
        one["paths"] |= {
            path: {"get": operation(path)} for path in ("/health/live", "/problems/{code}", "/v1/inbox", "/x")
        }
        world.cases.document = one

        paths = (await world.http.get("/openapi.json")).json()["paths"]

        assert "/v1/persons" in paths
        assert not {"/v1/inbox", "/x"} & set(paths), "they lead to another service, or to nobody"


@pytest.mark.anyio
async def test_without_the_documents_of_all_there_is_none(carriage: CarriageName) -> None:
    async with running_world(carriage) as world:
        world.services["referrals"].acts["openapi.json"] = world.cases.do_break

        answer = await world.http.get("/openapi.json")

        assert answer.status_code == 503
        assert answer.json()["type"] == "/problems/service-unreachable"


@pytest.mark.anyio
async def test_documents_that_contradict_each_other_stop_nothing_else(carriage: CarriageName) -> None:
    async with running_world(carriage) as world:
        for service, path in (("cases", "/v1/persons"), ("referrals", "/v1/referrals")):
            world.services[service].document = document(path, "the_same_id")

        assert (await world.http.get("/openapi.json")).status_code == 503
        refused = await world.http.request("OPTIONS", "/v1/persons")
        assert refused.status_code == 405
        assert refused.headers["allow"] == "DELETE, GET, HEAD, PATCH, POST, PUT"


@pytest.mark.anyio
async def test_a_newer_document_is_found_after_a_while(carriage: CarriageName, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running_world(carriage) as world:
        assert "/v1/cases" not in (await world.http.get("/openapi.json")).json()["paths"]
        world.cases.document = document("/v1/cases", "read_cases")
        assert "/v1/cases" not in (await world.http.get("/openapi.json")).json()["paths"]

        monkeypatch.setattr(library, "FRESH_SECONDS", 0)
        assert "/v1/cases" in (await world.http.get("/openapi.json")).json()["paths"]

        world.cases.acts["openapi.json"] = world.cases.do_break
        assert "/v1/cases" in (await world.http.get("/openapi.json")).json()["paths"], "the last one known"
