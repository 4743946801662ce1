"""What comes as FHIR and has no word here is kept as it came, and put back among what we tell."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from services.referrals.fhir.domain.words import URGENCY
from shared.fhir.elements import Element, ours
from shared.fhir.gravity import GRAVITY, GRAVITY_CODES
from shared.fhir.people import SUBSETTED

DISCLOSED: Final = "disclosed"
"""Id of the contained Patient: who the person is, as far as that travelled."""
TRAVELS: Final = ours("travels")
"""Extension of a ServiceRequest, once for each category of the record that should travel."""
TEAM: Final = ours("responsible-team")
"""Extension of a Task: the team of the receiver that answers for it."""

_OURS_ALONE: Final = frozenset(
    {
        "resourceType",
        "id",
        "status",
        "statusReason",
        "businessStatus",
        "subject",
        "for",
        "focus",
        "lastModified",
        "executionPeriod",
        "note",
    }
)
_SAID_ASIDE: Final[Mapping[str, str]] = MappingProxyType(
    {"requester": "valueReference", "owner": "valueReference", "authoredOn": "valueDateTime"}
)
"""What is ours to say, and was said otherwise: kept in extensions `urn:parcours:sent-…`."""
_OF_META: Final = ("profile", "security", "tag")
REPEATED: Final = frozenset(
    {
        "basedOn",
        "category",
        "contained",
        "extension",
        "identifier",
        "input",
        "insurance",
        "note",
        "orderDetail",
        "output",
        "partOf",
        "performerType",
        "relevantHistory",
        "supportingInfo",
    }
)
"""Elements that are lists in every resource that has them."""
_PEOPLE: Final = frozenset({"Patient", "Person", "RelatedPerson"})


def unread(resource: Mapping[str, Any], told: Mapping[str, Any], theirs: Sequence[Element] = ()) -> Element:
    """What of a resource we have no word for.

    Args:
        told: the resource as we tell it ourselves; what it says need not be kept.
        theirs: what the other side said that way, as the writer is shown it: it stays theirs.
    """
    kept = {
        name: value
        for name, value in resource.items()
        if name not in _OURS_ALONE | _SAID_ASIDE.keys() | {"meta", "extension", "restriction"}
        and not (name.startswith("_") and name[1:] in _OURS_ALONE)
    }
    kept["meta"] = _labels(resource.get("meta"))
    kept["extension"] = [*_listed(resource.get("extension")), *_said_aside(resource, told)]
    restriction = resource.get("restriction")
    if isinstance(restriction, dict):
        kept["restriction"] = {name: value for name, value in restriction.items() if name != "period"}
    return {
        name: left
        for name, value in kept.items()
        if (left := _left(name, value, [told, *theirs])) not in (None, [], {})
        and not (_is_said_once(name, value) and any(name in one for one in theirs))
    }


def _is_said_once(name: str, value: Any) -> bool:
    """What the other side said so is theirs, also where the writer says it otherwise: it would outlast their ground."""
    return not isinstance(value, list) and name not in {"meta", "restriction"}


def holds_a_person(value: Any) -> bool:
    """Whether a resource about a person stands in it, at whatever depth."""
    if isinstance(value, dict):
        kind = value.get("resourceType")
        return (isinstance(kind, str) and kind in _PEOPLE) or any(holds_a_person(one) for one in value.values())
    return isinstance(value, list) and any(holds_a_person(one) for one in value)


def put_back(told: Element, kept: Sequence[Element]) -> Element:
    """What we tell with what is kept, the earlier first; where both say the same element, ours is told."""
    whole = dict(told)
    for elements in kept:
        for name, value in elements.items():
            whole[name] = _both(name, whole.get(name), value)
    return whole


def _left(name: str, value: Any, said: Sequence[Mapping[str, Any]]) -> Any:
    """What of an element nobody else has said; the categories of a need stay together."""
    if isinstance(value, list):
        others = [] if name == "category" else [entry for one in said for entry in _listed(one.get(name))]
        known = {_reference(entry) for entry in others} - {None}
        return [
            entry
            for entry in value
            if entry not in others and _reference(entry) not in known and not _is_read(name, entry)
        ]
    if name == "meta":
        left = {label: _left(label, entries, [_meta(one) for one in said]) for label, entries in value.items()}
        return {label: entries for label, entries in left.items() if entries}
    return None if any(one.get(name) == value for one in said) else value


def _is_read(name: str, entry: Any) -> bool:
    """Whether an entry of a list says something that we have a word for."""
    if not isinstance(entry, dict):
        return False
    reference = str(entry.get("reference"))
    return {
        "contained": entry.get("id") == DISCLOSED,
        "supportingInfo": reference == f"#{DISCLOSED}",
        "extension": entry.get("url") in {TRAVELS, TEAM},
        "output": bool(_codes(entry.get("type"), {ours("task-output")})),
        "performer": reference.startswith("Organization/"),
        "tag": entry == SUBSETTED,
    }.get(name, False)


def _both(name: str, told: Any, kept: Any) -> Any:
    if name == "category":
        return _categories(_listed(told), _listed(kept))
    if isinstance(kept, list):
        before = _listed(told)
        known = [_reference(one) for one in before if _reference(one)]
        return [*before, *(one for one in kept if one not in before and _reference(one) not in known)]
    if name in {"meta", "restriction"} and isinstance(kept, dict):
        labels = {label: _both(label, _meta({"meta": told}).get(label), value) for label, value in kept.items()}
        return {**(told or {}), **labels}
    if name == "priority" and told is not None:
        return kept if URGENCY.get(str(kept)) is URGENCY[told] else told
    return kept if name in {"intent", "code"} else told if told is not None else kept


def _categories(told: Sequence[Any], kept: Sequence[Any]) -> list[Any]:
    """As they were sent, while they still say the need; then what they do not say."""
    systems = {GRAVITY_CODES, ours("category"), ours("need-term")}
    need = {code for one in told for code in _codes(one, systems - {ours("category")})}
    sent = {code for one in kept for code in _codes(one, systems)}
    still = kept if need <= sent else [one for one in kept if not _codes(one, systems) & _modelled(sent)]
    return [
        *still,
        *(one for one in told if not any(_codes(one, systems) <= _codes(other, systems) for other in still)),
    ]


def _modelled(codes: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {one for one in codes if one[0] != GRAVITY_CODES or one[1] in GRAVITY}


def _codes(concept: Any, systems: set[str]) -> set[tuple[str, str]]:
    codings = _listed(concept.get("coding")) if isinstance(concept, dict) else []
    pairs = {(str(one.get("system")), str(one.get("code"))) for one in codings if isinstance(one, dict)}
    return {pair for pair in pairs if pair[0] in systems}


def _said_aside(resource: Mapping[str, Any], told: Mapping[str, Any]) -> list[Element]:
    return [
        {"url": ours(f"sent-{_dashed(name)}"), member: resource[name]}
        for name, member in _SAID_ASIDE.items()
        if name in resource and not _says_the_same(resource[name], told.get(name))
    ]


def _says_the_same(sent: Any, told: Any) -> bool:
    return bool(sent == told or (_reference(sent) and _reference(sent) == _reference(told)))


def _dashed(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)


def _labels(meta: Any) -> Element:
    return {name: _listed(meta.get(name)) for name in _OF_META} if isinstance(meta, dict) else {}


def _meta(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = resource.get("meta")
    return meta if isinstance(meta, dict) else {}


def _reference(value: Any) -> str | None:
    text = value.get("reference") if isinstance(value, dict) else None
    return text if isinstance(text, str) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
