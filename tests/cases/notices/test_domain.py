"""What notices say and who hears of what, without a database."""

from string import Formatter
from typing import Any
from uuid import UUID

import pytest

from deploy.documents.applications import applications
from deploy.documents.contents import events
from gateway.documents.merged import operations
from services.cases.notices.domain.hearing import HEARD, TABLE, by_whom, hands, happened, heard_by, sides
from services.cases.notices.domain.hears import Hears, Who
from services.cases.notices.domain.links import link, link_of
from services.cases.notices.domain.notice import (
    ITEMS,
    LABELS,
    READS_REFERRALS,
    About,
    NoticeKind,
)
from services.cases.notices.predicate import reads_referrals
from services.cases.schema import metadata
from services.referrals.lifecycle.policy import READING
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.plans import VersionState
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.cases.worlds import World

EVENTS = {kind.TYPE: kind for kind in events()}
LINES = [(told, hears) for told, lines in TABLE.items() for hears in lines]
GIVEN = [DutyKind.TASK, DutyKind.ACTION, DutyKind.WARNING, DutyKind.REFERRAL, DutyKind.START]
SENDER, RECEIVER, WORKER, RESPONSIBLE = (new_id() for _ in range(4))


def move(by: UUID | None, **more: Any) -> dict[str, Any]:
    return {
        "referral_id": str(new_id()),
        "person_id": str(new_id()),
        "case_id": None,
        "sender_agency_id": str(SENDER),
        "receiver_agency_id": str(RECEIVER),
        "by_agency_id": by and str(by),
        "by_id": by and str(WORKER),
        "responsible_id": None,
        **more,
    }


@pytest.mark.parametrize("told", HEARD)
def test_what_is_heard_of_is_told_by_somebody(told: str) -> None:
    assert told in EVENTS


@pytest.mark.parametrize(("told", "hears"), LINES, ids=lambda one: getattr(one, "kind", one))
def test_an_event_says_what_its_notices_need(told: str, hears: Hears) -> None:
    carried = {name: str(new_id()) for name in EVENTS[told].__dataclass_fields__}
    what = happened(hears, carried)
    says_whose_it_is = hears.about in {About.TRANSITION, About.RIGHTS_REQUEST}
    person_id = new_id() if says_whose_it_is else what.person_id
    ids = {"case_id": what.case_id, "item_id": what.item_id, "person_id": person_id, "thread_id": what.thread_id}
    needed = {name for _, name, _, _ in Formatter().parse(link_of(hears.kind, hears.about)) if name}
    assert all(ids[name] is not None for name in needed)
    assert "None" not in link(hears.kind, hears.about, **ids)


@pytest.mark.parametrize("kind", set(NoticeKind))
def test_each_kind_is_made_of_some_event(kind: NoticeKind) -> None:
    assert kind in {hears.kind for _, hears in LINES}


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_each_kind_has_words_in_both_languages(kind: NoticeKind) -> None:
    english, french = LABELS[kind]
    assert english
    assert french
    assert english != french


def test_a_link_leads_to_something_that_can_be_read() -> None:
    paths = {
        tuple("" if part.startswith("{") else part for part in path.split("/"))
        for app in applications().values()
        for path, method, _ in operations(app.openapi())
        if method in {"get", "patch", "delete"}
    }
    leads = {link_of(hears.kind, hears.about) for _, hears in LINES}
    assert not {one for one in leads if tuple("" if p.startswith("{") else p for p in one.split("/")) not in paths}


def test_an_item_is_named_as_its_table_is() -> None:
    assert all(f"cases.{kind}" in metadata.tables for kind in (*ITEMS, About.MESSAGE))


def test_who_reads_referrals_is_the_same_here_and_there() -> None:
    assert READS_REFERRALS == READING
    assert reads_referrals(World().worker(Role.CASEWORKER))
    assert not reads_referrals(World().worker(Role.ADMINISTRATOR))


def test_what_waits_for_a_decision_is_for_those_who_decide() -> None:
    roles = {(hears.kind, hears.role) for _, hears in LINES if hears.role is not None}
    assert roles == {
        (NoticeKind.MANDATE_PROPOSED, Role.PRIVACY_OFFICER),
        (NoticeKind.RIGHTS_REQUESTED, Role.PRIVACY_OFFICER),
        (NoticeKind.OVERDUE, Role.PRIVACY_OFFICER),
        (NoticeKind.LEAD_VACANT, Role.SUPERVISOR),
        (NoticeKind.CONFLICT_DECLARED, Role.SUPERVISOR),
        (NoticeKind.COMPLAINT_RECORDED, Role.SUPERVISOR),
        (NoticeKind.OVERDUE, Role.SUPERVISOR),
        (NoticeKind.AGREEMENT_TO_SIGN, Role.ADMINISTRATOR),
        (NoticeKind.AGREEMENT_NEARS_ITS_END, Role.ADMINISTRATOR),
        (NoticeKind.AGREEMENT_ENDED, Role.ADMINISTRATOR),
        (NoticeKind.WEBHOOK_PAUSED, Role.ADMINISTRATOR),
        (NoticeKind.EMERGENCY_ACCESS, Role.PRIVACY_OFFICER),
        (NoticeKind.UNUSUAL_LOOK, Role.PRIVACY_OFFICER),
        (NoticeKind.UNUSUAL_LOOK, Role.ADMINISTRATOR),
        (NoticeKind.REFUSAL_TAKEN_BACK, Role.PRIVACY_OFFICER),
    }


def test_the_sides_of_a_move_are_those_that_did_not_make_it() -> None:
    assert sides(move(SENDER)) == [RECEIVER]
    assert sides(move(RECEIVER)) == [SENDER]
    assert set(sides(move(None))) == {SENDER, RECEIVER}


def test_whoever_moves_a_referral_has_it_in_hand_and_the_receiver_once_it_was_sent() -> None:
    assert list(hands("parcours.referral.drafted.v1", move(SENDER))) == [(SENDER, WORKER)]
    assert list(hands("parcours.referral.sent.v1", move(SENDER))) == [(SENDER, WORKER), (RECEIVER, None)]
    accepted = move(RECEIVER, responsible_id=str(RESPONSIBLE))
    assert list(hands("parcours.referral.accepted.v1", accepted)) == [(RECEIVER, WORKER), (RECEIVER, RESPONSIBLE)]
    later = move(RECEIVER, responsible_id=str(RESPONSIBLE))
    assert list(hands("parcours.referral.started.v1", later)) == [(RECEIVER, WORKER)], "who answers for it gets no more"
    withdrawn = move(SENDER, responsible_id=str(RESPONSIBLE))
    assert list(hands("parcours.referral.withdrawn.v1", withdrawn)) == [(SENDER, WORKER)]
    assert list(hands("parcours.referral.expired.v1", move(None))) == []
    assert list(hands("parcours.message.written.v1", {})) == []


def test_who_did_it_is_known_where_the_event_says_so() -> None:
    assert by_whom(move(SENDER)) == (SENDER, WORKER)
    assert by_whom(move(None)) is None
    assert by_whom({"case_id": str(new_id())}) is None


def test_of_a_clock_hears_only_the_agency_that_owes_the_next_action() -> None:
    rang = move(None) | {"agency_id": str(SENDER)}
    [reminded] = heard_by("parcours.referral.reminded.v1", rang)
    [escalated, in_hand] = heard_by("parcours.referral.escalated.v1", rang)
    for one in (reminded, in_hand):
        assert (one.who, happened(one, rang).sides) == (Who.HAND, (SENDER,))
    assert (escalated.role, happened(escalated, rang).seats) == (Role.SUPERVISOR, [(SENDER, None)])
    assert list(hands("parcours.referral.reminded.v1", rang)) == []


def test_the_responsible_worker_hears_of_an_acceptance() -> None:
    lines = TABLE["parcours.referral.accepted.v1"]
    assert [hears.who for hears in lines] == [Who.OTHER_SIDE, Who.RESPONSIBLE]
    assert happened(lines[1], move(RECEIVER, responsible_id=str(RESPONSIBLE))).seats == [(RECEIVER, RESPONSIBLE)]
    assert happened(lines[1], move(RECEIVER)).seats == []


def test_what_is_overdue_is_told_to_whom_it_waits_for_and_to_the_lead() -> None:
    def who(duty: DutyKind) -> list[tuple[Who, About]]:
        return [(one.who, one.about) for one in heard_by("parcours.task.fell_overdue.v1", {"kind": duty})]

    assert who(DutyKind.TASK) == [(Who.NAMED, About.TASK), (Who.LEAD, About.TASK)]
    assert who(DutyKind.REVIEW) == [(Who.NAMED, About.CASE), (Who.LEAD, About.CASE)]
    assert who(DutyKind.COMPLAINT) == [(Who.SUPERVISORS, About.COMPLAINT)]
    assert who(DutyKind.RIGHTS_REQUEST) == [(Who.PRIVACY_OFFICERS, About.RIGHTS_REQUEST)]
    assert who(DutyKind.CONFERENCE) == []


@pytest.mark.parametrize("duty", GIVEN)
def test_what_is_given_is_told_to_both_workers(duty: DutyKind) -> None:
    had, has, agency = new_id(), new_id(), new_id()
    given = {"kind": duty, "duty_id": str(new_id()), "case_id": None, "person_id": None, "agency_id": str(agency)}
    seats = [
        [seat for hears in heard_by("parcours.task.given.v1", data) for seat in happened(hears, data).seats]
        for data in (
            {**given, "from_worker_id": str(had), "to_worker_id": str(has)},
            {**given, "from_worker_id": None, "to_worker_id": None},
        )
    ]
    assert seats == [[(agency, has), (agency, had)], [(agency, None)]]


def test_a_plan_on_which_everybody_agrees_is_told_as_such() -> None:
    heard = [hears.kind for hears in heard_by("parcours.plan.signed.v1", {"state": VersionState.AGREED})]
    assert heard == [NoticeKind.PLAN_AGREED, NoticeKind.PLAN_SIGNED], "the first holds"
    assert [hears.kind for hears in heard_by("parcours.plan.signed.v1", {"state": "proposed"})] == [
        NoticeKind.PLAN_SIGNED
    ]
