"""Who hears that time runs out for a referral, and that it has."""

import pytest

from services.cases.notices.domain.notice import NoticeKind
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.cases.notices.noticing import Noticing

pytestmark = pytest.mark.anyio


async def test_time_that_runs_out_is_told_to_who_has_it_in_hand_and_then_to_their_supervisors(scene: Noticing) -> None:
    referral_id, responsible = new_id(), scene.colleague(scene.adviser)
    supervisor, elsewhere = (
        scene.colleague(scene.adviser, Role.SUPERVISOR),
        scene.colleague(scene.lead, Role.SUPERVISOR),
    )
    await scene.moves("sent", referral_id, scene.lead, scene.adviser, scene.lead)
    await scene.moves("accepted", referral_id, scene.lead, scene.adviser, scene.adviser, responsible=responsible)
    before = await scene.kinds(supervisor)
    for past_tense in ("reminded", "escalated"):
        await scene.rings(past_tense, referral_id, scene.lead, scene.adviser, owing=scene.adviser)
    assert (await scene.kinds(responsible))[2:] == [NoticeKind.DUE_SOON, NoticeKind.OVERDUE]
    assert await scene.kinds(supervisor) == [*before, NoticeKind.OVERDUE]
    assert NoticeKind.OVERDUE not in await scene.kinds(elsewhere), "the sender's supervisors hear when it has expired"
    assert {NoticeKind.OVERDUE, NoticeKind.DUE_SOON}.isdisjoint(await scene.kinds(scene.lead))


async def test_of_an_appointment_the_other_agency_of_its_referral_hears(scene: Noticing) -> None:
    referral_id = new_id()
    await scene.moves("sent", referral_id, scene.lead, scene.adviser, scene.lead)
    for past_tense, by in (("proposed", scene.adviser), ("confirmed", scene.lead), ("missed", scene.adviser)):
        data = {
            "appointment_id": str(new_id()),
            "referral_id": str(referral_id),
            "person_id": str(scene.person_id),
            "sender_agency_id": str(scene.lead.agency_id),
            "receiver_agency_id": str(scene.adviser.agency_id),
            "by_agency_id": str(by.agency_id),
            "by_id": str(by.subject),
        }
        await scene.is_told(f"parcours.appointment.{past_tense}.v1", referral_id, data)
    assert await scene.kinds(scene.lead) == [NoticeKind.APPOINTMENT_PROPOSED, NoticeKind.APPOINTMENT_MISSED]
    assert await scene.kinds(scene.adviser) == [NoticeKind.REFERRAL_SENT, NoticeKind.APPOINTMENT_CONFIRMED]


async def test_where_nobody_has_it_in_hand_or_whoever_had_was_revoked_everybody_there_hears_once(
    scene: Noticing,
) -> None:
    supervisor, intake = scene.colleague(scene.adviser, Role.SUPERVISOR), scene.colleague(scene.adviser, Role.INTAKE)
    unopened, left = new_id(), new_id()
    for referral_id in (unopened, left):
        await scene.moves("sent", referral_id, scene.lead, scene.adviser, scene.lead)
    await scene.moves("accepted", left, scene.lead, scene.adviser, scene.adviser)
    gone = {"worker_id": str(scene.adviser.subject), "agency_id": str(scene.adviser.agency_id)}
    await scene.is_told("parcours.worker.revoked.v1", scene.adviser.subject, gone)
    await scene.moves("paused", left, scene.lead, scene.adviser, scene.lead, responsible=scene.adviser)
    for referral_id in (unopened, left):
        await scene.rings("escalated", referral_id, scene.lead, scene.adviser, owing=scene.adviser)
    for somebody in (supervisor, intake):
        assert (await scene.kinds(somebody)).count(NoticeKind.OVERDUE) == 2
    [live] = await scene.live(supervisor)
    assert [row["kind"] for row in live.rows].count(NoticeKind.OVERDUE) == 2
