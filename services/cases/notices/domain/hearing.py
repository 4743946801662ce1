"""The table of who hears of which event, as what. No I/O.

To have a new event heard of: name it in `TABLE`, with the kind of notice, what it is about and whom it concerns. A new
kind needs its words in `notice.LABELS`; a new kind of item its table in `notice.About` and `notice.ITEMS`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from services.cases.notices.domain.duties import given, overdue
from services.cases.notices.domain.grounds import GROUNDS
from services.cases.notices.domain.hears import Hears, Seat, Who
from services.cases.notices.domain.notice import About, NoticeKind
from services.cases.notices.domain.webhooks import given_up
from shared.contracts.cases.plans import VersionState


@dataclass(frozen=True, kw_only=True)
class Happened:
    """An event, as far as notices of it go.

    Attributes:
        subject_id: what the notice is about: decides who may see it.
        item_id: what happened there; the same unless it is a part of it.
        person_id: None where the event names nobody.
        seats: whom it concerns, as far as the event itself says.
        sides: agencies of the referral that are to hear of it.
        sender_agency_id: of the referral.
    """

    subject_id: UUID
    item_id: UUID
    person_id: UUID | None
    case_id: UUID | None
    thread_id: UUID | None
    seats: Sequence[Seat]
    sides: Sequence[UUID]
    sender_agency_id: UUID | None


_ID_OF: Final[Mapping[About, str]] = MappingProxyType(
    {
        About.CASE: "case_id",
        About.REFERRAL: "referral_id",
        About.INVITATION: "invitation_id",
        About.MANDATE: "mandate_id",
        About.PERSON: "person_id",
        About.EMERGENCY: "emergency_id",
        About.SEALED_ITEM: "item_id",
        About.MESSAGE: "message_id",
        About.TASK: "task_id",
        About.ACTION: "action_id",
        About.DOCUMENT: "document_id",
        About.WARNING: "warning_id",
        About.AGENDA_ITEM: "agenda_item_id",
        About.MINUTES: "minutes_id",
        About.DECISION: "decision_id",
        About.CONFERENCE: "conference_id",
        About.EARLY_WARNING: "early_warning_id",
        About.BUDGET: "budget_id",
        About.COMPLAINT: "complaint_id",
        About.AGREEMENT: "agreement_id",
        About.RIGHTS_REQUEST: "request_id",
        About.TRANSITION: "transition_id",
        About.UNUSUAL_LOOK: "unusual_look_id",
        About.WEBHOOK: "webhook_id",
    }
)


def _of_a_case(who: Who, kind: NoticeKind, id_field: str = "") -> Hears:
    return Hears(who, kind, About.CASE, id_field)


def _of_a_conference(who: Who, kind: NoticeKind) -> tuple[Hears]:
    return (Hears(who, kind, About.CONFERENCE),)


def _moves() -> Iterator[tuple[str, tuple[Hears, ...]]]:
    """The moves of a referral, and what happens to its appointments, of which the other side hears."""
    told_apart = {NoticeKind.REFERRAL_ASSIGNED, NoticeKind.REFERRAL_CORRECTION_PROPOSED}
    for kind in NoticeKind:
        if kind.startswith("referral_") and kind not in told_apart:
            other_side = Hears(Who.OTHER_SIDE, kind, About.REFERRAL)
            responsible = Hears(Who.RESPONSIBLE, NoticeKind.REFERRAL_ASSIGNED, About.REFERRAL)
            is_acceptance = kind is NoticeKind.REFERRAL_ACCEPTED
            past_tense = kind.removeprefix("referral_")
            yield f"parcours.referral.{past_tense}.v1", (other_side, *((responsible,) if is_acceptance else ()))
        elif kind.startswith("appointment_"):
            past_tense = kind.removeprefix("appointment_")
            yield f"parcours.appointment.{past_tense}.v1", (Hears(Who.OTHER_SIDE, kind, About.REFERRAL),)


def _of_an_agreement(**who: NoticeKind) -> tuple[Hears, ...]:
    return tuple(Hears(Who[name], kind, About.AGREEMENT) for name, kind in who.items())


TABLE: Final[Mapping[str, tuple[Hears, ...]]] = MappingProxyType(
    {
        "parcours.case.opened.v1": (_of_a_case(Who.LEAD, NoticeKind.LEAD_GIVEN),),
        "parcours.case.lead_changed.v1": (
            _of_a_case(Who.NAMED, NoticeKind.LEAD_GIVEN),
            _of_a_case(Who.TEAM, NoticeKind.LEAD_CHANGED),
        ),
        "parcours.case.lead_fell_vacant.v1": (_of_a_case(Who.SUPERVISORS, NoticeKind.LEAD_VACANT, "member_id"),),
        "parcours.case.member_invited.v1": (Hears(Who.NAMED, NoticeKind.TEAM_INVITED, About.INVITATION),),
        "parcours.case.invitation_withdrawn.v1": (Hears(Who.NAMED, NoticeKind.INVITATION_WITHDRAWN, About.INVITATION),),
        "parcours.case.invitation_declined.v1": (
            _of_a_case(Who.LEAD, NoticeKind.INVITATION_DECLINED, "invitation_id"),
        ),
        "parcours.case.member_joined.v1": (
            _of_a_case(Who.NAMED, NoticeKind.TEAM_JOINED, "member_id"),
            _of_a_case(Who.LEAD, NoticeKind.MEMBER_JOINED, "member_id"),
        ),
        "parcours.case.member_left.v1": (_of_a_case(Who.LEAD, NoticeKind.MEMBER_LEFT, "member_id"),),
        "parcours.handover.offered.v1": (_of_a_case(Who.NAMED, NoticeKind.HANDOVER_OFFERED, "handover_id"),),
        "parcours.handover.received.v1": (_of_a_case(Who.NAMED, NoticeKind.HANDOVER_RECEIVED, "handover_id"),),
        "parcours.handover.declined.v1": (_of_a_case(Who.NAMED, NoticeKind.HANDOVER_DECLINED, "handover_id"),),
        "parcours.case.closed.v1": (_of_a_case(Who.TEAM, NoticeKind.CASE_CLOSED),),
        "parcours.case.reopened.v1": (_of_a_case(Who.TEAM, NoticeKind.CASE_REOPENED),),
        "parcours.plan.proposed.v1": (_of_a_case(Who.TEAM, NoticeKind.PLAN_PROPOSED, "version_id"),),
        "parcours.plan.signed.v1": (
            Hears(Who.TEAM, NoticeKind.PLAN_AGREED, About.CASE, "version_id", of={"state": VersionState.AGREED}),
            _of_a_case(Who.TEAM, NoticeKind.PLAN_SIGNED, "version_id"),
        ),
        "parcours.plan.reviewed.v1": (_of_a_case(Who.TEAM, NoticeKind.PLAN_REVIEWED, "review_id"),),
        "parcours.task.written.v1": (Hears(Who.OWNER, NoticeKind.TASK_ASSIGNED, About.TASK),),
        "parcours.task.changed.v1": (
            Hears(Who.OWNER, NoticeKind.TASK_CHANGED, About.TASK),
            Hears(Who.CONTRIBUTOR, NoticeKind.TASK_CHANGED, About.TASK),
        ),
        "parcours.task.given.v1": tuple(given()),
        "parcours.task.fell_overdue.v1": tuple(overdue()),
        "parcours.risk.raised.v1": (_of_a_case(Who.TEAM, NoticeKind.RISK_RAISED, "assessment_id"),),
        "parcours.action.planned.v1": (Hears(Who.OWNER, NoticeKind.ACTION_ASSIGNED, About.ACTION),),
        "parcours.action.changed.v1": (
            Hears(Who.OWNER, NoticeKind.ACTION_CHANGED, About.ACTION),
            Hears(Who.CONTRIBUTOR, NoticeKind.ACTION_CHANGED, About.ACTION),
        ),
        "parcours.case.referral_outlived.v1": (Hears(Who.SENDER, NoticeKind.OUTLIVED_BY_REFERRAL, About.REFERRAL),),
        "parcours.budget.made.v1": (Hears(Who.TEAM, NoticeKind.BUDGET_MADE, About.BUDGET),),
        "parcours.budget.signed.v1": (Hears(Who.CONTRIBUTOR, NoticeKind.BUDGET_SIGNED, About.BUDGET),),
        "parcours.document.added.v1": (Hears(Who.TEAM, NoticeKind.DOCUMENT_ADDED, About.DOCUMENT),),
        "parcours.document.replaced.v1": (Hears(Who.TEAM, NoticeKind.DOCUMENT_REPLACED, About.DOCUMENT),),
        "parcours.warning.recorded.v1": (Hears(Who.TEAM, NoticeKind.WARNING_RECORDED, About.WARNING),),
        "parcours.agenda_item.added.v1": (Hears(Who.TEAM, NoticeKind.CONFERENCE_CALLED, About.AGENDA_ITEM),),
        "parcours.conference.participant_invited.v1": _of_a_conference(Who.NAMED, NoticeKind.CONFERENCE_INVITED),
        "parcours.conference.participant_withdrawn.v1": _of_a_conference(Who.NAMED, NoticeKind.CONFERENCE_WITHDRAWN),
        "parcours.conference.participant_accepted.v1": _of_a_conference(
            Who.CONTRIBUTOR, NoticeKind.CONFERENCE_ACCEPTED
        ),
        "parcours.conference.participant_declined.v1": _of_a_conference(
            Who.CONTRIBUTOR, NoticeKind.CONFERENCE_DECLINED
        ),
        "parcours.conference.changed.v1": _of_a_conference(Who.PARTICIPANTS, NoticeKind.CONFERENCE_CHANGED),
        "parcours.conference.cancelled.v1": _of_a_conference(Who.PARTICIPANTS, NoticeKind.CONFERENCE_CANCELLED),
        "parcours.case.guest_admitted.v1": (_of_a_case(Who.NAMED, NoticeKind.GUEST_ADMITTED, "member_id"),),
        "parcours.minutes.written.v1": (Hears(Who.TEAM, NoticeKind.MINUTES_WRITTEN, About.MINUTES),),
        "parcours.decision.taken.v1": (Hears(Who.TEAM, NoticeKind.DECISION_TAKEN, About.DECISION),),
        "parcours.early_warning.noticed.v1": (Hears(Who.LEAD, NoticeKind.EARLY_WARNING, About.EARLY_WARNING),),
        "parcours.complaint.recorded.v1": (Hears(Who.SUPERVISORS, NoticeKind.COMPLAINT_RECORDED, About.COMPLAINT),),
        "parcours.complaint.answered.v1": (Hears(Who.CONTRIBUTOR, NoticeKind.COMPLAINT_ANSWERED, About.COMPLAINT),),
        **{
            f"parcours.transition.{past_tense}.v1": (
                Hears(Who.TOLD, NoticeKind(f"transition_{past_tense}"), About.TRANSITION),
            )
            for past_tense in ("opened", "moved", "called_off", "done")
        },
        "parcours.agreement.version_written.v1": _of_an_agreement(ADMINISTRATORS=NoticeKind.AGREEMENT_TO_SIGN),
        **dict.fromkeys(
            ("parcours.agreement.came_into_force.v1", "parcours.agreement.party_withdrew.v1"),
            _of_an_agreement(LEADS_UNDER=NoticeKind.AGREEMENT_NARROWED),
        ),
        "parcours.agreement.nears_its_end.v1": _of_an_agreement(ADMINISTRATORS=NoticeKind.AGREEMENT_NEARS_ITS_END),
        "parcours.agreement.ended.v1": _of_an_agreement(
            LEADS_UNDER=NoticeKind.AGREEMENT_ENDED, ADMINISTRATORS=NoticeKind.AGREEMENT_ENDED
        ),
        "parcours.webhook.paused.v1": tuple(given_up()),
        "parcours.transition.receipt_asked.v1": (Hears(Who.AGENCY, NoticeKind.RECEIPT_ASKED, About.TRANSITION),),
        "parcours.transition.receipt_given.v1": (Hears(Who.LEAD, NoticeKind.RECEIPT_GIVEN, About.TRANSITION),),
        "parcours.message.written.v1": (Hears(Who.THREAD, NoticeKind.MESSAGE_WRITTEN, About.MESSAGE),),
        **GROUNDS,
        "parcours.conflict_of_interest.declared.v1": (
            Hears(Who.SUPERVISORS, NoticeKind.CONFLICT_DECLARED, About.PERSON, "conflict_id"),
        ),
        "parcours.conflict_of_interest.lifted.v1": (
            Hears(Who.NAMED, NoticeKind.CONFLICT_LIFTED, About.PERSON, "conflict_id"),
        ),
        "parcours.emergency_access.began.v1": (
            Hears(Who.PRIVACY_OFFICERS_AROUND, NoticeKind.EMERGENCY_ACCESS, About.EMERGENCY),
            Hears(Who.LEADS, NoticeKind.EMERGENCY_ACCESS, About.PERSON, "emergency_id"),
        ),
        "parcours.seal_grant.given.v1": (Hears(Who.NAMED, NoticeKind.SEAL_OPENED, About.SEALED_ITEM),),
        "parcours.person.perhaps_known_elsewhere.v1": (
            Hears(Who.COORDINATOR, NoticeKind.PERHAPS_KNOWN_ELSEWHERE, About.PERSON),
        ),
        "parcours.referral.correction_proposed.v1": (
            Hears(Who.SENDER, NoticeKind.REFERRAL_CORRECTION_PROPOSED, About.REFERRAL),
        ),
        "parcours.referral.reminded.v1": (Hears(Who.HAND, NoticeKind.DUE_SOON, About.REFERRAL),),
        "parcours.referral.escalated.v1": (
            Hears(Who.SUPERVISORS, NoticeKind.OVERDUE, About.REFERRAL),
            Hears(Who.HAND, NoticeKind.OVERDUE, About.REFERRAL),
        ),
        **dict(_moves()),
    }
)
"""Event → who hears of it, as what. Of several lines that concern the same worker the first holds."""

_SENT: Final = "parcours.referral.sent.v1"
DRAFTED: Final = "parcours.referral.drafted.v1"
"""Nobody hears of it; but from then on a worker of the sender has the referral in hand."""

REVOKED: Final = "parcours.worker.revoked.v1"
"""Nobody hears of it here; but what the worker had in hand is nobody's from then on, so that everybody there hears."""

HEARD: Final = (*TABLE, DRAFTED, REVOKED)
"""The types of events that are listened to."""


def heard_by(kind: str, data: Mapping[str, Any]) -> Sequence[Hears]:
    """Who hears of an event, as far as the table knows; in its order."""
    return [one for one in TABLE.get(kind, ()) if all(data.get(name) == value for name, value in one.of.items())]


def happened(hears: Hears, data: Mapping[str, Any]) -> Happened:
    """What an event says, for one line of the table.

    Raises:
        KeyError, ValueError: it is not such an event.
    """
    subject_id = UUID(data[hears.subject_field or _ID_OF[hears.about]])
    return Happened(
        subject_id=subject_id,
        item_id=UUID(data[hears.id_field]) if hears.id_field else subject_id,
        person_id=_id(data.get("person_id")),
        case_id=_id(data.get("case_id")) if hears.about is not About.REFERRAL else None,
        thread_id=_id(data.get("thread_id")),
        seats=list(_seats(hears.who, data)),
        sides=_sides(hears.who, data),
        sender_agency_id=_id(data.get("sender_agency_id")),
    )


def by_whom(data: Mapping[str, Any]) -> Seat | None:
    """Who did it, where the event itself says so; None for the clock, and where it does not say."""
    agency_id, worker_id = _id(data.get("by_agency_id")), _id(data.get("by_id"))
    return None if agency_id is None else (agency_id, worker_id)


def hands(kind: str, data: Mapping[str, Any]) -> Iterator[Seat]:
    """Who has a referral in hand in which agency from this move on; a worker of None where nobody has yet."""
    if not kind.startswith("parcours.referral."):
        return
    mover = by_whom(data)
    if mover is not None:
        yield mover
    if kind == _SENT:
        yield UUID(data["receiver_agency_id"]), None
    if Who.RESPONSIBLE in {hears.who for hears in TABLE.get(kind, ())}:
        yield from _seats(Who.RESPONSIBLE, data)


def sides(move: Mapping[str, Any]) -> Sequence[UUID]:
    """The agencies of a referral that did not make this move."""
    both = {UUID(move["sender_agency_id"]), UUID(move["receiver_agency_id"])}
    return sorted(both - {_id(move["by_agency_id"])})


def _sides(who: Who, data: Mapping[str, Any]) -> Sequence[UUID]:
    """The agencies of a referral in which whoever has it in hand is to hear of an event."""
    if who is Who.HAND:
        return (UUID(data["agency_id"]),)
    return sides(data) if who is Who.OTHER_SIDE else ()


def _seats(who: Who, data: Mapping[str, Any]) -> Iterator[Seat]:
    if who is Who.NAMED:
        yield UUID(data["agency_id"]), _id(data["worker_id"])
    elif who in {Who.SUPERVISORS, Who.ADMINISTRATORS_THERE, Who.AGENCY, Who.PRIVACY_OFFICERS_AROUND}:
        yield UUID(data["agency_id"]), None
    elif who is Who.COORDINATOR:
        yield UUID(data["coordinator_agency_id"]), None
    elif who is Who.GIVEN_TO:
        yield UUID(data["agency_id"]), _id(data["to_worker_id"])
    elif who is Who.GIVEN_FROM and data["from_worker_id"]:
        yield UUID(data["agency_id"]), UUID(data["from_worker_id"])
    elif who is Who.SENDER:
        yield UUID(data["sender_agency_id"]), None
    elif who is Who.RESPONSIBLE and data.get("responsible_id"):
        yield UUID(data["receiver_agency_id"]), UUID(data["responsible_id"])


def _id(told: str | None) -> UUID | None:
    return UUID(told) if told else None
