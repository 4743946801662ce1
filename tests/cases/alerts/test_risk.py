"""Who said how risky a case is, when and why; and who sees the reasons."""

from uuid import UUID

import pytest

from services.cases.alerts.actions.risk import list_assessments
from services.cases.alerts.domain.risk import RiskReason
from services.cases.coordination.actions.cases import close_case
from services.cases.coordination.actions.people import add_person
from services.cases.coordination.domain.case import RISKS, HouseholdRole, Risk
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.alerts.warned import Warned
from tests.cases.doors import Doors

FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in ("risk_assessment", "risk_reason")}


async def found(scene: Warned, who: Actor, case_id: UUID) -> list[tuple[Risk, list[str]]]:
    async with scene.work(who) as work:
        return [(RISKS[row["risk"]], row["reasons"]) for row in await list_assessments(work, case_id, None, 10)]


async def test_the_last_assessment_is_the_risk_of_the_case_and_the_earlier_ones_stay(scene: Warned) -> None:
    case_id = await scene.case()
    assert await found(scene, scene.lead, case_id) == []
    await scene.assesses(scene.lead, case_id, Risk.HIGH, RiskReason.EVICTION, RiskReason.DEBT)
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    await scene.assesses(supervisor, case_id, Risk.MODERATE, RiskReason.DEBT)
    history = [(Risk.MODERATE, ["debt"]), (Risk.HIGH, ["debt", "eviction"])]
    assert await found(scene, scene.lead, case_id) == history
    case = await scene.sees_case(scene.lead, case_id)
    assert (RISKS[case["risk"]], case["version"]) == (Risk.MODERATE, 3)
    async with scene.work(scene.lead) as work:
        [first, second] = await list_assessments(work, case_id, None, 10)
        lines = [row for row in await read_timeline(work, scene.person_id, None, 10) if row["kind"] == "risk_assessed"]
    assert (first["worker_id"], second["worker_id"]) == (supervisor.subject, scene.lead.subject)
    assert first["assessed_at"] > second["assessed_at"]
    assert [line["state"] for line in lines] == ["moderate", "high"]


async def test_a_reason_is_shown_as_an_item_of_its_category(scene: Warned, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL, Category.HOUSING}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.assesses(scene.lead, case_id, Risk.HIGH, RiskReason.SELF_HARM, RiskReason.EVICTION)
    assert await found(scene, scene.lead, case_id) == [(Risk.HIGH, ["eviction", "self_harm"])]
    assert await found(scene, scene.adviser, case_id) == [(Risk.HIGH, ["eviction"])]
    looked = await cases_owner.pool.fetch(
        "SELECT DISTINCT unnest(categories) FROM access_log WHERE subject_id = $1 AND operation = $2",
        scene.adviser.subject,
        "list-risk-assessments",
    )
    assert {row[0] for row in looked} == {"social", "housing"}
    await scene.said(scene.adviser, Category.HOUSING, refusal=True)
    assert await found(scene, scene.adviser, case_id) == [(Risk.HIGH, [])]


async def test_who_knows_only_somebody_who_joined_later_sees_nothing_from_before(scene: Warned) -> None:
    partner = await scene.known(scene.lead)
    case_id = await scene.case()
    await scene.assesses(scene.lead, case_id, Risk.HIGH)
    async with scene.work(scene.lead) as work:
        await add_person(work, scene.lead, case_id, partner, HouseholdRole.PARTNER)
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset({Category.SOCIAL}))
    await scene.said(scene.nurse, Category.SOCIAL, person_id=partner)
    assert await found(scene, scene.nurse, case_id) == []
    await scene.assesses(scene.lead, case_id, Risk.MODERATE)
    assert await found(scene, scene.nurse, case_id) == [(Risk.MODERATE, [])]


async def test_only_the_lead_or_their_supervisor_says_how_risky_it_is(scene: Warned) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    for who in (scene.adviser, scene.colleague(scene.adviser, Role.SUPERVISOR), scene.colleague(scene.lead)):
        with pytest.raises((NotAllowed, NotFound)):
            await scene.assesses(who, case_id, Risk.LOW)
    assert (await scene.sees_case(scene.lead, case_id))["risk"] == Risk.NOT_ASSESSED.rank


async def test_what_was_assessed_does_not_become_unassessed_and_more_than_little_has_a_reason(scene: Warned) -> None:
    case_id = await scene.case()
    with pytest.raises(Invalid):
        await scene.assesses(scene.lead, case_id, Risk.NOT_ASSESSED)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.MOVED)
    with pytest.raises(Conflict):
        await scene.assesses(scene.lead, case_id, Risk.LOW)


async def test_the_second_lock_hides_assessments_and_reasons(scene: Warned) -> None:
    await scene.assesses(scene.lead, await scene.case(), Risk.HIGH)
    await scene.known(scene.nurse)
    async with scene.work(scene.lead) as work:
        assert [await work.value(statement) for statement in FORGETFUL.values()] == [1, 1]
    async with scene.work(scene.nurse) as work:
        assert [await work.value(statement) for statement in FORGETFUL.values()] == [0, 0]


async def test_risk_is_assessed_and_listed_over_http(doors: Doors) -> None:
    case = await doors.case()
    path = f"/v1/cases/{case['id']}"
    for body, pointer in (
        ({"risk": "high"}, "#/reasons"),
        ({"risk": "not_assessed"}, "#/risk"),
        ({"risk": "high", "reasons": ["weather"]}, "#/reasons/0"),
    ):
        refused = await doors.lead.post(f"{path}/risk-assessments", body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    body, key = {"risk": "high", "reasons": ["eviction"]}, new_id().hex
    made = [await doors.lead.post(f"{path}/risk-assessments", body, Idempotency_Key=key) for _ in range(2)]
    assert (made[0].status_code, made[0].json()) == (201, made[1].json())
    assert (await doors.lead.get(made[0].headers["Location"])).json() == made[0].json()
    await doors.lead.made(f"{path}/risk-assessments", {"risk": "low"})
    first = (await doors.lead.get(f"{path}/risk-assessments?limit=1")).json()
    rest = (await doors.lead.get(f"{path}/risk-assessments?after={first['next']}")).json()
    assert ([one["risk"] for one in (*first["items"], *rest["items"])], rest["next"]) == (["low", "high"], None)
    assert (await doors.lead.get(path)).json()["risk"] == "low"
    answers = [await doors.adviser.get(f"/v1/cases/{one}/risk-assessments") for one in (case["id"], new_id())]
    assert (answers[0].status_code, answers[0].content) == (404, answers[1].content)
    reasons = (await doors.lead.get("/v1/risk-reasons", Accept_Language="fr")).json()["items"]
    assert {"reason": "eviction", "category": "housing", "label": "Expulsion"} in reasons
