"""What happened to an appointment stands on the person's timeline, for whoever sees its referral there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.cases.timeline import store
from services.cases.timeline.actions import read_timeline
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import ShownAs, shown_as
from services.cases.timeline.subscriptions import REFERRAL_MOVES
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.coordination.scenes import Scene
from tests.cases.worlds import World

TODAY = datetime.now(UTC).replace(microsecond=0)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    scene = Scene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene


async def hears(scene: Scene, type_: str, referral_id: UUID, **more: str) -> None:
    """Referrals tells something of a referral from the lead's agency to the nurse's."""
    data = {
        "referral_id": str(referral_id),
        "appointment_id": str(referral_id),
        "person_id": str(scene.person_id),
        "case_id": None,
        "sender_agency_id": str(scene.lead.agency_id),
        "receiver_agency_id": str(scene.nurse.agency_id),
        "category": "health",
        "by_agency_id": str(scene.nurse.agency_id),
        "by_id": str(scene.nurse.subject),
        **more,
    }
    told = Told(new_id(), f"parcours.{type_}.v1", referral_id, TODAY, data)
    async with scene.database.work(TaskActor(REFERRAL_MOVES.name)) as work:
        await REFERRAL_MOVES.handle(work, told)


async def lines(scene: Scene, who: Actor) -> list[tuple[str, str, datetime]]:
    """What somebody sees, oldest first."""
    async with scene.work(who) as work:
        rows = await read_timeline(work, scene.person_id, None, 100)
    return [(row["kind"], row["state"], row["at"]) for row in rows][::-1]


async def test_it_stands_there_when_it_was_for_those_who_see_the_referral(scene: Scene) -> None:
    await scene.known(scene.nurse, scene.person_id)
    referral_id = new_id()
    times = {"happened_at": TODAY.isoformat(), "starts_at": YESTERDAY.isoformat()}
    await hears(scene, "appointment.confirmed", referral_id, state="confirmed", **times)
    await hears(scene, "appointment.missed", referral_id, state="over", **times)
    both = [("appointment_missed", "over", YESTERDAY), ("appointment_confirmed", "confirmed", TODAY)]
    assert await lines(scene, scene.lead) == both
    assert await lines(scene, scene.nurse) == both
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    theirs = [kind for kind, _, _ in await lines(scene, scene.adviser)]
    assert theirs == [LineKind.CONSENT_GIVEN], "who has a ground for another category is told nothing"


async def test_everything_that_can_happen_to_one_has_its_line(scene: Scene) -> None:
    times = {"happened_at": TODAY.isoformat(), "starts_at": TODAY.isoformat()}
    for told in (one for one in REFERRAL_MOVES.types if one.startswith("parcours.appointment.")):
        await hears(scene, ".".join(told.split(".")[1:3]), new_id(), state="over", **times)
    seen = {kind for kind, _, _ in await lines(scene, scene.lead)}
    assert seen == {kind for kind in LineKind if shown_as(kind) is ShownAs.APPOINTMENT}


async def test_it_is_no_move_of_its_referral(scene: Scene) -> None:
    """Whoever asks where the referral stands, or who must act next, is answered by its moves alone."""
    referral_id = new_id()
    later = (TODAY + timedelta(days=3)).isoformat()
    times = {"happened_at": later, "starts_at": later}
    moved = {"state": "sent", "moved_at": TODAY.isoformat()}
    await hears(scene, "appointment.proposed", referral_id, state="proposed", **times)
    await hears(scene, "referral.sent", referral_id, **moved)
    async with scene.database.work(TaskActor(REFERRAL_MOVES.name)) as work:
        assert not await store.has_moved_since(work, referral_id, TODAY)
