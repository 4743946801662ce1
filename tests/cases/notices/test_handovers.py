"""Who hears of a hand-over."""

from services.cases.handovers.actions import receive_handover
from services.cases.notices.domain.notice import NoticeKind
from tests.cases.notices.noticing import Noticing


async def test_a_hand_over_is_told_to_who_is_to_receive_it_and_its_end_to_who_offered_it(scene: Noticing) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    taker = await scene.joins(case_id, scene.adviser)
    handover_id = await scene.offers(case_id, await scene.lead_seat(case_id), taker, by=scene.lead)
    await scene.is_heard()
    [newest, *_] = await scene.notices(scene.adviser)
    assert (newest["kind"], newest["item_id"]) == (NoticeKind.HANDOVER_OFFERED, handover_id)
    async with scene.work(scene.adviser) as work:
        await receive_handover(work, scene.adviser, case_id, handover_id)
    await scene.is_heard()
    assert NoticeKind.HANDOVER_RECEIVED in await scene.kinds(scene.lead)
