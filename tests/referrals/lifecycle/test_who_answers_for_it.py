"""An acceptance names somebody who can be asked: a team, or a worker of the agency that accepts."""

import pytest

from shared.contracts.referrals.vocabulary import Move
from shared.identifiers import new_id
from tests.referrals.worlds import Town

pytestmark = pytest.mark.anyio


async def test_who_answers_for_it_works_for_the_agency_that_accepts(town: Town) -> None:
    referral_id = await town.sent()
    refusals = []
    for somebody in (town.stranger.actor.subject, new_id()):
        refused = await town.receiver.move(referral_id, "acceptance", {"responsible_id": str(somebody)})
        refusals.append((refused.status, refused.json()["errors"]))
    assert refusals[0] == refusals[1]
    assert (refusals[0][0], refusals[0][1][0]["pointer"]) == (422, "#/responsible_id")
    assert (await town.sender.read(referral_id))["state"] == "sent"
    colleague = str(town.colleague_of(town.receiver).actor.subject)
    accepted = await town.make(town.receiver, referral_id, Move.ACCEPT, responsible_id=colleague)
    assert accepted["progress"]["responsible_id"] == colleague


async def test_identity_is_not_asked_about_a_team_nor_about_whoever_accepts(town: Town) -> None:
    before = town.running.identity.asked_for_workers
    await town.make(town.receiver, await town.sent(), Move.ACCEPT)
    own = str(town.receiver.actor.subject)
    another = await town.sent(need={"category": "housing", "term": "another"})
    await town.make(town.receiver, another, Move.ACCEPT, responsible_id=own)
    assert town.running.identity.asked_for_workers == before


async def test_an_acceptance_that_comes_again_is_not_refused_when_the_worker_has_left_since(town: Town) -> None:
    referral_id, colleague = await town.sent(), str(town.colleague_of(town.receiver).actor.subject)
    once = {"idempotency-key": str(new_id())}
    body = {"responsible_id": colleague}
    assert (await town.receiver.move(referral_id, "acceptance", body, once)).status == 200
    del town.running.identity.workers[colleague]
    assert (await town.receiver.move(referral_id, "acceptance", body, once)).status == 200
