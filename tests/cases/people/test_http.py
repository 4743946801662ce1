"""What a front end meets at `/v1/persons`: addresses, versions, retries, pages and problems."""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI

from shared.identifiers import new_id
from tests.cases.people.conftest import desk_of
from tests.identity.worlds import World

SYSTEM = "urn:example:number"
SOMEBODY: dict[str, Any] = {"identity": {"family_name": "Exemple", "given_name": "Alix", "birth_date": "1998-04"}}
MERGE_PATCH = {"content-type": "application/merge-patch+json"}


async def registered(desk: httpx.AsyncClient, **more: Any) -> tuple[str, str]:
    """The address and the ETag of somebody new."""
    answer = await desk.post("/v1/persons", json=SOMEBODY | more)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"], answer.headers["etag"]


async def patched(desk: httpx.AsyncClient, address: str, patch: object, tag: str | None) -> httpx.Response:
    headers = MERGE_PATCH | ({"if-match": tag} if tag else {})
    return await desk.patch(address, content=orjson.dumps(patch), headers=headers)


def pointers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return [error["pointer"] for error in answer.json()["errors"]]


async def test_somebody_is_registered_opened_and_corrected(desk: httpx.AsyncClient, town: World) -> None:
    address, tag = await registered(desk)
    read = await desk.get(address)
    assert (read.status_code, read.headers["etag"]) == (200, tag)
    assert read.headers["decision-id"]
    assert read.json()["municipality_id"] == str(town.municipality_id)
    assert (await patched(desk, address, {"identity": {"preferred_name": "Al"}}, None)).status_code == 428
    assert (await patched(desk, address, {"identity": {"preferred_name": "Al"}}, '"1"')).status_code == 412
    patch = {"identity": {"preferred_name": "Al", "given_name": None}, "communication": {"interpreter": "ar"}}
    corrected = await patched(desk, address, patch, tag)
    assert corrected.status_code == 200
    shown = corrected.json()
    assert (shown["identity"]["preferred_name"], shown["identity"]["given_name"]) == ("Al", None)
    assert (shown["identity"]["birth_date"], shown["communication"]["interpreter"]) == ("1998-04", "ar")
    assert corrected.headers["etag"] == (await desk.get(address)).headers["etag"] != tag
    assert (await patched(desk, address, {"identity": {"preferred_name": "Alex"}}, tag)).status_code == 412


async def test_a_patch_that_says_nothing_changes_nothing(desk: httpx.AsyncClient) -> None:
    address, tag = await registered(desk)
    assert (await patched(desk, address, {}, tag)).headers["etag"] == tag


async def test_what_a_correction_makes_of_somebody_is_checked_as_a_whole(desk: httpx.AsyncClient) -> None:
    address, tag = await registered(desk)
    for patch, pointer in (
        ({"identity": {"family_name": None, "given_name": None}}, "#/identity"),
        ({"identity": {"birth_date": "1998-02-30"}}, "#/identity/birth_date"),
        ({"identity": {"birth_date": "2999"}}, "#/identity/birth_date"),
        ({"identity": {"surprise": 1}}, "#/identity/surprise"),
        ({"identity": None}, "#/identity"),
        ({"surprise": 1}, "#/surprise"),
        ({"communication": {"languages": ["not a language"]}}, "#/communication/languages/0"),
    ):
        assert pointers(await patched(desk, address, patch, tag)) == [pointer], patch
    assert (await desk.get(address)).headers["etag"] == tag


@pytest.mark.parametrize(
    ("kind", "body", "patch"),
    [
        ("identifiers", {"system": SYSTEM, "value": "x"}, {"sensitivity": "sensitive"}),
        (
            "contact-points",
            {"kind": "phone", "value": "+00 1", "safe": False, "code_word": "tulipe"},
            {"code_word": None, "note": "after six", "safe_channels": ["text"]},
        ),
        ("addresses", {"lines": ["1, rue Imaginaire"], "country": "FR"}, {"protected": True, "lines": ["2"]}),
        (
            "relationships",
            {"kind": "guardian", "other": {"name": "Somebody"}, "powers": ["consent"], "valid_until": "2030-01-01"},
            {"other": {"name": "Somebody Else"}, "valid_from": "2020-01-01"},
        ),
    ],
)
async def test_a_part_is_added_corrected_and_ended(
    desk: httpx.AsyncClient, kind: str, body: dict[str, Any], patch: dict[str, Any]
) -> None:
    address, _ = await registered(desk)
    if kind == "identifiers":
        body = body | {"value": str(new_id())}
    added = await desk.post(f"{address}/{kind}", json=body)
    assert (added.status_code, added.headers["etag"]) == (201, '"1"')
    assert body.items() <= added.json().items()
    item = f"{address}/{kind}/{added.json()['id']}"
    assert (await desk.get(f"{address}/{kind}")).json() == {"items": [added.json()], "next": None}
    assert (await patched(desk, item, patch, None)).status_code == 428
    assert (await patched(desk, item, patch, '"2"')).status_code == 412
    corrected = await patched(desk, item, patch, '"1"')
    assert (corrected.status_code, corrected.headers["etag"]) == (200, '"2"')
    assert patch.items() <= corrected.json().items()
    assert (await desk.delete(item)).status_code == 428
    assert (await desk.delete(item, headers={"if-match": '"1"'})).status_code == 412
    assert (await desk.delete(item, headers={"if-match": '"2"'})).status_code == 204
    assert (await desk.get(f"{address}/{kind}")).json()["items"] == []
    assert (await desk.delete(item, headers={"if-match": '"3"'})).status_code == 404


async def test_a_part_that_a_patch_would_break_stays_as_it_is(desk: httpx.AsyncClient) -> None:
    address, _ = await registered(desk)
    body = {"kind": "guardian", "other": {"name": "Somebody"}, "valid_until": "2030-01-01"}
    item = f"{address}/relationships/{(await desk.post(f'{address}/relationships', json=body)).json()['id']}"
    for patch, pointer in (
        ({"kind": None}, "#/kind"),
        ({"valid_from": "2031-01-01"}, "#"),
        ({"other": {"name": None}}, "#/other"),
        ({"other": {"person_id": str(new_id())}}, "#/other"),
        ({"other": {"name": None, "person_id": str(new_id())}}, "#/other/person_id"),
    ):
        assert pointers(await patched(desk, item, patch, '"1"')) == [pointer], patch


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"identity": {}}, "#/identity"),
        ({"identity": {"family_name": "' -"}}, "#/identity"),
        ({"identity": {"family_name": "Ex" * 200}}, "#/identity/family_name"),
        ({"identity": {"family_name": "Ex", "birth_date": "12/04/1998"}}, "#/identity/birth_date"),
        ({"identity": {"family_name": ["SECRET"]}}, "#/identity/family_name"),
        ({"SECRET": 1}, "#/SECRET"),
        ({"municipality_id": "SECRET"}, "#/municipality_id"),
        ({"identifiers": [{"system": "SECRET", "value": "1"}]}, "#/identifiers/0/system"),
        ({"identifiers": [{"system": SYSTEM, "value": "--"}]}, "#/identifiers/0/value"),
        ({"contact_points": [{"kind": "SECRET", "value": "1"}]}, "#/contact_points/0/kind"),
        ({"addresses": [{"lines": []}]}, "#/addresses/0/lines"),
        ({"addresses": [{"lines": ["1"], "country": "SECRET"}]}, "#/addresses/0/country"),
        ({"communication": {"accessibility": ["SECRET"]}}, "#/communication/accessibility/0"),
    ],
)
async def test_a_wrong_field_is_pointed_at_and_not_repeated(
    desk: httpx.AsyncClient, wrong: dict[str, Any], pointer: str
) -> None:
    answer = await desk.post("/v1/persons", json=SOMEBODY | wrong)
    assert pointers(answer) == [pointer]
    assert "SECRET" not in answer.text.replace(pointer, "")


async def test_a_character_of_no_text_is_pointed_at(desk: httpx.AsyncClient) -> None:
    contact = {"kind": "phone", "value": "+33 0 00 00 00 42", "note": "SECRET\0"}
    answer = await desk.post("/v1/persons", json=SOMEBODY | {"contact_points": [contact]})
    assert pointers(answer) == ["#/contact_points/0/note"]
    address, tag = await registered(desk)
    answer = await patched(desk, address, {"identity": {"family_name": "A\0", "given_name": "\0"}}, tag)
    assert pointers(answer) == ["#/identity/family_name", "#/identity/given_name"]
    assert (await desk.get(address)).headers["etag"] == tag


async def test_what_is_sent_as_no_json_is_told_how_to_be_sent(desk: httpx.AsyncClient) -> None:
    for headers in ({}, {"content-type": "application/x-www-form-urlencoded"}, {"content-type": "text/plain"}):
        answer = await desk.post("/v1/persons", content=orjson.dumps(SOMEBODY), headers=headers)
        assert pointers(answer) == ["#"]
        assert "Content-Type: application/json" in answer.json()["errors"][0]["message"]


async def test_a_retry_with_the_same_key_registers_nobody_twice(desk: httpx.AsyncClient) -> None:
    body = SOMEBODY | {"identifiers": [{"system": SYSTEM, "value": str(new_id())}]}
    first, second = [await desk.post("/v1/persons", json=body, headers={"idempotency-key": "a"}) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    other = await desk.post("/v1/persons", json=SOMEBODY, headers={"idempotency-key": "a"})
    assert other.json()["type"] == "/problems/idempotency-key-reused"


async def test_an_identifier_that_is_known_is_answered_like_the_known_check(desk: httpx.AsyncClient) -> None:
    number = {"system": SYSTEM, "value": str(new_id())}
    await registered(desk, identifiers=[number])
    known = await desk.post("/v1/persons/known-check", json={"identifier": number})
    assert known.status_code == 200
    refused = await desk.post("/v1/persons", json=SOMEBODY | {"identifiers": [number]})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/already-known")
    assert refused.json()["known"] == known.json()
    french = await desk.post(
        "/v1/persons", json=SOMEBODY | {"identifiers": [number]}, headers={"accept-language": "fr"}
    )
    assert french.json()["title"] == "Cette personne est déjà connue"


async def test_known_and_nothing_have_one_shape(desk: httpx.AsyncClient, town: World) -> None:
    number = {"system": SYSTEM, "value": str(new_id())}
    nothing = (await desk.post("/v1/persons/known-check", json={"identifier": number})).json()
    await registered(desk, identifiers=[number])
    known = (await desk.post("/v1/persons/known-check", json={"identifier": number})).json()
    assert nothing == {"result": "nothing", "coordinator": None}
    assert known == {"result": "known", "coordinator": {"agency_id": str(town.agency.id)}}


async def test_the_known_check_wants_an_identifier_or_names_with_a_birth_date(desk: httpx.AsyncClient) -> None:
    number = {"system": SYSTEM, "value": "1"}
    for body in ({}, {"family_name": "Exemple"}, {"identifier": number, "family_name": "Exemple"}):
        assert pointers(await desk.post("/v1/persons/known-check", json=body)) == ["#"]


async def test_a_search_comes_in_pages(desk: httpx.AsyncClient) -> None:
    addresses = [(await registered(desk))[0] for _ in range(3)]
    found: list[str] = []
    body: dict[str, Any] = {"family_name": "exem", "limit": 2}
    while True:
        answer = await desk.post("/v1/persons/search", json=body)
        assert answer.status_code == 200, answer.text
        found += [f"/v1/persons/{item['id']}" for item in answer.json()["items"]]
        if answer.json()["next"] is None:
            break
        body["after"] = answer.json()["next"]
    assert sorted(found) == sorted(addresses)
    assert pointers(await desk.post("/v1/persons/search", json=body | {"after": "x"})) == ["#/after"]


async def test_a_search_that_finds_half_the_town_is_refused(desk: httpx.AsyncClient) -> None:
    for body in ({}, {"given_name": "Alix"}, {"birth_date": "1998"}, {"family_name": "E"}):
        assert pointers(await desk.post("/v1/persons/search", json=body)) == ["#"]


async def test_a_foreign_and_an_invented_person_give_the_same_answer(
    desk: httpx.AsyncClient, town: World, cases_app: FastAPI
) -> None:
    address, tag = await registered(desk, contact_points=[{"kind": "phone", "value": "+00 1"}])
    point = (await desk.get(address)).json()["contact_points"][0]["id"]
    invented = f"/v1/persons/{new_id()}"
    asks: list[Callable[[httpx.AsyncClient, str], Any]] = [
        lambda client, at: client.get(at),
        lambda client, at: client.get(f"{at}/contact-points"),
        lambda client, at: patched(client, at, {}, tag),
        lambda client, at: client.post(f"{at}/identifiers", json={"system": SYSTEM, "value": "1"}),
        lambda client, at: patched(client, f"{at}/contact-points/{point}", {}, '"1"'),
        lambda client, at: client.delete(f"{at}/contact-points/{point}", headers={"if-match": '"1"'}),
    ]
    elsewhere = await town.another_agency()
    stranger = await town.worker(agency=elsewhere)
    async with desk_of(cases_app, await town.signed_in(stranger, elsewhere)) as client:
        for ask in asks:
            foreign, never = await ask(client, address), await ask(client, invented)
            assert foreign.status_code == never.status_code == 404
            assert foreign.content == never.content
            assert foreign.headers.keys() == never.headers.keys()


async def test_who_asks_too_often_whether_people_are_known_is_told_when_to_ask_again(
    desk: httpx.AsyncClient, cases_app: FastAPI
) -> None:
    usual, cases_app.state.known_checks_an_hour = cases_app.state.known_checks_an_hour, 1
    asked = {"identifier": {"system": SYSTEM, "value": str(new_id())}}
    answers = [await desk.post("/v1/persons/known-check", json=asked) for _ in range(2)]
    cases_app.state.known_checks_an_hour = usual
    assert [one.status_code for one in answers] == [200, 429]
    assert answers[1].json()["type"] == "/problems/too-many-questions"
    assert int(answers[1].headers["retry-after"]) > 3500
