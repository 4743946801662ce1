"""One's own hand in one's plan: how far a goal is, what one does oneself, and whether one agrees."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.own.people import Holder, invited, representative, with_a_case

pytestmark = pytest.mark.anyio

SCALE = {"much_less": "No", "less": "To the corner", "expected": "Once a week", "more": "Twice", "much_more": "Daily"}
SIGNS = {"powers": ["be_informed", "sign"]}
FORGETFUL = {table: Statement(f"SELECT * FROM {table}") for table in ("plan_version", "plan_line", "plan_signature")}
ANOTHERS = Statement("UPDATE planned_action SET state = 'done' WHERE owner_kind <> 'person'")


@dataclass
class Planned:
    """A case of one person, with a goal and two actions, one of them their own, and the plan that the lead proposed."""

    person: str
    case: str
    goal: str
    mine: str
    workers: str
    version: str


async def planned(doors: Doors, **goal: Any) -> Planned:
    person, case = await with_a_case(doors)
    path, owner = f"/v1/cases/{case}", {"kind": "person", "id": person}
    body = {"category": "social", "person_ids": [person], "horizon": "months", "scale": SCALE, "wording": "Goes out"}
    made = await doors.lead.made(f"{path}/goals", {**body, "own_words": "To the market", "owner": owner, **goal})
    action = {"goal_id": made["id"], "category": "social", "person_ids": [person]}
    mine = await doors.lead.made(f"{path}/actions", {**action, "title": "Walks to the corner", "owner": owner})
    theirs = {"kind": "agency", "agency_id": str(doors.lead.agency.id)}
    workers = await doors.lead.made(f"{path}/actions", {**action, "title": "Goes along", "owner": theirs})
    version = await doors.lead.made(f"{path}/plan/versions", {})
    return Planned(person, case, made["id"], mine["id"], workers["id"], version["id"])


async def test_they_say_how_far_a_goal_is_beside_what_workers_say(doors: Doors) -> None:
    plan = await planned(doors)
    me, (_, daughter) = await invited(doors, plan.person), await representative(doors, plan.person)
    said = await me.made(f"/goals/{plan.goal}/progress", {"level": 1, "words": "Twice this week"})
    assert (said["said_by"], said["level"]) == ("person", 1)
    marks = f"/v1/cases/{plan.case}/goals/{plan.goal}/progress"
    await doors.lead.made(marks, {"level": -1, "said_by": "worker"})
    assert (await daughter.made(f"/goals/{plan.goal}/progress", {"level": 0}))["said_by"] == "representative"
    listed = (await doors.lead.get(marks)).json()["items"]
    assert [(one["said_by"], one["level"], one["worker_id"] is None) for one in listed] == [
        ("person", 1, True),
        ("worker", -1, False),
        ("representative", 0, True),
    ]
    (goal,) = (await me.reads("/record"))["goals"]
    assert (goal["i_said"]["level"], goal["workers_said"]["level"]) == (0, -1)
    lines = (await doors.lead.get(f"/v1/persons/{plan.person}/timeline")).json()["items"]
    (line,) = [one for one in lines if (one["kind"], one["state"]) == ("progress_marked", "person")]
    assert (line["by_agency_id"], line["by_id"]) == (None, None)


async def test_nobody_says_anything_of_what_is_not_theirs_to_see(doors: Doors) -> None:
    plan, foreign = await planned(doors, sensitivity="sealed"), await planned(doors)
    me = await invited(doors, plan.person)
    for goal in (plan.goal, foreign.goal, str(new_id())):
        answer = await me.ask("POST", f"/goals/{goal}/progress", {"level": 1})
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found"), goal
    for path in (f"/actions/{foreign.mine}", f"/plans/{foreign.version}"):
        assert (await me.ask("GET", path)).status_code == 404
    signed = await me.ask("POST", f"/plans/{foreign.version}/signature", {"answer": "agreed"})
    assert signed.status_code == 404
    assert (await me.reads(f"/plans/{plan.version}"))["goals"] == [], "what is sealed stands in nobody's own plan"
    assert [one["goal_id"] for one in (await me.reads("/record"))["actions"]] == [None, None]
    assert (await me.reads(f"/actions/{plan.mine}"))["goal_id"] is None
    without_scale = await planned(doors, scale=None)
    other = await invited(doors, without_scale.person)
    assert (await other.ask("POST", f"/goals/{without_scale.goal}/progress", {"level": 1})).status_code == 409


async def test_they_tick_off_what_they_do_themselves_and_nothing_else(doors: Doors) -> None:
    plan = await planned(doors)
    me, (_, daughter) = await invited(doors, plan.person), await representative(doors, plan.person)
    shown = {one["id"]: one for one in (await me.reads("/record"))["actions"]}
    assert [shown[one]["is_mine"] for one in (plan.mine, plan.workers)] == [True, False]
    done = await me.ask("PATCH", f"/actions/{plan.mine}", {"state": "done"}, if_match='"1"')
    assert (done.status_code, done.json()["state"], done.headers["etag"]) == (200, "done", '"2"')
    assert (await me.ask("PATCH", f"/actions/{plan.mine}", {"state": "planned"}, if_match='"1"')).status_code == 412
    skips = await me.ask("PATCH", f"/actions/{plan.mine}", {"state": "not_done"}, if_match='"2"')
    assert skips.status_code == 409
    (earlier,) = (await doors.lead.get(f"/v1/cases/{plan.case}/actions/{plan.mine}/versions")).json()["items"]
    assert earlier["content"]["state"] == "planned"
    others = await me.ask("PATCH", f"/actions/{plan.workers}", {"state": "done"}, if_match='"1"', accept_language="fr")
    assert (others.status_code, others.json()["reasons"]) == (403, ["C'est à la personne de le faire"])
    hers = await daughter.ask("PATCH", f"/actions/{plan.mine}", {"state": "planned"}, if_match='"2"')
    assert (hers.status_code, hers.json()["reasons"]) == (403, ["The caller is the person"])


async def test_they_agree_and_the_plan_is_agreed_on_once_the_lead_does_too(doors: Doors) -> None:
    plan = await planned(doors)
    me = await invited(doors, plan.person)
    (waiting,) = [one for one in (await me.reads("/notices"))["items"] if one["kind"] == "plan_proposed"]
    assert (waiting["id"], waiting["read"]) == (plan.version, False)
    seen = await me.reads(f"/plans/{plan.version}")
    assert ([one["own_words"] for one in seen["goals"]], len(seen["actions"])) == (["To the market"], 2)
    words = {"answer": "disagreed", "words": "Not on Mondays"}
    against = await me.made(f"/plans/{plan.version}/signature", words, idempotency_key="not like this")
    assert (against["your_answer"], against["waits_for_you"], against["agreed_at"]) == ("disagreed", True, None)
    signatures = f"/v1/cases/{plan.case}/plan/versions/{plan.version}/signatures"
    await doors.lead.made(signatures, {"party": "lead", "answer": "agreed"})
    assert [one["kind"] for one in (await doors.lead.get("/v1/tasks")).json()["items"]].count("signature") == 1
    agreed = await me.made(f"/plans/{plan.version}/signature", {"answer": "agreed"})
    assert (agreed["your_answer"], agreed["waits_for_you"]) == ("agreed", False)
    assert agreed["agreed_at"] is not None
    shown = (await doors.lead.get(signatures)).json()["items"]
    assert [(one["party"], one["answer"], one["words"], one["worker_id"] is None) for one in shown] == [
        ("person", "disagreed", "Not on Mondays", True),
        ("lead", "agreed", None, False),
        ("person", "agreed", None, True),
    ]
    assert "signature" not in [one["kind"] for one in (await doors.lead.get("/v1/tasks")).json()["items"]]
    assert (await me.reads("/notices"))["items"][0]["read"] is True


async def test_who_represents_them_signs_with_the_power_to_and_a_newer_version_ends_it(doors: Doors) -> None:
    plan = await planned(doors)
    _, informed = await representative(doors, plan.person)
    _, signs = await representative(doors, plan.person, **SIGNS)
    refused = await informed.ask("POST", f"/plans/{plan.version}/signature", {"answer": "agreed"})
    assert refused.status_code == 403
    assert (await signs.made(f"/plans/{plan.version}/signature", {"answer": "agreed"}))["your_answer"] == "agreed"
    assert (await informed.reads(f"/plans/{plan.version}"))["your_answer"] is None, "whose word it is is not told"
    path = f"/v1/cases/{plan.case}/plan/versions"
    (signed,) = (await doors.lead.get(f"{path}/{plan.version}/signatures")).json()["items"]
    assert (signed["party"], signed["signed_how"]) == ("representative", "electronic")
    newer = (await doors.lead.made(path, {}))["id"]
    assert [one["id"] for one in (await signs.reads("/plans"))["items"]] == [newer]
    late = await signs.ask("POST", f"/plans/{plan.version}/signature", {"answer": "disagreed"}, accept_language="fr")
    assert (late.status_code, late.json()["detail"]) == (409, "Une version plus récente existe.")


async def test_row_security_keeps_hands_off_what_is_not_theirs_even_when_a_statement_forgets(
    doors: Doors, served_cases: Database
) -> None:
    plan = await planned(doors)
    await planned(doors)
    me, (_, signs) = await invited(doors, plan.person), await representative(doors, plan.person, **SIGNS)
    for one in (me, signs):
        await one.made(f"/plans/{plan.version}/signature", {"answer": "agreed"})

    def caller(holder: Holder) -> PersonActor:
        return PersonActor(AccountId(UUID(holder.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")

    async with served_cases.work(caller(me)) as work:
        rows = {table: await work.rows(statement) for table, statement in FORGETFUL.items()}
        assert await work.run(ANOTHERS) == 0
    assert {str(row["case_id"]) for row in rows["plan_version"]} == {plan.case}
    assert {str(row["person_id"]) for row in rows["plan_line"]} == {plan.person}
    assert [str(row["account_id"]) for row in rows["plan_signature"]] == [me.account_id]
