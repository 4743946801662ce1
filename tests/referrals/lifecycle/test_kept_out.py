"""A worker who declared a conflict of interest finds no referral about the person, on either side."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.referrals.lifecycle.subscriptions import (
    DECLARED,
    KEPT_OUT_WORKERS,
    LIFTED,
    RESTRICTED,
    RESTRICTED_PEOPLE,
    UNRESTRICTED,
)
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.referrals.worlds import SHARED, Caller, Town

WHO = ("sender", "receiver")
ROWS = Statement("""
    SELECT (SELECT count(*) FROM referral WHERE id = :id) AS referrals,
           (SELECT count(*) FROM disclosed WHERE referral_id = :id) AS shared
""")


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


async def restricted(town: Town, known_to: Sequence[Caller] | None, at: datetime | None = None) -> None:
    """Referrals hears that only these may know of the person; or, with None, that everybody may again."""
    data: dict[str, Any] = {
        "person_id": str(town.person.id),
        "municipality_id": str(town.person.municipality_id),
        "restriction_id": str(new_id()),
    }
    if known_to is not None:
        data["known_to"] = [str(one.actor.subject) for one in known_to]
    kind = UNRESTRICTED if known_to is None else RESTRICTED
    told = Told(new_id(), kind, town.person.id, at or datetime.now(UTC), data)
    async with town.running.database.work(TaskActor(RESTRICTED_PEOPLE.name)) as work:
        await RESTRICTED_PEOPLE.handle(work, told)


async def test_of_a_restricted_person_there_are_referrals_for_those_who_are_named_alone(town: Town) -> None:
    before = await town.sent()
    colleague = town.colleague_of(town.sender, Role.CASEWORKER, Role.SUPERVISOR)
    await restricted(town, [town.sender, town.receiver])
    later = await town.sent(need={"category": "housing", "term": "housing-instability"})
    for referral_id in (before, later):
        assert await sees(colleague, referral_id) == (404, [])
        assert (await town.sender.get(f"/v1/referrals/{referral_id}")).status == 200
        assert (await town.receiver.get(f"/v1/referrals/{referral_id}")).status == 200
    foreign = await colleague.post(f"/v1/referrals/{before}/withdrawal", {"reason": "person_wish"})
    invented = await colleague.post(f"/v1/referrals/{new_id()}/withdrawal", {"reason": "person_wish"})
    assert (foreign.status, foreign.json()["type"]) == (invented.status, invented.json()["type"])
    await restricted(town, None)
    assert (await colleague.get(f"/v1/referrals/{before}")).status == 200


async def test_the_later_word_on_who_may_know_holds_in_whatever_order_it_is_heard(town: Town) -> None:
    referral_id, now = await town.sent(), datetime.now(UTC)
    await restricted(town, [], at=now)
    await restricted(town, None, at=now - timedelta(seconds=1))
    assert await sees(town.receiver, referral_id) == (404, [])
    await restricted(town, [town.receiver], at=now + timedelta(seconds=1))
    assert await sees(town.receiver, referral_id) == (200, [referral_id])


async def test_the_lock_hides_a_restricted_person_too(town: Town) -> None:
    referral_id = await town.sent()
    await restricted(town, [town.sender])
    for who, rows in ((town.sender, (1, len(SHARED))), (town.receiver, (0, 0))):
        async with town.running.database.work(who.actor) as work:
            found = await work.row(ROWS, id=UUID(referral_id))
            assert found is not None
            assert (found["referrals"], found["shared"]) == rows
