"""What a record holds of somebody as FHIR has it: what may be seen was decided before.

Source:
    FHIR R4, RelatedPerson, Consent, Condition and Goal; Gravity SDOH Clinical Care (STU 2.3).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from services.cases.notes.domain.need_terms import label_of
from shared.contracts.cases.coordination import NeedState
from shared.fhir.elements import MASKED, Element, coded, extension, instant, meta, ours, reference, told, versioned
from shared.fhir.gravity import GRAVITY, GRAVITY_CODES
from shared.fhir.people import id_of_both, name_of

_TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem/"
_ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "parent": "PRN",
        "child": "CHILD",
        "partner": "SIGOTHR",
        "sibling": "SIB",
        "relative": "FAMMEMB",
        "guardian": "GUARD",
        "friend": "FRND",
        "neighbour": "NBOR",
    }
)
"""What another is to somebody, where HL7 has a word for it (v3-RoleCode)."""
_CLINICAL: Final[Mapping[NeedState, str]] = MappingProxyType(
    {
        NeedState.OPEN: "active",
        NeedState.BEING_MET: "active",
        NeedState.MET: "resolved",
        NeedState.NOT_MET: "inactive",
    }
)
_SAID: Final[Mapping[str, str]] = MappingProxyType({"active": "active", "refused": "active", "awaiting": "proposed"})
"""Consent.status by our state; whatever else has ended. A refusal is in force, and denies."""


def related_person(person_id: UUID, tie: Mapping[str, Any]) -> Element:
    """What another is to a person, as `GET /v1/persons/{id}/relationships` tells it."""
    other = tie["other"] or {}
    kind = coded(ours("relationship"), tie["kind"])
    role = [{"system": f"{_TERMINOLOGY}v3-RoleCode", "code": _ROLES[tie["kind"]]}] if tie["kind"] in _ROLES else []
    registered = other.get("person_id")
    name = other.get("name") or name_of(other)
    return versioned(
        told(
            resourceType="RelatedPerson",
            id=id_of_both(person_id, UUID(tie["id"])),
            extension=[
                *([] if tie["other"] else [dict(MASKED)]),
                *([extension("person", valueReference=reference("Patient", registered))] if registered else []),
                *(extension("power", valueCode=one) for one in tie["powers"]),
            ],
            patient=reference("Patient", person_id),
            relationship=[{"coding": [*role, *kind["coding"]]}],
            name=[{"text": name}] if name else [],
            period=_period(tie["valid_from"], tie["valid_until"]),
        )
    )


def consent(said: Mapping[str, Any]) -> Element:
    """What a person agreed to or refused, as far as the reader sees it."""
    person_id, representative = said["person_id"], said["representative_id"]
    spoke = reference("Patient", person_id)
    if said["given_by"] == "representative":
        spoke = reference("RelatedPerson", id_of_both(person_id, representative)) if representative else {}
    recipient = coded(f"{_TERMINOLOGY}v3-ParticipationType", "IRCP")
    return versioned(
        told(
            resourceType="Consent",
            id=id_of_both(person_id, said["id"]),
            status=_SAID.get(said["state"], "inactive"),
            extension=[extension("consent-state", valueCode=said["state"])],
            scope=coded(f"{_TERMINOLOGY}consentscope", "patient-privacy"),
            category=[coded(f"{_TERMINOLOGY}v3-ActCode", "IDSCL")],
            patient=reference("Patient", person_id),
            dateTime=instant(said["recorded_at"]),
            performer=[spoke] if spoke else [],
            organization=[reference("Organization", said["agency_id"])] if said["agency_id"] else [],
            provision=told(
                type="deny" if said["is_refusal"] else "permit",
                extension=[extension("sector", valueCode=one) for one in said["sectors"]],
                period=_period(instant(said["valid_from"]), said["valid_until"] and instant(said["valid_until"])),
                actor=[{"role": recipient, "reference": reference("Organization", one)} for one in said["agencies"]],
                purpose=[{"system": ours("purpose"), "code": one} for one in said["purposes"]],
                class_=[{"system": ours("category"), "code": one} for one in said["categories"]],
            ),
        )
    )


def condition(need: Mapping[str, Any], *, french: bool) -> Element:
    """A need, as somebody sees it who may read it."""

    def worded(*, french: bool) -> Element:
        term = coded(_gravity_or_ours(need), need["term"], label_of(need["term"], french=french))
        return told(
            resourceType="Condition",
            id=id_of_both(need["case_id"], need["id"]),
            meta=meta(None, need["changed_at"]),
            extension=[extension("need-state", valueCode=need["state"]), *_also_about(need)],
            clinicalStatus=coded(f"{_TERMINOLOGY}condition-clinical", _CLINICAL[NeedState(need["state"])]),
            category=[coded(ours("category"), need["category"])],
            code=term,
            subject=reference("Patient", need["person_ids"][0]),
            recordedDate=instant(need["written_at"]),
            recorder=_writer(need),
            note=[{"text": need["detail"]}] if need["detail"] else [],
        )

    return versioned(worded(french=french), worded(french=False))


def goal(wanted: Mapping[str, Any]) -> Element:
    """A goal, as somebody sees it who may read it."""
    own = wanted["own_words"]
    return versioned(
        told(
            resourceType="Goal",
            id=id_of_both(wanted["case_id"], wanted["id"]),
            meta=meta(None, wanted["changed_at"]),
            extension=[*([extension("own-words", valueString=own)] if own else []), *_also_about(wanted)],
            lifecycleStatus=wanted["state"].replace("_", "-"),
            category=[coded(ours("category"), wanted["category"])],
            description={"text": wanted["wording"]},
            subject=reference("Patient", wanted["person_ids"][0]),
            startDate=wanted["written_at"].date().isoformat(),
            target=[{"dueDate": wanted["target_on"].isoformat()}] if wanted["target_on"] else [],
            addresses=[reference("Condition", id_of_both(wanted["case_id"], one)) for one in wanted["need_ids"]],
        )
    )


def audit_event(person_id: UUID, look: Any) -> Element:
    """A line of the access log. It has no id: it is found by its person, and proved at `/v1`.

    Args:
        look: a row of it.
    """
    looked = {"identifier": {"system": ours("subject"), "value": str(look["subject_id"])}}
    roles = [coded(ours("role"), one) for one in look["roles"]]
    agency = [{"who": reference("Organization", look["agency_id"]), "requestor": False}] if look["agency_id"] else []
    return told(
        resourceType="AuditEvent",
        type={"system": f"{_TERMINOLOGY}audit-event-type", "code": "rest"},
        subtype=[
            {"system": ours("operation"), "code": look["operation"]},
            {"system": ours("act"), "code": look["act"]},
        ],
        action="R" if look["act"] == "opened" else "E",
        recorded=instant(look["at"]),
        outcome="4" if look["act"] == "denied" else "0",
        purposeOfEvent=[coded(ours("purpose"), look["purpose"])],
        agent=[
            {"who": looked, "role": roles, "requestor": True},
            *agency,
        ],
        source={"observer": {"display": "Parcours"}},
        entity=[
            told(
                what=reference("Patient", person_id),
                securityLabel=[{"system": ours("category"), "code": one} for one in look["categories"]],
                detail=[{"type": "ground", "valueString": one} for one in look["grounds"]],
            )
        ],
    )


def _gravity_or_ours(need: Mapping[str, Any]) -> str:
    return GRAVITY_CODES if need["term"] in GRAVITY else ours("need-term")


def _also_about(item: Mapping[str, Any]) -> list[Element]:
    return [extension("also-about", valueReference=reference("Patient", one)) for one in item["person_ids"][1:]]


def _writer(item: Mapping[str, Any]) -> Element | None:
    worker, agency = item["worker_id"], item["agency_id"]
    return reference("PractitionerRole", id_of_both(worker, agency)) if worker and agency else None


def _period(start: str | None, end: str | None) -> Element:
    return told(start=start, end=end)
