"""Bundles as answers to a search."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from shared.fhir.elements import PATH, Element

Parameters = Sequence[tuple[str, str]]


def searchset(
    public_url: str,
    kind: str,
    asked: Parameters,
    found: Sequence[Element],
    *,
    following: str | None = None,
    beside: Sequence[Element] = (),
) -> Element:
    """A page of what was found. It has no total: nobody counts what they may not see.

    Args:
        asked: the parameters of the search.
        following: cursor of the next page.
        beside: what was not searched for and belongs to it: included resources, and what there is to say.
    """
    address = f"{public_url}{PATH}/{kind}"
    entries = [_entry(public_url, one, "match") for one in found]
    entries += [_entry(public_url, one, _mode(one)) for one in beside]
    links = [{"relation": "self", "url": _url(address, asked)}]
    if following is not None:
        kept = [(name, value) for name, value in asked if name != "after"]
        links.append({"relation": "next", "url": _url(address, [*kept, ("after", following)])})
    told: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "link": links}
    return told | ({"entry": entries} if entries else {})


def _entry(public_url: str, resource: Mapping[str, Any], mode: str) -> Element:
    entry: Element = {"resource": resource, "search": {"mode": mode}}
    if "id" in resource:
        entry["fullUrl"] = f"{public_url}{PATH}/{resource['resourceType']}/{resource['id']}"
    return entry


def _mode(resource: Mapping[str, Any]) -> str:
    return "outcome" if resource["resourceType"] == "OperationOutcome" else "include"


def _url(address: str, parameters: Parameters) -> str:
    return f"{address}?{urlencode(parameters)}" if parameters else address
