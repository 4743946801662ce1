"""What resources are built of."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import orjson

from shared.json_text import json_text

Element = dict[str, Any]

PATH: Final = "/fhir"
"""Below the public address."""

MASKED: Final[Mapping[str, Any]] = {
    "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
    "valueCode": "masked",
}
"""Source: FHIR R4, extension data-absent-reason: there is something, and it is not told."""

_OURS: Final = "urn:parcours:"


def told(**members: Any) -> Element:
    """An element with what there is to say: FHIR knows neither null nor an empty list. A name that Python keeps for
    itself is written with `_` behind it.
    """
    return {name.rstrip("_"): value for name, value in members.items() if value not in (None, "", [], {})}


def ours(name: str) -> str:
    """The address of a code system or an extension of this house, the same on every deployment."""
    return f"{_OURS}{name}"


def coded(system: str, code: str, display: str | None = None) -> Element:
    """A CodeableConcept with one code."""
    return {"coding": [told(system=system, code=code, display=display)]}


def extension(name: str, **value: Any) -> Element:
    """An extension of this house.

    Example:
        `extension("safe-contact", valueBoolean=True)`
    """
    return {"url": ours(name), **value}


def reference(kind: str, identifier: UUID | str, display: str | None = None) -> Element:
    """A Reference to a resource here, relative to the address of the façade."""
    return told(reference=f"{kind}/{identifier}", type=kind, display=display)


def versioned(resource: Element, same: Element | None = None) -> Element:
    """The resource with its version: the digest of what its reader is shown and of nothing else, so that neither a
    change nor the lack of one tells of what is masked.

    Args:
        same: the resource in the one language over which its version is taken, where it is told in another.
    """
    shown = hashlib.sha256(json_text(same or resource, orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    return {**resource, "meta": {"versionId": shown, **resource.get("meta", {})}}


def meta(version: str | None = None, updated: datetime | None = None, *profiles: str) -> Element:
    """A Meta."""
    return told(versionId=version, lastUpdated=updated and instant(updated), profile=list(profiles))


def instant(at: datetime) -> str:
    """An instant, in UTC and to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
