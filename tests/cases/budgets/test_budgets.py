"""Budgets are agreed on, spent of in one order, changed and taken back; each as far as somebody may see it."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.budgets.actions.budgets import change_budget, list_budget_versions, list_budgets, read_budget
from services.cases.budgets.actions.signing import list_signatures
from services.cases.budgets.actions.spending import list_spendings, read_statements
from services.cases.budgets.domain.budget import AboveBecause, AboveLine, NotAgreed, Purpose
from services.cases.people.domain.parts import Power
from shared.contracts.cases.budgets import BudgetParty
from shared.contracts.cases.plans import SignedAs
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal, Stale
from tests.cases.budgets.scenes import BudgetScene
from tests.cases.people.persons import identity, registered, represented
from tests.cases.worlds import World

TABLES = ("budget", "budget_spending", "budget_signature")
FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in TABLES}
CHANGING = {table: Statement(f"UPDATE {table} SET municipality_id = municipality_id") for table in TABLES}
IN_ANOTHERS_NAME = Statement("""
    INSERT INTO budget_spending (id, budget_id, municipality_id, about_id, category, sensitivity, spent_for, amount,
        spent_on, written_at, agency_id, worker_id)
    VALUES (:id, :budget_id, :id, :about_id, 'social', 'ordinary', 'mobility', 1, current_date, now(), :agency_id,
        :worker_id)
""")


async def change(scene: BudgetScene, who: Actor, case_id: UUID, budget_id: UUID, version: int, **changes: Any) -> None:
    async with scene.work(who) as work:
        await change_budget(work, who, case_id, budget_id, version, changes)


async def test_nothing_is_spent_until_the_people_and_a_worker_agree(scene: BudgetScene) -> None:
    other = await registered(scene.database, scene.lead, identity())
    case_id = await scene.case(scene.person_id, other)
    budget_id = await scene.budget(scene.lead, case_id, scene.person_id, other)
    await represented(scene.database, scene.lead, other, Power.MANAGE_MONEY)
    for party, person_id in (
        (BudgetParty.WORKER, None),
        (BudgetParty.PERSON, scene.person_id),
        (BudgetParty.REPRESENTATIVE, other),
    ):
        with pytest.raises(NotAgreed):
            await scene.spends(scene.lead, case_id, budget_id, 1)
        await scene.signs(scene.lead, case_id, budget_id, party, person_id=person_id)
    await scene.spends(scene.lead, case_id, budget_id, 1)
    await scene.signs(scene.lead, case_id, budget_id, BudgetParty.PERSON, SignedAs.DISAGREED, person_id=scene.person_id)
    with pytest.raises(NotAgreed):
        await scene.spends(scene.lead, case_id, budget_id, 1)


async def test_other_money_is_to_be_agreed_on_anew_and_another_title_is_not(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.agreed(scene.lead, case_id)
    await change(scene, scene.lead, case_id, budget_id, 1, title="Trips")
    await scene.spends(scene.lead, case_id, budget_id, 400)
    lines = [{"purpose": "mobility", "planned": 600}, {"purpose": "respite", "planned": 400}]
    await change(scene, scene.lead, case_id, budget_id, 2, lines=lines)
    with pytest.raises(NotAgreed):
        await scene.spends(scene.lead, case_id, budget_id, 1)
    with pytest.raises(Stale):
        await scene.signs(scene.lead, case_id, budget_id, BudgetParty.WORKER, version=2)
    async with scene.work(scene.lead) as work:
        versions = await list_budget_versions(work, case_id, budget_id, None, 50)
        signatures = await list_signatures(work, case_id, budget_id, None, 50)
    assert [one["content"]["title"] for one in versions] == ["Getting about", "Trips"]
    assert [one["terms_version"] for one in signatures] == [1, 1]


async def test_a_line_keeps_what_was_spent_of_it_and_the_currency_too(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.agreed(scene.lead, case_id)
    spending_id = await scene.spends(scene.lead, case_id, budget_id, 400)
    lower = {"amount": 399, "lines": [{"purpose": "mobility", "planned": 399}]}
    for changes in (lower, {"currency": "CHF"}):
        with pytest.raises(Conflict):
            await change(scene, scene.lead, case_id, budget_id, 1, **changes)
    await scene.takes_back(scene.lead, case_id, budget_id, spending_id)
    await change(scene, scene.lead, case_id, budget_id, 1, **lower)
    with pytest.raises(Invalid):
        await change(scene, scene.lead, case_id, budget_id, 2, amount=400)


async def test_above_a_line_only_for_a_reason(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.agreed(scene.lead, case_id)
    await scene.spends(scene.lead, case_id, budget_id, 1_000, AboveBecause.PRICE_ROSE)
    with pytest.raises(AboveLine):
        await scene.spends(scene.lead, case_id, budget_id, 1)
    await scene.spends(scene.lead, case_id, budget_id, 5, AboveBecause.URGENT_NEED)
    with pytest.raises(Invalid):
        await scene.spends(scene.lead, case_id, budget_id, 1, purpose=Purpose.RESPITE)
    async with scene.work(scene.lead) as work:
        rows = await list_spendings(work, case_id, budget_id, None, 50)
    assert [(row["amount"], row["above_because"]) for row in rows] == [(1_000, None), (5, "urgent_need")]
    said, _ = await scene.statement(scene.lead, case_id, budget_id)
    assert (said.spent, said.left) == (1_005, -5)


async def test_who_spends_at_the_same_moment_finds_what_the_others_have_left(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.agreed(scene.lead, case_id)

    async def one() -> type[Refusal] | None:
        try:
            await scene.spends(scene.lead, case_id, budget_id, 300)
        except Refusal as refusal:
            return type(refusal)
        return None

    answers = await asyncio.gather(*(one() for _ in range(8)))
    assert sorted(str(answer) for answer in answers) == sorted([str(AboveLine)] * 5 + ["None"] * 3)
    said, amounts = await scene.statement(scene.lead, case_id, budget_id)
    assert (said.spent, amounts) == (900, [300] * 3)


async def test_a_spending_is_taken_back_once_however_many_try(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.agreed(scene.lead, case_id)
    spending_id = await scene.spends(scene.lead, case_id, budget_id, 300)
    answers = await asyncio.gather(
        *(scene.takes_back(scene.lead, case_id, budget_id, spending_id) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["Conflict"] * 3 + ["UUID"]
    assert (await scene.statement(scene.lead, case_id, budget_id))[1] == [300, -300]
    [reversal_id] = [one for one in answers if isinstance(one, UUID)]
    with pytest.raises(Conflict):
        await scene.takes_back(scene.lead, case_id, budget_id, reversal_id)


async def test_what_others_wrote_is_changed_and_taken_back_by_them_or_their_supervisor(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.agreed(scene.lead, case_id)
    spending_id = await scene.spends(scene.lead, case_id, budget_id, 300)
    colleague = scene.colleague(scene.lead)
    with pytest.raises(NotAllowed):
        await scene.takes_back(colleague, case_id, budget_id, spending_id)
    with pytest.raises(NotAllowed):
        await change(scene, colleague, case_id, budget_id, 1, title="Theirs")
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    await scene.takes_back(supervisor, case_id, budget_id, spending_id)
    await change(scene, supervisor, case_id, budget_id, 1, title="Ours")


async def test_who_may_only_read_neither_signs_nor_spends(scene: BudgetScene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    budget_id = await scene.agreed(scene.lead, case_id)
    await scene.may_only_read(cases_owner, scene.adviser, Category.SOCIAL)
    assert (await scene.statement(scene.adviser, case_id, budget_id))[1] == []
    with pytest.raises(NotAllowed):
        await scene.spends(scene.adviser, case_id, budget_id, 1)
    with pytest.raises(NotAllowed):
        await scene.signs(scene.adviser, case_id, budget_id, BudgetParty.WORKER)
    with pytest.raises(NotFound):
        await scene.spends(scene.nurse, case_id, budget_id, 1)


async def test_a_signature_is_for_somebody_whose_budget_it_is_by_somebody_known(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.budget(scene.lead, case_id)
    for person_id, representative_id in ((new_id(), None), (scene.person_id, new_id())):
        with pytest.raises(Invalid):
            await scene.signs(
                scene.lead,
                case_id,
                budget_id,
                BudgetParty.REPRESENTATIVE,
                person_id=person_id,
                representative_id=representative_id,
            )


async def test_nobody_agrees_for_another_without_the_power_to(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.budget(scene.lead, case_id)
    for power in (Power.SIGN, Power.CONSENT):
        await represented(scene.database, scene.lead, scene.person_id, power)
        with pytest.raises(Invalid) as refused:
            await scene.signs(scene.lead, case_id, budget_id, BudgetParty.REPRESENTATIVE)
        assert refused.value.errors[0].code == "no_power"
    await represented(scene.database, scene.lead, scene.person_id, Power.MANAGE_MONEY)
    await scene.signs(scene.lead, case_id, budget_id, BudgetParty.REPRESENTATIVE)


async def test_an_agency_sees_and_changes_no_row_of_others(scene: BudgetScene) -> None:
    case_id = await scene.case()
    budget_id = await scene.agreed(scene.lead, case_id)
    await scene.spends(scene.lead, case_id, budget_id, 1)
    await scene.known(scene.nurse)
    async with scene.work(scene.lead) as work:
        assert all([await work.value(statement) for statement in FORGETFUL.values()])
    async with scene.work(scene.nurse) as work:
        assert not any([await work.value(statement) for statement in FORGETFUL.values()])
        assert not any([await work.run(statement) for statement in CHANGING.values()])
    for who, agency_id in ((scene.nurse, scene.nurse.agency_id), (scene.lead, scene.nurse.agency_id)):
        named = {"id": new_id(), "budget_id": budget_id, "about_id": scene.person_id}
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.work(who) as work:
                await work.run(IN_ANOTHERS_NAME, **named, agency_id=agency_id, worker_id=who.subject)


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    category=st.sampled_from([Category.SOCIAL, Category.HEALTH]),
    sensitivity=st.sampled_from(Sensitivity),
    spent=st.lists(st.tuples(st.integers(1, 600), st.booleans()), max_size=5),
    opened_after=st.integers(0, 5),
)
async def test_a_statement_is_the_sum_of_what_somebody_sees_of_it(
    cases_database: Database,
    category: Category,
    sensitivity: Sensitivity,
    spent: list[tuple[int, bool]],
    opened_after: int,
) -> None:
    """Whatever is spent and taken back, and whenever the budget is opened to others in between."""
    scene = BudgetScene(cases_database, World())
    await scene.known(scene.lead, scene.person_id)
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    budget_id = await scene.budget(scene.lead, case_id, category=category, sensitivity=sensitivity)
    await scene.all_agree(scene.lead, case_id, budget_id)
    for number, (amount, is_taken_back) in enumerate(spent):
        if number == opened_after:
            opened = {"category": Category.SOCIAL, "sensitivity": Sensitivity.ORDINARY}
            await change(scene, scene.lead, case_id, budget_id, 1, **opened)
        made = await scene.spends(scene.lead, case_id, budget_id, amount, AboveBecause.FUNDER_AGREED)
        if is_taken_back:
            await scene.takes_back(scene.lead, case_id, budget_id, made)
    said, amounts = await scene.statement(scene.lead, case_id, budget_id)
    assert said.spent == sum(amounts) == sum(amount for amount, is_taken_back in spent if not is_taken_back)
    for who in (scene.adviser, scene.nurse, scene.colleague(scene.lead)):
        await _sees_the_sum(scene, who, case_id, budget_id)


async def _sees_the_sum(scene: BudgetScene, who: Actor, case_id: UUID, budget_id: UUID) -> None:
    async with scene.work(who) as work:
        try:
            await read_budget(work, case_id, budget_id)
        except NotFound:
            with pytest.raises(NotFound):
                await scene.statement(who, case_id, budget_id)
            return
        rows = await list_spendings(work, case_id, budget_id, None, 50)
        assert [row["id"] for row in await list_budgets(work, case_id, None, 50)] == [budget_id]
        [(_, listed)] = await read_statements(work, case_id)
    said, amounts = await scene.statement(who, case_id, budget_id)
    assert amounts == [row["amount"] for row in rows]
    assert said == listed
    assert said.spent == sum(amounts)
