"""Rules look at facts over days; each thing is noticed once, and shown to those who see every fact."""

import asyncio
from datetime import timedelta

import pytest

from services.cases.alerts.actions.early_warnings import answer, list_unanswered, read_early_warning
from services.cases.alerts.actions.noticing import TASK, facts_changed, notice_a_slice, notice_all_due
from services.cases.alerts.actions.occurrences import correct_occurrence
from services.cases.alerts.actions.rules import Looking, change_rule, retire_rule
from services.cases.alerts.domain.early import FalseAlarmBecause, RuleKind, Verdict
from services.cases.alerts.domain.occurrences import OccurrenceTerm
from services.cases.coordination.actions.cases import close_case
from services.cases.notices.actions.reading import list_notices
from services.cases.notices.subscriptions import NOTICES
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.alerts.noticing import Noticing

MISSED, EVICTION = OccurrenceTerm.MISSED_APPOINTMENT, OccurrenceTerm.EVICTION_NOTICE
TABLES = ("early_warning", "early_warning_fact", "watched_person")
FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in TABLES}
FORGED = Statement("UPDATE early_warning SET verdict = 'useful', answered_by_id = :id, answered_by_agency_id = :id")
LOOKS = "SELECT grounds FROM access_log WHERE subject_id = $1 AND person_id = $2 AND operation = 'list-notices'"
TOLD = "SELECT count(*) FROM journal WHERE about = $1 AND type = 'parcours.early_warning.noticed.v1'"


async def test_three_missed_appointments_are_noticed_once_with_the_facts_and_the_version(noticing: Noticing) -> None:
    rule_id = await noticing.rule(RuleKind.MISSED_APPOINTMENTS, 30, 3)
    case_id = await noticing.case()
    missed = [await noticing.records(noticing.lead, case_id, MISSED, days_ago=days) for days in (9, 5)]
    await noticing.look()
    assert await noticing.sees(noticing.lead, case_id) == []
    missed.append(await noticing.records(noticing.lead, case_id, MISSED))
    for _ in range(2):
        await noticing.look()
        noticing.clock.days_pass(1)
    [found] = await noticing.sees(noticing.lead, case_id)
    assert (found["rule_id"], found["version"], found["kind"]) == (rule_id, 1, "missed_appointments")
    assert [fact["id"] for fact in found["rests_on"]] == [str(one) for one in missed]
    assert (await noticing.sees_case(noticing.lead, case_id))["risk"] == 0


async def test_missed_appointments_of_referrals_count_and_not_those_to_which_somebody_came_after_all(
    noticing: Noticing,
) -> None:
    await noticing.rule(RuleKind.MISSED_APPOINTMENTS, 30, 2)
    case_id, corrected = await noticing.case(), new_id()
    await noticing.records(noticing.lead, case_id, MISSED, days_ago=9)
    await noticing.is_missed(case_id, corrected, days_ago=3)
    await noticing.is_missed(case_id, corrected, days_ago=3, kept=True)
    await noticing.look()
    assert await noticing.sees(noticing.lead, case_id) == []
    await noticing.is_missed(case_id, new_id(), days_ago=2)
    await noticing.look()
    [found] = await noticing.sees(noticing.lead, case_id)
    assert [fact["kind"] for fact in found["rests_on"]] == ["occurrence", "appointment"]
    assert found["rests_on"][1]["on"] == str(noticing.today() - timedelta(days=2)), "the day of the appointment"


async def test_days_that_pass_are_noticed_without_anything_being_told(noticing: Noticing) -> None:
    await noticing.rule(RuleKind.NO_CONTACT, 10)
    await noticing.rule(RuleKind.REVIEW_OVERDUE, 3)
    case_id = await noticing.case(next_review_on=noticing.today() + timedelta(days=5))
    await noticing.look()
    seen = []
    for _ in range(24):
        noticing.clock.days_pass(1)
        await notice_all_due(noticing.database)
        seen.append(await noticing.kinds(noticing.lead, case_id))
    assert seen[6] == []
    assert seen[7] == ["review_overdue"]
    assert seen[8] == ["review_overdue"]
    assert seen[9:] == [["review_overdue", "no_contact"]] * 15


async def test_a_contact_begins_the_silence_anew(noticing: Noticing) -> None:
    await noticing.rule(RuleKind.NO_CONTACT, 10)
    case_id = await noticing.case()
    noticing.clock.days_pass(9)
    await noticing.records(noticing.lead, case_id, OccurrenceTerm.SPOKEN_WITH)
    noticing.clock.days_pass(9)
    await noticing.look()
    assert await noticing.kinds(noticing.lead, case_id) == []
    noticing.clock.days_pass(1)
    await noticing.look()
    assert await noticing.kinds(noticing.lead, case_id) == ["no_contact"]


async def test_of_many_replicas_at_the_same_moment_each_thing_is_noticed_once(
    noticing: Noticing, cases_owner: Database
) -> None:
    await noticing.rule(RuleKind.EVICTION_NOTICE, 30)
    cases = []
    for _ in range(6):
        person_id = await noticing.known(noticing.lead)
        case_id = await noticing.case(person_id)
        await noticing.records(noticing.lead, case_id, EVICTION, category=Category.HOUSING)
        async with noticing.database.work(TASK) as work:
            await facts_changed(work, person_id)
        cases.append(case_id)
    while any(await asyncio.gather(*(notice_a_slice(noticing.database, 2) for _ in range(4)))):
        pass
    for case_id in cases:
        assert await noticing.kinds(noticing.lead, case_id) == ["eviction_notice"]
        assert await cases_owner.pool.fetchval(TOLD, case_id) == 1


async def test_who_does_not_see_every_fact_is_not_shown_what_rests_on_them(noticing: Noticing) -> None:
    await noticing.rule(RuleKind.MISSED_APPOINTMENTS, 30, 2)
    await noticing.agreement(noticing.lead, noticing.adviser, categories=frozenset({Category.SOCIAL, Category.HOUSING}))
    case_id = await noticing.case()
    await noticing.joins(case_id, noticing.adviser)
    await noticing.records(noticing.lead, case_id, MISSED, category=Category.HOUSING)
    await noticing.records(noticing.lead, case_id, MISSED, category=Category.HEALTH)
    await noticing.look()
    [found] = await noticing.sees(noticing.lead, case_id)
    assert await noticing.sees(noticing.adviser, case_id) == []
    async with noticing.work(noticing.adviser) as work:
        assert await list_unanswered(work, None, 10) == []
    with pytest.raises(NotFound):
        async with noticing.work(noticing.adviser) as work:
            await read_early_warning(work, case_id, found["id"], "read-early-warning")


async def test_a_fact_that_is_reclassified_or_did_not_happen_takes_the_warning_along(noticing: Noticing) -> None:
    await noticing.rule(RuleKind.EVICTION_NOTICE, 30)
    await noticing.agreement(noticing.lead, noticing.adviser, categories=frozenset({Category.SOCIAL, Category.HOUSING}))
    case_id = await noticing.case()
    await noticing.joins(case_id, noticing.adviser)
    fact = await noticing.records(noticing.lead, case_id, EVICTION, category=Category.HEALTH)
    await noticing.look()
    assert await noticing.kinds(noticing.lead, case_id) == ["eviction_notice"]
    async with noticing.work(noticing.lead) as work:
        await correct_occurrence(work, noticing.lead, case_id, fact, 1, {"category": Category.HOUSING})
    assert await noticing.kinds(noticing.adviser, case_id) == []
    second = await noticing.records(noticing.lead, case_id, EVICTION, category=Category.HOUSING)
    await noticing.look()
    assert await noticing.kinds(noticing.adviser, case_id) == ["eviction_notice"]
    await noticing.takes_back(noticing.lead, case_id, second)
    assert await noticing.kinds(noticing.adviser, case_id) == []
    await noticing.look()
    assert await noticing.kinds(noticing.lead, case_id) == ["eviction_notice"]


async def test_the_lead_is_told_as_long_as_they_see_every_fact(noticing: Noticing, cases_owner: Database) -> None:
    await noticing.rule(RuleKind.EVICTION_NOTICE, 30)
    case_id = await noticing.case()
    fact = await noticing.records(noticing.lead, case_id, EVICTION)
    await noticing.look()
    [found] = await noticing.sees(noticing.lead, case_id)
    data = {"case_id": str(case_id), "person_id": str(noticing.person_id), "early_warning_id": str(found["id"])}
    told = Told(new_id(), "parcours.early_warning.noticed.v1", case_id, noticing.clock.now, data)
    async with noticing.database.work(TaskActor(NOTICES.name)) as work:
        await NOTICES.handle(work, told)
    for expected in ([found["id"]], []):
        async with noticing.work(noticing.lead) as work:
            listed = await list_notices(work, None, 10, only_unread=False)
        assert [row["item_id"] for row in listed.rows if row["kind"] == "early_warning"] == expected
        if expected:
            await noticing.takes_back(noticing.lead, case_id, fact)
    looks = await cases_owner.pool.fetch(LOOKS, noticing.lead.subject, noticing.person_id)
    assert [row["grounds"] for row in looks] == [[f"authorship:{noticing.person_id}"]]


async def test_nothing_is_noticed_in_what_is_sealed_or_closed(noticing: Noticing) -> None:
    await noticing.rule(RuleKind.EVICTION_NOTICE, 30)
    case_id = await noticing.case()
    await noticing.records(noticing.lead, case_id, EVICTION, sensitivity=Sensitivity.SEALED)
    await noticing.look()
    assert await noticing.kinds(noticing.lead, case_id) == []
    await noticing.records(noticing.lead, case_id, EVICTION)
    async with noticing.work(noticing.lead) as work:
        await close_case(work, noticing.lead, case_id, ClosingReason.MOVED)
    await noticing.look()
    assert await noticing.kinds(noticing.lead, case_id) == []


async def test_a_new_version_looks_anew_and_a_retired_rule_no_more(noticing: Noticing) -> None:
    rule_id = await noticing.rule(RuleKind.MISSED_APPOINTMENTS, 30, 2)
    case_id = await noticing.case()
    await noticing.records(noticing.lead, case_id, MISSED)
    async with noticing.work(noticing.lead) as work:
        await change_rule(work, noticing.lead, rule_id, Looking(at_least=1, days=30))
    await noticing.look()
    [found] = await noticing.sees(noticing.lead, case_id)
    assert (found["version"], found["at_least"]) == (2, 1)
    async with noticing.work(noticing.lead) as work:
        await retire_rule(work, noticing.lead, rule_id)
    with pytest.raises(Conflict):
        async with noticing.work(noticing.lead) as work:
            await change_rule(work, noticing.lead, rule_id, Looking(at_least=1, days=3))
    await noticing.records(noticing.lead, case_id, MISSED)
    await noticing.look()
    assert len(await noticing.sees(noticing.lead, case_id)) == 1


async def test_feedback_is_given_once_by_somebody_who_may_write_what_the_facts_say(noticing: Noticing) -> None:
    await noticing.rule(RuleKind.EVICTION_NOTICE, 30)
    case_id = await noticing.case()
    await noticing.records(noticing.lead, case_id, EVICTION, category=Category.HOUSING)
    await noticing.look()
    [found] = await noticing.sees(noticing.lead, case_id)
    async with noticing.work(noticing.lead) as work:
        assert [row["id"] for row in await list_unanswered(work, None, 10)] == [found["id"]]
    said = (case_id, found["id"], Verdict.FALSE_ALARM, FalseAlarmBecause.ALREADY_KNOWN)
    with pytest.raises((NotFound, NotAllowed)):
        async with noticing.work(noticing.nurse) as work:
            await answer(work, noticing.nurse, *said)
    async with noticing.work(noticing.lead) as work:
        await answer(work, noticing.lead, *said)
    with pytest.raises(Conflict):
        async with noticing.work(noticing.lead) as work:
            await answer(work, noticing.lead, case_id, found["id"], Verdict.USEFUL, None)
    [answered] = await noticing.sees(noticing.lead, case_id)
    assert (answered["verdict"], answered["because"]) == ("false_alarm", "already_known")
    assert answered["answered_by_id"] == noticing.lead.subject
    async with noticing.work(noticing.lead) as work:
        assert await list_unanswered(work, None, 10) == []


async def test_the_second_lock_hides_what_was_noticed_and_who_is_watched(noticing: Noticing) -> None:
    await noticing.rule(RuleKind.EVICTION_NOTICE, 30)
    case_id = await noticing.case()
    await noticing.records(noticing.lead, case_id, EVICTION)
    await noticing.look()
    await noticing.known(noticing.nurse)
    async with noticing.work(noticing.lead) as work:
        assert [await work.value(one) for one in FORGETFUL.values()] == [1, 1, 0]
    async with noticing.work(noticing.nurse) as work:
        assert [await work.value(one) for one in FORGETFUL.values()] == [0, 0, 0]
        assert await work.run(FORGED, id=noticing.nurse.subject) == 0
