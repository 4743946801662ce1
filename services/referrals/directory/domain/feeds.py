"""Recognises each shape in which HSDS 3.0 is published, and finds the services and organizations in it."""

from collections.abc import Mapping
from typing import Any

from services.referrals.directory.domain.entries import Document, Entry, Feed, Part, one_feed
from services.referrals.directory.domain.tables import is_tabular, read_tables
from shared.contracts.referrals.hsds.service import Service

LISTS_OF_A_SERVICE = frozenset(name for name, member in Service.model_fields.items() if member.get_default() == ())
"""What a service has many of; the entries of a published list leave these out."""

_ONLY_IN_A_SERVICE = frozenset({"status", "service_at_locations", "service_areas", "eligibility_description"})
_ONLY_IN_A_TAXONOMY = frozenset({"version", "taxonomy", "taxonomy_detail", "taxonomy_id", "term_uri"})


def read_feed(received: Any) -> Feed:
    """The services and organizations of a document.

    Reads a service, an organization with or without its services, a service at a location, a page or a plain list of
    those, and the tables of the CSV package as one JSON object. What else HSDS publishes (a location, a taxonomy, a
    term, the introduction) lists nothing and is passed over.

    Raises:
        Invalid: the tables refer to each other so often that together they are unreasonably large.
    """
    if isinstance(received, list):
        return _read_list(received, "", of_a_page=False)
    if not isinstance(received, Mapping):
        return Feed(passed_over=("",))
    if isinstance(received.get("contents"), list):
        return _read_list(received["contents"], "/contents", of_a_page=True)
    if is_tabular(received):
        return read_tables(received)
    return _read_one(received, "", of_a_page=False)


def _read_list(received: list[Any], pointer: str, *, of_a_page: bool) -> Feed:
    feed = one_feed(_read_one(one, f"{pointer}/{index}", of_a_page=of_a_page) for index, one in enumerate(received))
    return Feed(_with_all_places(feed.services), feed.organizations, feed.passed_over)


def _read_one(received: Any, pointer: str, *, of_a_page: bool) -> Feed:
    if not isinstance(received, Mapping):
        return Feed(passed_over=(pointer,))
    if isinstance(received.get("service"), Mapping):
        return Feed(services=(_service_at_location(received, pointer, of_a_page=of_a_page),))
    if received.keys() & _ONLY_IN_A_SERVICE:
        return Feed(services=(_service(received, pointer, of_a_page=of_a_page),))
    if isinstance(received.get("services"), list):
        return _read_organization(received, pointer)
    if "name" not in received or "location_type" in received or received.keys() & _ONLY_IN_A_TAXONOMY:
        return Feed(passed_over=(pointer,))
    return Feed(organizations=(Entry(Part(received, pointer), is_summary=of_a_page),))


def _service(received: Document, pointer: str, *, of_a_page: bool) -> Entry:
    members = dict(received)
    organization = members.get("organization")
    if isinstance(organization, Mapping):
        del members["organization"]
        organization = Part(organization, f"{pointer}/organization")
    else:
        organization = None
    return Entry(
        Part(members, pointer),
        organization,
        is_summary=of_a_page and not received.keys() & LISTS_OF_A_SERVICE,
    )


def _service_at_location(received: Document, pointer: str, *, of_a_page: bool) -> Entry:
    """A service at a location nests the service; we nest the place in the service, as the service's own shape does."""
    place = Part({name: member for name, member in received.items() if name != "service"}, pointer)
    entry = _service(received["service"], f"{pointer}/service", of_a_page=of_a_page)
    whole = Part({**entry.document, "service_at_locations": [place]}, entry.pointer)
    return Entry(whole, entry.organization, is_summary=entry.is_summary)


def _read_organization(received: Document, pointer: str) -> Feed:
    organization = Part({name: member for name, member in received.items() if name != "services"}, pointer)
    services = one_feed(
        Feed(services=(Entry(Part(service, f"{pointer}/services/{index}"), organization),))
        if isinstance(service, Mapping)
        else Feed(passed_over=(f"{pointer}/services/{index}",))
        for index, service in enumerate(received["services"])
    )
    return one_feed((services, Feed(organizations=(Entry(organization),))))


def _with_all_places(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """A list of services at locations names a service once for each place: one service with all its places."""
    joined: dict[Any, Entry] = {}
    for entry in entries:
        key = entry.document.get("id") if _stands_for_one_place(entry) else None
        key = key if isinstance(key, str) else entry.pointer
        joined[key] = _with_places_of(joined[key], entry) if key in joined else entry
    return tuple(joined.values())


def _stands_for_one_place(entry: Entry) -> bool:
    places = entry.document.get("service_at_locations")
    return isinstance(places, list) and len(places) == 1 and isinstance(places[0], Part)


def _with_places_of(entry: Entry, other: Entry) -> Entry:
    places = [*entry.document["service_at_locations"], *other.document["service_at_locations"]]
    return Entry(
        Part({**other.document, **entry.document, "service_at_locations": places}, entry.pointer),
        entry.organization or other.organization,
        is_summary=entry.is_summary,
    )
