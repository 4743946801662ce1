"""Who may say what became of something, by the rules alone; and the second lock behind them."""

from uuid import UUID

import asyncpg
import pytest

from services.cases.items.policy import AboutItem
from services.cases.outcomes.policy import CORRECT, ITEM_RULES, OBSERVE, PEOPLE_RULES, SAY_NEED_OUTCOME
from shared.contracts.cases.outcomes import NeedOutcome, ReferralBecomes
from shared.contracts.cases.vocabulary import Category, Operation
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.policy.grammar import permits
from tests.cases.notes.test_policy import COLLEAGUE, STRANGER, SUPERVISOR, WRITER, about
from tests.cases.outcomes.scenes import EndingScene

TABLES = ("observation", "need_outcome", "case_closure", "closure_referral")
FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in TABLES}
CHANGING = {table: Statement(f"UPDATE {table} SET municipality_id = municipality_id") for table in TABLES}
IN_ANOTHERS_NAME = Statement("""
    INSERT INTO case_closure (id, case_id, municipality_id, reason, outcome, actions, threads, retention_from,
        closed_at, agency_id, worker_id)
    VALUES (:id, :case_id, :id, 'moved', 'reached', 'ends', 'ends', current_date, now(), :agency_id, :worker_id)
""")


@pytest.mark.parametrize("action", [SAY_NEED_OUTCOME, OBSERVE])
def test_saying_asks_for_a_ground_to_contribute_and_not_to_read(action: str) -> None:
    assert permits(PEOPLE_RULES, action, WRITER, about(Operation.CONTRIBUTE))
    assert not permits(PEOPLE_RULES, action, WRITER, about(Operation.READ))
    assert not permits(PEOPLE_RULES, action, WRITER, about(Operation.CONTRIBUTE, Category.HEALTH))


def test_what_was_observed_is_corrected_by_its_writer_or_their_supervisor() -> None:
    written = AboutItem(WRITER.agency_id, WRITER.subject)
    permitted = [permits(ITEM_RULES, CORRECT, who, written) for who in (WRITER, SUPERVISOR, COLLEAGUE, STRANGER)]
    assert permitted == [True, True, False, False]


@pytest.fixture
async def case_id(scene: EndingScene) -> UUID:
    """A row in each table, of an agency to whose people the nurse's agency has no ground."""
    case_id = await scene.case()
    await scene.observes(scene.lead, case_id)
    await scene.became(scene.lead, case_id, await scene.needs(scene.lead, case_id, "stress"), NeedOutcome.MET)
    referral_id = await scene.refers(case_id)
    await scene.closes(scene.lead, case_id, referrals={referral_id: ReferralBecomes.CONTINUES})
    await scene.known(scene.adviser)
    return case_id


@pytest.mark.usefixtures("case_id")
async def test_an_agency_sees_and_changes_no_row_of_others(scene: EndingScene) -> None:
    async with scene.work(scene.lead) as work:
        assert all([await work.value(statement) for statement in FORGETFUL.values()])
    async with scene.work(scene.adviser) as work:
        assert not any([await work.value(statement) for statement in FORGETFUL.values()])
        assert not any([await work.run(statement) for statement in CHANGING.values()])


async def test_nobody_ends_a_case_on_whose_team_they_are_not_or_in_the_name_of_others(
    scene: EndingScene, case_id: UUID
) -> None:
    for who, agency_id in ((scene.adviser, scene.adviser.agency_id), (scene.lead, scene.adviser.agency_id)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.work(who) as work:
                named = {"id": new_id(), "case_id": case_id, "agency_id": agency_id, "worker_id": who.subject}
                await work.run(IN_ANOTHERS_NAME, **named)
