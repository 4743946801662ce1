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
    assert (await scene.kinds(responsible))[2:] == [NoticeKind.DUE_SOON]
    assert await scene.kinds(supervisor) == [*before, NoticeKind.OVERDUE]
    assert NoticeKind.OVERDUE not in await scene.kinds(elsewhere), "the sender's supervisors hear when it has expired"
    assert {NoticeKind.OVERDUE, NoticeKind.DUE_SOON}.isdisjoint(await scene.kinds(scene.lead))
