"""Who is told when a case ends, as their list of notices shows it."""

import pytest

from services.cases.notices.domain.notice import NoticeKind
from shared.contracts.cases.outcomes import ReferralBecomes
from shared.database.engine import Database
from tests.cases.notices.noticing import Noticing
from tests.cases.outcomes.scenes import EndingScene
from tests.cases.worlds import World


class Heard(Noticing, EndingScene):
    """Endings that are heard when a test says so."""


@pytest.fixture
async def heard(cases_database: Database, cases_owner: Database, world: World) -> Heard:
    scene = Heard(cases_database, cases_owner, world)
    await scene.known(scene.lead, scene.person_id)
    return scene


async def test_the_agency_whose_referral_outlives_a_case_is_told_and_the_receiver_is_not(heard: Heard) -> None:
    await heard.agreement(heard.lead, heard.adviser)
    case_id = await heard.case()
    await heard.joins(case_id, heard.adviser)
    await heard.writes(heard.adviser, case_id, "Takes part")
    referral_id = await heard.refers(case_id, by=heard.adviser)
    await heard.is_heard()
    await heard.closes(heard.lead, case_id, referrals={referral_id: ReferralBecomes.TO_BE_WITHDRAWN})
    await heard.is_heard()
    told = [one for one in await heard.notices(heard.adviser) if one["kind"] == NoticeKind.OUTLIVED_BY_REFERRAL]
    assert [one["item_id"] for one in told] == [referral_id]
    assert NoticeKind.OUTLIVED_BY_REFERRAL not in await heard.kinds(heard.nurse)
    assert NoticeKind.OUTLIVED_BY_REFERRAL not in await heard.kinds(heard.lead)
