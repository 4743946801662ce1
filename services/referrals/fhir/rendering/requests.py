"""A referral as ServiceRequest (what is asked) and Task (how it is met): what may be seen was decided before."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from services.referrals.fhir.domain.kept import DISCLOSED, TRAVELS
from services.referrals.fhir.domain.words import PRIORITY, REQUEST_STATUS, TASK_STATUS
from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.rendering import Reader
from shared.fhir.elements import Element, coded, instant, meta, ours, reference, told
from shared.fhir.gravity import GRAVITY, GRAVITY_CODES
from shared.fhir.people import contained_patient, name_of

_PROFILES: Final = "http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/"
REQUEST_PROFILE: Final = f"{_PROFILES}SDOHCC-ServiceRequest"
TASK_PROFILE: Final = f"{_PROFILES}SDOHCC-TaskForReferralManagement"


def service_request(referral: Referral, reader: Reader, identity: Any, note: str | None = None) -> Element:
    """What is asked, for whom and of whom.

    Args:
        identity: who the person is, as far as that travelled and is shown now: it is contained.
        note: the sender's words, where they are shown.
    """
    request = referral.request
    travels = request.categories if reader.sends(referral) else ()
    person = contained_patient(_shown(identity), DISCLOSED)
    return told(
        resourceType="ServiceRequest",
        id=referral.id,
        meta=meta(None, referral.moved_at, REQUEST_PROFILE),
        contained=[person] if person else [],
        extension=[{"url": TRAVELS, "valueCode": one} for one in travels],
        status=REQUEST_STATUS[referral.state],
        intent="order",
        category=_categories(referral),
        priority=PRIORITY[request.urgency],
        subject=_subject(referral, identity),
        authoredOn=instant(referral.drafted_at),
        requester=reference("Organization", referral.sender_agency_id, referral.sender_name),
        performer=[
            reference("Organization", request.receiver_agency_id, request.receiver_name),
            reference("HealthcareService", request.listing_id, request.listing_name),
        ],
        replaces=[reference("ServiceRequest", request.follows_id)] if request.follows_id else [],
        supportingInfo=[{"reference": f"#{DISCLOSED}"}] if person else [],
        note=[{"text": note}] if note else [],
    )


def task(referral: Referral, reader: Reader, identity: Any, history: Sequence[Mapping[str, Any]] = ()) -> Element:
    """How the request is met: where it stands, who owns it, by when something is due, and what came of it.

    Args:
        history: lines of it, as they are shown; the words in them are told.
    """
    said, request, clock = referral.progress, referral.request, referral.clock
    return told(
        resourceType="Task",
        id=referral.id,
        meta=meta(None, referral.moved_at, TASK_PROFILE),
        status=TASK_STATUS[referral.state],
        statusReason=_word("referral-reason", said.reason, reader),
        businessStatus=_word("referral-state", referral.state, reader),
        intent="order",
        priority=PRIORITY[request.urgency],
        code=coded("http://hl7.org/fhir/CodeSystem/task-code", "fulfill"),
        focus=reference("ServiceRequest", referral.id),
        for_=_subject(referral, identity),
        executionPeriod=told(
            start=said.first_contact_at and instant(said.first_contact_at),
            end=referral.closed_at and said.first_contact_at and instant(referral.closed_at),
        ),
        authoredOn=instant(referral.sent_at or referral.drafted_at),
        lastModified=instant(referral.moved_at),
        requester=reference("Organization", referral.sender_agency_id, referral.sender_name),
        owner=reference("Organization", request.receiver_agency_id, request.receiver_name),
        restriction=told(period=told(end=clock and instant(clock.due_at))),
        note=[told(time=instant(one["at"]), text=one["note"]) for one in history if one["note"]],
        output=_outputs(referral, reader),
    )


def _categories(referral: Referral) -> list[Element]:
    request = referral.request
    named = [coded(ours("category"), request.category)]
    if request.term:
        system = GRAVITY_CODES if request.term in GRAVITY else ours("need-term")
        named.insert(0, coded(system, request.term))
    return named


def _subject(referral: Referral, identity: Any) -> Element:
    return reference("Patient", referral.person_id, name_of(_shown(identity)))


def _shown(identity: Any) -> Mapping[str, Any] | None:
    return identity if isinstance(identity, Mapping) else None


def _outputs(referral: Referral, reader: Reader) -> list[Element]:
    said = referral.progress
    words = {"outcome": said.outcome, "evidence": said.evidence, "confirmation": said.confirmation}
    return [
        {"type": coded(ours("task-output"), name), "valueCodeableConcept": _word(f"referral-{name}", word, reader)}
        for name, word in words.items()
        if word is not None
    ]


def _word(system: str, word: StrEnum | None, reader: Reader) -> Element | None:
    return None if word is None else coded(ours(system), word, reader.says(word))
