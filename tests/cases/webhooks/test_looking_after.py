"""Webhooks over HTTP: a system sets one up, it and its agency's administrators look after it, and nobody else."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from services.cases.webhooks.actions.looking_after import MOST, silence
from services.cases.webhooks.domain.signing import PREFIX
from services.cases.webhooks.store.webhooks import secrets_of
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role, Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from tests import receiver as receivers
from tests.cases.doors import Doors
from tests.cases.webhooks.hooks import NEW, WEBHOOKS, SystemDesk, system_desk

KEPT = Statement("SELECT secret, earlier_secret FROM webhook WHERE id = :id")


@pytest.fixture
async def system(doors: Doors, identity_app: FastAPI) -> SystemDesk:
    return await system_desk(doors, identity_app)


async def test_a_system_sets_one_up_and_its_secret_is_shown_once(system: SystemDesk) -> None:
    made = await system.ask("POST", WEBHOOKS, NEW, idempotency_key="one")
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    hook = made.json()
    assert hook["secret"].startswith(PREFIX)
    assert (hook["state"], hook["url"], hook["system_id"]) == ("active", NEW["url"], str(system.system.id))
    again = (await system.ask("POST", WEBHOOKS, NEW, idempotency_key="one")).json()
    assert again == {**hook, "secret": None}
    assert (await system.ask("GET", f"{WEBHOOKS}/{hook['id']}")).json() == again
    assert (await system.ask("GET", WEBHOOKS)).json()["items"] == [again]


async def test_the_secret_is_encrypted_at_rest_and_two_are_valid_while_one_is_replaced(
    system: SystemDesk, served_owner: Database
) -> None:
    hook = await system.hook()
    rotated = (await system.ask("POST", f"{WEBHOOKS}/{hook['id']}/secret", {"keep_earlier_seconds": 60})).json()
    assert rotated["secret"] != hook["secret"]
    async with served_owner.work(TaskActor("owner")) as work:
        kept = await work.row(KEPT, id=hook["id"])
        assert kept is not None
        assert not [one for one in kept if PREFIX in one or rotated["secret"][len(PREFIX) :] in one]
        assert await secrets_of(work, hook["id"]) == (rotated["secret"], hook["secret"])
        work.now += timedelta(seconds=61)
        assert await secrets_of(work, hook["id"]) == (rotated["secret"],)
    at_once = (await system.ask("POST", f"{WEBHOOKS}/{hook['id']}/secret", {"keep_earlier_seconds": 0})).json()
    async with served_owner.work(TaskActor("owner")) as work:
        assert await secrets_of(work, hook["id"]) == (at_once["secret"],)


async def test_nobody_but_its_system_and_its_administrators_knows_of_it(
    system: SystemDesk, doors: Doors, identity_app: FastAPI
) -> None:
    hook = await system.hook()
    path = f"{WEBHOOKS}/{hook['id']}"
    administrator = await doors.hires(doors.lead, Role.ADMINISTRATOR)
    sibling = await system_desk(doors, identity_app)
    stranger = await system_desk(doors, identity_app, agency=doors.adviser.agency)
    assert [one["id"] for one in (await administrator.get(WEBHOOKS)).json()["items"]] == [hook["id"]]
    for desk in (sibling, stranger, doors.adviser):
        assert (await desk.ask("GET", WEBHOOKS)).json()["items"] == []
        for method, where, body in _everything(path):
            answer = await desk.ask(method, where, body, if_match='"1"')
            assert (answer.status_code, answer.json()["title"]) == (404, "Not found"), (method, where)
    worker = await doors.hires(doors.lead, Role.CASEWORKER)
    assert {
        (await worker.ask(method, where, body, if_match='"1"')).status_code for method, where, body in _everything(path)
    } == {403}


def _everything(path: str) -> Sequence[tuple[str, str, Any]]:
    return (
        ("GET", path, None),
        ("PATCH", path, {"description": "x"}),
        ("DELETE", path, None),
        ("POST", f"{path}/pause", {}),
        ("POST", f"{path}/resumption", {}),
        ("POST", f"{path}/secret", {}),
        ("POST", f"{path}/test", {}),
        ("POST", f"{path}/replay", {"after": "beginning"}),
        ("POST", f"{path}/redrive", {}),
        ("GET", f"{path}/attempts", None),
        ("GET", f"{path}/dead-letters", None),
    )


async def test_only_the_system_says_where_it_leads_and_with_no_more_than_its_token(
    system: SystemDesk, doors: Doors, identity_app: FastAPI
) -> None:
    hook = await system.hook()
    path = f"{WEBHOOKS}/{hook['id']}"
    administrator = await doors.hires(doors.lead, Role.ADMINISTRATOR)
    for answer in (
        await administrator.post(WEBHOOKS, NEW),
        await administrator.ask("PATCH", path, {"url": "https://elsewhere.example.org"}, if_match='"1"'),
        await system.ask("PATCH", path, {"scopes": ["identity:admin"]}, if_match='"1"'),
        await (await system_desk(doors, identity_app, scopes=(Scope.RECORD_READ,))).ask("POST", WEBHOOKS, NEW),
    ):
        assert answer.status_code == 403, answer.text
    changed = await system.ask("PATCH", path, {"types": ["parcours.referral.*"]}, if_match='"1"')
    assert (changed.json()["types"], changed.headers["etag"]) == (["parcours.referral.*"], '"2"')
    assert (await system.ask("PATCH", path, {"description": "y"}, if_match='"1"')).status_code == 412
    assert (await system.ask("DELETE", path)).status_code == 428
    assert (await administrator.ask("DELETE", path, if_match='"2"')).status_code == 204
    assert (await system.ask("GET", path)).status_code == 404


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"url": "ftp://hooks.example.org/"}, "#/url"),
        ({"url": "https://name:word@hooks.example.org/"}, "#/url"),
        ({"url": "https://hooks.example.org/#part"}, "#/url"),
        ({"url": "https://[::1"}, "#/url"),
        ({"url": "file:///etc/passwd"}, "#/url"),
        ({"types": ["parcours.referral.sent.v1", "parcours.person.registered.v1"]}, "#/types/1"),
        ({"types": []}, "#/types"),
        ({"scopes": ["events:read"]}, "#/scopes"),
    ],
)
async def test_what_could_never_tell_anything_is_refused(
    system: SystemDesk, said: dict[str, Any], pointer: str
) -> None:
    answer = await system.ask("POST", WEBHOOKS, {**NEW, **said}, accept_language="fr")
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_it_is_paused_and_resumed_once(system: SystemDesk) -> None:
    hook = await system.hook()
    path = f"{WEBHOOKS}/{hook['id']}"
    assert (await system.ask("POST", f"{path}/resumption", {})).status_code == 409
    paused = (await system.ask("POST", f"{path}/pause", {})).json()
    assert (paused["state"], paused["paused_because"]) == ("paused", "asked")
    assert (await system.ask("POST", f"{path}/pause", {})).status_code == 409
    assert (await system.ask("POST", f"{path}/resumption", {})).json()["state"] == "active"


async def test_it_falls_silent_with_the_sign_in_of_its_system_which_alone_resumes_it(
    system: SystemDesk, doors: Doors
) -> None:
    hook = await system.hook()
    path = f"{WEBHOOKS}/{hook['id']}"
    administrator = await doors.hires(doors.lead, Role.ADMINISTRATOR)
    async with doors.database.work(TaskActor("ended_sign_ins")) as work:
        await silence(work, [system.system.session_id])
    assert (await administrator.get(path)).json()["state"] == "silent"
    refused = await administrator.post(f"{path}/resumption", {}, accept_language="fr")
    assert (refused.status_code, refused.json()["title"]) == (409, "La connexion du webhook a pris fin")
    assert (await system.ask("POST", f"{path}/resumption", {})).json()["state"] == "active"


async def test_an_agency_has_only_so_many(system: SystemDesk, doors: Doors, identity_app: FastAPI) -> None:
    for _ in range(MOST):
        await system.hook()
    sibling = await system_desk(doors, identity_app)
    answer = await sibling.ask("POST", WEBHOOKS, NEW)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/too-many-webhooks")


async def test_administrators_are_told_when_a_receiver_wants_nothing_more(system: SystemDesk, doors: Doors) -> None:
    administrator = await doors.hires(doors.lead, Role.ADMINISTRATOR)
    elsewhere, caseworker = doors.adviser, await doors.hires(doors.lead, Role.CASEWORKER)
    async with receivers.receiving() as receiver:
        receiver.answers = receivers.answer(410)
        hook = await system.hook(url=receiver.url)
        path = f"{WEBHOOKS}/{hook['id']}"
        sent = await system.ask("POST", f"{path}/test", {})
        assert sent.status_code == 202
        await receiver.has(1)
        async with asyncio.timeout(30):
            while not (told := (await administrator.get("/v1/notices")).json()["items"]):  # noqa: ASYNC110 - it comes through the bus
                await asyncio.sleep(0.05)
    assert [(one["kind"], one["link"]) for one in told] == [("webhook_paused", path)]
    for desk in (elsewhere, caseworker):
        assert (await desk.get("/v1/notices")).json()["items"] == []
    attempts = {one["event_id"]: one for one in (await administrator.get(f"{path}/attempts")).json()["items"]}
    attempt = attempts[sent.json()["event_id"]]
    assert (attempt["outcome"], attempt["status"]) == ("gone", 410)
    assert (await system.ask("POST", f"{path}/test", {})).json()["type"] == "/problems/webhook-not-telling"
    assert (await system.ask("GET", f"{path}/dead-letters")).json()["items"] == []


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"after": "beginning"}, 200),
        ({"since": "2026-03-02T00:00:00Z", "until": "2026-03-03T00:00:00Z"}, 200),
        ({"after": "WzEyXQ"}, 200),
        ({"after": "12"}, 422),
        ({}, 422),
        ({"until": "2026-03-03T00:00:00Z"}, 422),
        ({"after": "beginning", "since": "2026-03-02T00:00:00Z"}, 422),
    ],
)
async def test_a_replay_says_from_where(system: SystemDesk, said: dict[str, Any], status: int) -> None:
    path = f"{WEBHOOKS}/{(await system.hook())['id']}"
    assert (await system.ask("POST", f"{path}/pause", {})).status_code == 200
    replayed = await system.ask("POST", f"{path}/replay", said)
    assert replayed.status_code == status, replayed.text
    if status == 200:
        assert replayed.json()["replaying"] is True
        assert (await system.ask("POST", f"{path}/replay", said)).status_code == 409
