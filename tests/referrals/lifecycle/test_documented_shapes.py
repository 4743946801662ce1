"""What the API document says of the answers is what the answers are; every operation is documented."""

from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from services.referrals.app import create_app
from services.referrals.inbox.api import ReferralRow
from services.referrals.lifecycle.api.views import DisclosurePreview, DraftedView, MovesView, OpenedView, ReferralView
from services.referrals.lifecycle.rendering import PATHS
from services.referrals.settings import Settings
from shared.contracts.referrals.vocabulary import Move
from shared.web.pages import Page
from tests.referrals.worlds import BODIES, ON_THE_WAY, Caller, Town

APPOINTMENTS = "appointments"
"""Below a referral, and no move of it."""


def conforms(body: Any, view: type[BaseModel]) -> None:
    """It validates, says nothing that the document does not, and leaves out nothing that the document promises."""
    TypeAdapter(view).validate_python(body)


async def assert_all_answers_conform(caller: Caller, referral_id: str) -> None:
    path = f"/v1/referrals/{referral_id}"
    conforms((await caller.get(path)).json(), OpenedView)
    conforms((await caller.get(f"{path}/moves")).json(), MovesView)
    for box in ("/v1/inbox", "/v1/outbox"):
        conforms((await caller.get(box)).json(), Page[ReferralRow])


@pytest.mark.anyio
async def test_answers_have_the_documented_shape_in_every_state_of_a_life(town: Town) -> None:
    draft = await town.draft(categories=["identity", "health"])
    conforms(draft, DraftedView)
    conforms((await town.sender.get(f"/v1/referrals/{draft['id']}/disclosure")).json(), DisclosurePreview)
    await assert_all_answers_conform(town.sender, draft["id"])
    conforms(await town.make(town.sender, draft["id"], Move.SEND), ReferralView)
    another = await town.draft()
    assert another["similar"]
    conforms(another, DraftedView)
    for move in (*ON_THE_WAY, Move.REOPEN, Move.PAUSE, Move.STOP, Move.REOPEN):
        conforms(await town.make(town.receiver, draft["id"], move), ReferralView)
        for caller in (town.sender, town.receiver):
            await assert_all_answers_conform(caller, draft["id"])
    conforms(await town.make(town.sender, draft["id"], Move.MARK_IN_ERROR), ReferralView)
    await assert_all_answers_conform(town.sender, draft["id"])


@pytest.mark.anyio
async def test_a_question_and_a_no_have_the_documented_shape(town: Town) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE, Move.ASK])
    conforms(await town.make(town.sender, referral_id, Move.ANSWER), ReferralView)
    conforms(await town.make(town.receiver, referral_id, Move.DECLINE), ReferralView)
    await assert_all_answers_conform(town.receiver, referral_id)


def document() -> dict[str, Any]:
    settings = Settings(database_url="postgresql://nowhere", nats_url="nats://nowhere")
    return create_app(settings).openapi()


def test_every_move_has_its_noun_and_every_noun_its_move() -> None:
    paths = document()["paths"]
    below = {path.removeprefix("/v1/referrals/{referral_id}/") for path in paths if "{referral_id}/" in path}
    nouns = {noun for noun in below if not noun.startswith(APPOINTMENTS)}
    assert nouns == set(PATHS.values()) | {"moves", "disclosure", "chain"}
    assert {move: noun for move, (noun, _) in BODIES.items()} == PATHS


def test_every_operation_says_what_it_does_what_it_takes_and_how_it_refuses() -> None:
    for path, operations in document()["paths"].items():
        if not path.startswith(("/v1/referrals", "/v1/inbox", "/v1/outbox")):
            continue
        for method, operation in operations.items():
            said = f"{method} {path}"
            assert operation["summary"], said
            assert operation["description"], said
            assert operation["security"], said
            assert {"401", "403", "422", "503"} <= set(operation["responses"]), said
            success = next(answer for code, answer in operation["responses"].items() if code.startswith("2"))
            if not path.endswith("/calendar"):
                assert "$ref" in success["content"]["application/json"]["schema"], said
            names = {parameter["name"].lower() for parameter in operation.get("parameters", [])}
            assert ("idempotency-key" in names) == (method == "post"), said
            assert ("if-match" in names) == (method == "patch"), said


def test_every_body_has_an_example_that_it_accepts() -> None:
    schemas = document()["components"]["schemas"]
    bodies = [
        (path, operation["requestBody"]["content"]["application/json"]["schema"])
        for path, operations in document()["paths"].items()
        for operation in operations.values()
        if path.startswith("/v1/referrals") and "requestBody" in operation
    ]
    assert sum(APPOINTMENTS not in path for path, _ in bodies) == len(BODIES) + 1
    for _, body in bodies:
        name = (body.get("$ref") or body["allOf"][0]["$ref"]).rpartition("/")[2]
        assert schemas[name]["examples"], name
