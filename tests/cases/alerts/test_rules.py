"""Who writes rules, and how often they were right, as supervisors are told; and what makes rules look."""

from uuid import UUID

import pytest

from services.cases.access.domain import standing
from services.cases.alerts.actions.early_warnings import answer
from services.cases.alerts.actions.rules import Counts, Looking, count_rule, read_rule, write_rule
from services.cases.alerts.domain.early import FalseAlarmBecause, RuleKind, Verdict
from services.cases.alerts.domain.occurrences import OccurrenceTerm
from services.cases.alerts.policy import (
    ANSWER,
    CORRECT_OCCURRENCE,
    ITEM_RULES,
    MUNICIPALITY_RULES,
    PEOPLE_RULES,
    RECORD_OCCURRENCE,
    SEE_COUNTS,
    WRITE_RULE,
    AboutRule,
)
from services.cases.alerts.subscriptions import CHANGED_FACTS
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.items.policy import AboutItem
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.policy.grammar import permits
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.alerts.noticing import Noticing
from tests.cases.doors import Doors
from tests.cases.grounds import NOW, granted
from tests.cases.worlds import World

WORLD = World()
WRITER = WORLD.worker(Role.SUPERVISOR)
RULE = AboutRule(WORLD.municipality_id, WRITER.agency_id)


def test_a_rule_is_written_by_administrators_and_supervisors_of_an_agency_of_the_municipality() -> None:
    administrator = WORLD.worker(Role.ADMINISTRATOR, agency=WRITER.agency_id)
    for actor in (WRITER, administrator):
        assert permits(MUNICIPALITY_RULES, WRITE_RULE, actor, RULE)
    caseworker = WORLD.worker(Role.CASEWORKER, agency=WRITER.agency_id)
    elsewhere = World().worker(Role.SUPERVISOR, agency=WRITER.agency_id)
    for actor in (caseworker, WORLD.worker(Role.SUPERVISOR), elsewhere):
        assert not permits(MUNICIPALITY_RULES, WRITE_RULE, actor, RULE)


def test_how_often_a_rule_was_right_is_for_supervisors_of_the_municipality() -> None:
    assert permits(MUNICIPALITY_RULES, SEE_COUNTS, WORLD.worker(Role.SUPERVISOR), RULE)
    for actor in (WORLD.worker(*set(Role) - {Role.SUPERVISOR}), World().worker(Role.SUPERVISOR)):
        assert not permits(MUNICIPALITY_RULES, SEE_COUNTS, actor, RULE)


@pytest.mark.parametrize("action", [RECORD_OCCURRENCE, ANSWER])
def test_recording_and_answering_ask_for_a_ground_to_contribute(action: str) -> None:
    for operation, may in ((Operation.CONTRIBUTE, True), (Operation.READ, False)):
        facts = AboutPeople((standing(WRITER, NOW, [granted(WRITER, operation)], []),), Category.SOCIAL)
        assert permits(PEOPLE_RULES, action, WRITER, facts) is may


def test_what_happened_is_corrected_by_whoever_recorded_it_or_their_supervisor() -> None:
    colleague = WORLD.worker(Role.CASEWORKER, agency=WRITER.agency_id)
    recorded = AboutItem(WRITER.agency_id, new_id())
    assert permits(ITEM_RULES, CORRECT_OCCURRENCE, WRITER, recorded)
    assert not permits(ITEM_RULES, CORRECT_OCCURRENCE, colleague, recorded)


async def test_counts_are_told_where_nobody_can_be_found_in_them(noticing: Noticing) -> None:
    rule_id = await noticing.rule(RuleKind.EVICTION_NOTICE, 30)
    verdicts = [Verdict.USEFUL] * 3 + [Verdict.FALSE_ALARM] * 5
    for verdict in verdicts:
        person_id = await noticing.known(noticing.lead)
        case_id = await noticing.case(person_id)
        await noticing.records(noticing.lead, case_id, OccurrenceTerm.EVICTION_NOTICE)
        await noticing.look(person_id)
        [found] = await noticing.sees(noticing.lead, case_id)
        because = FalseAlarmBecause.TOO_EARLY if verdict is Verdict.FALSE_ALARM else None
        async with noticing.work(noticing.lead) as work:
            await answer(work, noticing.lead, case_id, found["id"], verdict, because)
    supervisor = noticing.world.worker(Role.SUPERVISOR)
    async with noticing.work(supervisor) as work:
        [counted] = await count_rule(work, supervisor, rule_id)
    hidden: dict[FalseAlarmBecause, int | None] = dict.fromkeys(FalseAlarmBecause)
    assert counted == Counts(version=1, noticed=8, useful=None, false_alarms=5, because=hidden)
    for refused, who in ((NotAllowed, noticing.lead), (NotFound, World().worker(Role.SUPERVISOR))):
        with pytest.raises(refused):
            async with noticing.work(who) as work:
                await count_rule(work, who, rule_id)


async def test_a_municipality_has_a_limit_and_a_rule_asks_only_what_it_can(noticing: Noticing) -> None:
    with pytest.raises(Invalid):
        await noticing.rule(RuleKind.NO_CONTACT, 10, 2)
    for _ in range(50):
        await noticing.rule(RuleKind.NO_CONTACT, 10)
    with pytest.raises(Conflict):
        await noticing.rule(RuleKind.NO_CONTACT, 10)
    stranger = World().worker(Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        async with noticing.work(stranger) as work:
            looking = Looking(at_least=1, days=3)
            await write_rule(work, stranger, noticing.world.municipality_id, RuleKind.NO_CONTACT, looking)
    with pytest.raises(NotFound):
        async with noticing.work(stranger) as work:
            await read_rule(work, stranger, new_id())


async def test_what_is_told_of_a_person_has_rules_look_and_nobody_else_is_watched(
    noticing: Noticing, cases_owner: Database
) -> None:
    await noticing.case()

    async def told(person_id: UUID) -> bool:
        data = {"person_id": str(person_id)}
        event = Told(id=new_id(), type=CHANGED_FACTS.types[0], about=new_id(), at=noticing.clock.now, data=data)
        async with noticing.database.work(TaskActor(CHANGED_FACTS.name)) as work:
            await CHANGED_FACTS.handle(work, event)
        due = "SELECT EXISTS (SELECT FROM watched_person WHERE person_id = $1)"
        return bool(await cases_owner.pool.fetchval(due, person_id))

    assert await told(noticing.person_id)
    assert not await told(await noticing.known(noticing.lead))


async def test_rules_occurrences_and_early_warnings_over_http(doors: Doors) -> None:
    municipality = str(doors.municipality.municipality_id)
    body = {"municipality_id": municipality, "kind": "missed_appointments", "at_least": 3, "days": 60}
    rule = await doors.lead.made("/v1/early-warning-rules", body)
    path = f"/v1/early-warning-rules/{rule['id']}"
    assert (await doors.adviser.get(path)).json() == rule
    assert (await doors.adviser.post(f"{path}/versions", {"days": 9})).status_code == 403
    changed = await doors.lead.made(f"{path}/versions", {"at_least": 2, "days": 30})
    assert [(one["version"], one["at_least"], one["ended_at"] is None) for one in changed["versions"]] == [
        (1, 3, False),
        (2, 2, True),
    ]
    listed = (await doors.lead.get("/v1/early-warning-rules")).json()["items"]
    assert [one["versions"][0]["version"] for one in listed if one["id"] == rule["id"]] == [2]
    assert (await doors.lead.get(f"{path}/counts")).status_code == 403
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR)
    [_, counts] = (await supervisor.get(f"{path}/counts")).json()["versions"]
    assert (counts["noticed"], counts["because"]["too_early"]) == (None, None)
    retired = await doors.lead.post(f"{path}/retirement", {})
    assert retired.json()["versions"][-1]["ended_at"] is not None
    assert (await doors.lead.post(f"{path}/retirement", {})).status_code == 409

    where = f"/v1/cases/{(await doors.case())['id']}"
    made = await doors.lead.made(f"{where}/occurrences", {"term": "eviction_notice", "happened_on": "2026-01-05"})
    assert (made["category"], made["label"], made["state"]) == ("housing", "Eviction notice", "recorded")
    one = f"{where}/occurrences/{made['id']}"
    wrong = await doors.lead.ask("PATCH", one, {"state": "entered_in_error"}, If_Match='"1"')
    assert (wrong.json()["state"], wrong.headers["ETag"]) == ("entered_in_error", '"2"')
    assert (await doors.lead.get(f"{one}/versions")).json()["items"][0]["content"]["state"] == "recorded"
    late = await doors.lead.post(f"{where}/occurrences", {"term": "visited", "happened_on": "2999-01-01"})
    assert [error["pointer"] for error in late.json()["errors"]] == ["#/happened_on"]
    terms = (await doors.lead.get("/v1/occurrence-terms", Accept_Language="fr")).json()["items"]
    assert {"term": "visited", "category": "social", "label": "Visite"} in terms

    assert (await doors.lead.get(f"{where}/early-warnings")).json() == {"items": [], "next": None}
    assert (await doors.lead.get("/v1/early-warnings")).json() == {"items": [], "next": None}
    nowhere = f"/v1/cases/{new_id()}/early-warnings"
    answers = [await doors.adviser.get(one) for one in (f"{where}/early-warnings", nowhere)]
    assert (answers[0].status_code, answers[0].content) == (404, answers[1].content)
    for feedback in ({"verdict": "false_alarm"}, {"verdict": "useful", "because": "too_early"}):
        refused = await doors.lead.post(f"{where}/early-warnings/{new_id()}/feedback", feedback)
        assert refused.status_code == 422
    useful = await doors.lead.post(f"{where}/early-warnings/{new_id()}/feedback", {"verdict": "useful"})
    assert useful.status_code == 404
