"""What is really served below `/fhir`, as a CapabilityStatement: read from the API document, written nowhere by hand.

Source:
    FHIR R4, CapabilityStatement; SMART App Launch 2.2, section on scopes and security of a CapabilityStatement.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gateway.documents.merged import Document, operations

_BELOW: Final = re.compile(r"/fhir/(?P<kind>[A-Z][A-Za-z]+)(?P<rest>/.*)?")
_OF_A_TYPE: Final[Mapping[tuple[str, bool], str]] = {
    ("get", False): "search-type",
    ("post", False): "create",
    ("get", True): "read",
    ("put", True): "update",
    ("patch", True): "patch",
}
"""The interaction, by method, and by whether the address names one resource."""

_GUIDE: Final = "http://hl7.org/fhir/us/sdoh-clinicalcare/ImplementationGuide/hl7.fhir.us.sdoh-clinicalcare"
_SYSTEMS: Final = "http://terminology.hl7.org/CodeSystem/"


def capability(document: Document, public_url: str, said_on: str) -> Document:
    """The CapabilityStatement of what a document describes.

    Args:
        said_on: the day on which this was read.
    """
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": said_on,
        "kind": "instance",
        "software": {"name": "Parcours", "version": document["info"]["version"]},
        "implementation": {"description": "Referrals between agencies", "url": f"{public_url}/fhir"},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "implementationGuide": [_GUIDE],
        "rest": [
            {"mode": "server", "security": _security(public_url), "resource": _resources(document), **_whole(document)}
        ],
    }


def _resources(document: Document) -> list[Document]:
    kinds: dict[str, Document] = {}
    for kind, rest, method, operation in _served(document):
        known = kinds.setdefault(kind, {"type": kind, "interaction": [], "versioning": "versioned", "searchParam": []})
        is_search = rest == "/_search" or (method == "get" and not rest)
        code = "search-type" if is_search else _OF_A_TYPE[method, bool(rest)]
        if {"code": code} not in known["interaction"]:
            known["interaction"].append({"code": code})
        if is_search:
            said = {one["name"] for one in known["searchParam"]}
            known["searchParam"] += [one for one in _parameters(operation) if one["name"] not in said]
    return [kinds[kind] for kind in sorted(kinds)]


def _served(document: Document) -> Iterator[tuple[str, str, str, Document]]:
    for path, method, operation in operations(document):
        found = _BELOW.fullmatch(path)
        if found is not None:
            yield found["kind"], found["rest"] or "", method, operation


def _parameters(operation: Document) -> Iterator[Document]:
    """Those that say of which type they are for FHIR, in the address or in the form."""
    for one in operation.get("parameters", ()):
        kind = one.get("schema", {}).get("x-fhir-search-type")
        if kind:
            yield {"name": one["name"], "type": kind, "documentation": one.get("description", "")}
    for media in operation.get("requestBody", {}).get("content", {}).values():
        for name, schema in media.get("schema", {}).get("properties", {}).items():
            if "x-fhir-search-type" in schema:
                yield {"name": name, "type": schema["x-fhir-search-type"], "documentation": "By POST …/_search."}


def _whole(document: Document) -> Document:
    """What is done to the whole server at once."""
    takes_bundles = "post" in document["paths"].get("/fhir", {})
    return {"interaction": [{"code": "transaction"}]} if takes_bundles else {}


def _security(public_url: str) -> Document:
    uris = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
    ends = [{"url": name, "valueUri": f"{public_url}/oauth/{name}"} for name in ("authorize", "token")]
    return {
        "service": [{"coding": [{"system": f"{_SYSTEMS}restful-security-service", "code": "OAuth"}]}],
        "extension": [{"url": uris, "extension": ends}],
    }


def example() -> dict[str, Any]:
    """How it begins, for the API document."""
    return {"resourceType": "CapabilityStatement", "status": "active", "kind": "instance", "fhirVersion": "4.0.1"}
