"""A worker who declared a conflict of interest finds no referral about the person, on either side."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.referrals.lifecycle.subscriptions import DECLARED, KEPT_OUT_WORKERS, LIFTED
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.referrals.worlds import Caller, Town

WHO = ("sender", "receiver")


async def hears(town: Town, kind: str, who: Caller, conflict_id: UUID) -> None:
    data = {
        "person_id": str(town.person.id),
        "municipality_id": str(town.person.municipality_id),
        "conflict_id": str(conflict_id),
        "agency_id": str(who.actor.agency_id),
        "worker_id": str(who.actor.subject),
    }
    told = Told(new_id(), kind, town.person.id, datetime.now(UTC), data)
    async with town.running.database.work(TaskActor(KEPT_OUT_WORKERS.name)) as work:
        await KEPT_OUT_WORKERS.handle(work, told)


async def sees(who: Caller, referral_id: str) -> tuple[int, list[str]]:
    """How opening is answered, and what the lists of both sides show."""
    listed = []
    for path in ("/v1/inbox", "/v1/outbox"):
        answer = await who.get(path)
        listed += [one["id"] for one in answer.json()["items"]] if answer.status == 200 else []
    return (await who.get(f"/v1/referrals/{referral_id}")).status, listed


@pytest.mark.parametrize("side", WHO)
async def test_it_is_not_there_for_them_and_for_their_colleagues_it_is(town: Town, side: str) -> None:
    referral_id = await town.sent()
    who: Caller = getattr(town, side)
    colleague = town.colleague_of(who, Role.CASEWORKER)
    assert await sees(who, referral_id) == (200, [referral_id])
    conflict_id = new_id()
    await hears(town, DECLARED, who, conflict_id)
    assert await sees(who, referral_id) == (404, [])
    foreign = await who.post(f"/v1/referrals/{referral_id}/acknowledgement", {})
    invented = await who.post(f"/v1/referrals/{new_id()}/acknowledgement", {})
    assert (foreign.status, invented.status) == (404, 404)
    assert await sees(colleague, referral_id) == (200, [referral_id])
    await hears(town, LIFTED, who, conflict_id)
    assert await sees(who, referral_id) == (200, [referral_id])


async def test_what_was_lifted_stays_lifted_however_late_the_declaration_is_heard(town: Town) -> None:
    referral_id, conflict_id = await town.sent(), new_id()
    for kind in (LIFTED, DECLARED, DECLARED):
        await hears(town, kind, town.receiver, conflict_id)
    assert await sees(town.receiver, referral_id) == (200, [referral_id])


async def test_of_two_conflicts_one_is_enough(town: Town) -> None:
    referral_id, conflicts = await town.sent(), (new_id(), new_id())
    for conflict_id in conflicts:
        await hears(town, DECLARED, town.receiver, conflict_id)
    await hears(town, LIFTED, town.receiver, conflicts[0])
    assert await sees(town.receiver, referral_id) == (404, [])
