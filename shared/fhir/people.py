"""A person as FHIR's Patient, from what the reader may see of them.

Source:
    FHIR R4, Patient; extension patient-interpreterRequired.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from shared.fhir.elements import MASKED, Element, extension, told, versioned

Parts = Mapping[str, Any]

SUBSETTED: Final[Mapping[str, str]] = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
_TELECOM: Final[Mapping[str, str]] = {"phone": "phone", "email": "email", "messaging": "other"}
"""What a machine could call or write to; the other contact points (post, in person) are no telecom."""
_ADDRESS_USE: Final[Mapping[str, str]] = {"home": "home", "temporary": "temp", "former": "old"}


def patient(person: Parts) -> Element:
    """Everything that the reader may see, as `GET /v1/persons/{id}` tells it."""
    communication = person["communication"] or {}
    silent = bool(communication.get("do_not_contact"))
    shown = told(
        resourceType="Patient",
        id=person["id"],
        extension=_to_heed(communication),
        identifier=[told(system=one["system"], value=one["value"]) for one in person["identifiers"]],
        telecom=[] if silent else _telecom(person["contact_points"]),
        address=_addresses(person["addresses"]),
        communication=[_language(one) for one in communication.get("languages") or ()],
        **_who(person["identity"]),
    )
    return versioned(shown)


def found_patient(person: Parts) -> Element:
    """Somebody as a search finds them: who they are, and no more (`SUBSETTED`)."""
    return told(resourceType="Patient", id=person["id"], meta={"tag": [dict(SUBSETTED)]}, **_who(person["identity"]))


def contained_patient(identity: Parts | None, name: str) -> Element | None:
    """Who somebody is as it travelled with a referral, to be contained in it; None where that is not shown.

    Args:
        name: by which the resource around it refers to it.
    """
    who = _who(identity)
    return told(resourceType="Patient", id=name, **who) if who else None


def name_of(identity: Parts | None) -> str | None:
    """How somebody is called, in one line."""
    if not identity:
        return None
    parts = (identity.get("preferred_name") or identity.get("given_name"), identity.get("family_name"))
    return " ".join(filter(None, parts)) or None


def _who(identity: Parts | None) -> Element:
    if not identity:
        return {}
    family, preferred = identity.get("family_name"), identity.get("preferred_name")
    names = [_name("official", family, identity.get("given_name"))]
    names += [_name("usual", family, preferred)] if preferred else []
    names += [_name("old", one["family_name"], one["given_name"]) for one in identity.get("previous_names") or ()]
    estimated = identity.get("birth_date") and identity.get("birth_date_estimated")
    born = {"extension": [extension("birth-date-estimated", valueBoolean=True)]} if estimated else None
    return told(
        name=[one for one in names if len(one) > 1],
        birthDate=identity.get("birth_date"),
        **({"_birthDate": born} if born else {}),
    )


def _name(use: str, family: str | None, given: str | None) -> Element:
    return told(use=use, family=family, given=[given] if given else [])


def _to_heed(communication: Parts) -> Sequence[Element]:
    """What nobody who meets the person may miss."""
    heeded = []
    if communication.get("do_not_contact"):
        heeded.append(extension("do-not-contact", valueBoolean=True))
    if communication.get("interpreter"):
        heeded.append(
            {"url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": True}
        )
    heeded += [extension("accessibility", valueCode=one) for one in communication.get("accessibility") or ()]
    return heeded


def _telecom(points: Sequence[Parts]) -> Sequence[Element]:
    """Those that are not said to be unsafe: software that does not know our extensions would use the others too."""
    return [
        told(system=_TELECOM[one["kind"]], value=one["value"], extension=_safety(one))
        for one in points
        if one["kind"] in _TELECOM and one["safe"] is not False
    ]


def _safety(point: Parts) -> Sequence[Element]:
    said = [extension("safe-channel", valueCode=one) for one in point["safe_channels"] or ()]
    words = {"safe-times": point["safe_times"], "code-word": point["code_word"], "contact-note": point["note"]}
    return said + [extension(name, valueString=text) for name, text in words.items() if text]


def _addresses(addresses: Sequence[Parts]) -> Sequence[Element]:
    """Of those that are protected one mask and nothing else, whoever asks: what leaves here is copied elsewhere."""
    masked = [{"extension": [dict(MASKED)]}] if any(one["protected"] for one in addresses) else []
    return [_address(one) for one in addresses if not one["protected"]] + masked


def _address(address: Parts) -> Element:
    return told(
        use=_ADDRESS_USE.get(address["use"]),
        type="postal" if address["use"] == "postal" else None,
        line=address["lines"],
        postalCode=address["postcode"],
        city=address["locality"],
        country=address["country"],
        period=told(start=address["valid_from"], end=address["valid_until"]),
    )


def _language(code: str) -> Element:
    return {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": code}]}}


def as_identifier(token: str) -> tuple[str, str] | None:
    """System and value of a token `system|value`; None where it is not one."""
    system, bar, value = token.partition("|")
    return (system, value) if bar and system and value else None


def id_in(reference: str, kind: str) -> UUID | None:
    """The id in `Patient/…`, or in a bare id; None where it is neither."""
    try:
        return UUID(reference.removeprefix(f"{kind}/"))
    except ValueError:
        return None


def id_of_both(one: UUID, other: UUID) -> str:
    """An id of something that is known here by two, as long as FHIR lets an id be."""
    return f"{one.hex}{other.hex}"


def both_ids(text: str) -> tuple[UUID, UUID] | None:
    """The two ids in one; None where it is not of two."""
    try:
        both = UUID(text[:32]), UUID(text[32:])
    except ValueError:
        return None
    return both if text == id_of_both(*both) else None
