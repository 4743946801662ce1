"""From listings to HSDS 3.0 documents that keep to the published schemas."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from services.referrals.directory.domain.listing import (
    Capacity,
    Cost,
    ListedOrganization,
    ListingDetails,
    Opening,
    Phone,
    Place,
    ServiceListing,
    Term,
)
from services.referrals.directory.domain.reading import CATEGORY_TAXONOMY
from shared.contracts.referrals.directory import ListingId, OrganizationId

_UNIT_OF_PLACES = {"id": "6f1d8f0a-3a4e-5c86-9f0f-1f7f2c1f4c53", "name": "place"}
_LEFT_OUT: tuple[Any, ...] = (None, "", [], ())


def document_of(listing_id: ListingId, details: ListingDetails) -> dict[str, Any]:
    """The HSDS service of a listing that was written here. `reading.details_of` gives the same details back."""
    ids = _Ids(listing_id)
    eligibility = details.eligibility
    always = {"id": str(listing_id), "name": details.name, "status": details.status.value}
    return always | _present(
        alternate_name=details.alternate_name,
        description=details.description,
        url=details.url,
        email=details.email,
        application_process=details.application_process,
        fees_description=details.fees,
        cost_options=[_cost(ids.of("cost", index), cost) for index, cost in enumerate(details.costs)],
        interpretation_services=details.interpretation,
        alert=details.alert,
        eligibility_description=eligibility.description,
        minimum_age=eligibility.minimum_age,
        maximum_age=eligibility.maximum_age,
        assured_date=details.assured_on and details.assured_on.isoformat(),
        last_modified=details.last_modified and details.last_modified.isoformat(timespec="milliseconds"),
        phones=[_phone(ids.of("phone", index), phone) for index, phone in enumerate(details.phones)],
        schedules=[_schedule(ids.of("schedule", index), opening) for index, opening in enumerate(details.openings)],
        languages=[{"id": ids.of("language", code), "code": code} for code in details.languages],
        service_areas=[{"id": ids.of("area", index), "name": name} for index, name in enumerate(details.areas)],
        service_at_locations=[
            {"id": ids.of("service_at_location", index), "location": _location(ids, index, place)}
            for index, place in enumerate(details.places)
        ],
        attributes=_attributes(ids, details),
    )


def service_document(
    listing: ServiceListing, published: Mapping[str, Any], organization: ListedOrganization | None
) -> dict[str, Any]:
    """A listing as others read it: what was published, under the id it has here, with who offers it."""
    document = _under_our_id(listing, published)
    if listing.capacity and listing.capacity.free_places is not None:
        document["capacities"] = [_capacity(_Ids(listing.id), listing.capacity)]
    if organization:
        document["organization"] = organization_document(organization)
    return document


def organization_document(
    organization: ListedOrganization, services: Iterable[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """An organization as others read it, with its services where asked for."""
    document = {**organization.document, "id": str(organization.id)}
    if services is not None:
        document["services"] = [
            {name: member for name, member in service.items() if name != "organization"} for service in services
        ]
    return document


def own_organization_document(organization_id: OrganizationId, name: str) -> dict[str, Any]:
    """The HSDS organization of an agency on the platform; HSDS asks for a description, and the name is one."""
    return {"id": str(organization_id), "name": name, "description": name}


def summary_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as HSDS's lists have it: one-to-one fields only, at every level."""
    return {
        name: summary_of(member) if isinstance(member, Mapping) else member
        for name, member in document.items()
        if not isinstance(member, list)
    }


def _under_our_id(listing: ServiceListing, published: Mapping[str, Any]) -> dict[str, Any]:
    """The published document; where its id was taken by another feed, every mention of it follows."""
    published_id, our_id = str(published["id"]), str(listing.id)
    if published_id == our_id:
        return dict(published)
    return {name: _renamed(member, published_id, our_id) for name, member in published.items()}


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _renamed(member, old, new) for name, member in value.items()}
    if isinstance(value, list):
        return [_renamed(member, old, new) for member in value]
    return new if value == old else value


class _Ids:
    """Ids for the parts of a document, the same each time it is written."""

    def __init__(self, listing_id: UUID) -> None:
        self._listing_id = listing_id

    def of(self, kind: str, which: object) -> str:
        return str(uuid5(self._listing_id, f"{kind}/{which}"))


def _present(**members: Any) -> dict[str, Any]:
    """Those members that say something; HSDS has no null."""
    return {name: member for name, member in members.items() if member not in _LEFT_OUT}


def _phone(phone_id: str, phone: Phone) -> dict[str, Any]:
    return {"id": phone_id, "number": phone.number} | _present(
        extension=phone.extension, type=phone.kind, description=phone.description
    )


def _schedule(schedule_id: str, opening: Opening) -> dict[str, Any]:
    monthly = any(len(day) > 2 for day in opening.days)  # noqa: PLR2004 - "2TU": a day of the month
    return _present(
        id=schedule_id,
        freq=("MONTHLY" if monthly else "WEEKLY") if opening.days else None,
        byday=",".join(opening.days),
        opens_at=opening.opens_at and opening.opens_at.isoformat(),
        closes_at=opening.closes_at and opening.closes_at.isoformat(),
        valid_from=opening.valid_from and opening.valid_from.isoformat(),
        valid_to=opening.valid_to and opening.valid_to.isoformat(),
        description=opening.description,
    )


def _cost(identifier: str, cost: Cost) -> dict[str, Any]:
    told = _present(currency=cost.currency, option=cost.option, amount_description=cost.description)
    return {"id": identifier} | told | ({} if cost.amount is None else {"amount": cost.amount})


def _location(ids: _Ids, index: int, place: Place) -> dict[str, Any]:
    location = _present(
        id=ids.of("location", index),
        location_type=place.kind.value,
        name=place.name,
        url=place.url,
        transportation=place.transportation,
        accessibility=[
            {"id": ids.of("accessibility", f"{index}/{number}"), "description": description}
            for number, description in enumerate(place.accessibility)
        ],
    )
    if place.position:
        location |= {"latitude": place.position.latitude, "longitude": place.position.longitude}
    if place.address:
        location["addresses"] = [_address(ids.of("address", index), place)]
    return location


def _address(address_id: str, place: Place) -> dict[str, Any]:
    address = place.address
    assert address is not None, "the caller looked"
    return {
        "id": address_id,
        "address_1": address.line_1,
        "city": address.city,
        "state_province": address.state_province,
        "postal_code": address.postal_code,
        "country": address.country,
        "address_type": place.kind.value,
        **_present(address_2=address.line_2, region=address.region),
    }


def _attributes(ids: _Ids, details: ListingDetails) -> list[dict[str, Any]]:
    categories = [Term(category.value, category.value, CATEGORY_TAXONOMY) for category in details.categories]
    return [
        {
            "id": ids.of("attribute", f"{term.taxonomy}/{term.code}"),
            "link_entity": "service",
            "taxonomy_term": {
                "id": ids.of("term", f"{term.taxonomy}/{term.code}"),
                "name": term.name,
                "description": term.name,
                **_present(code=term.code, taxonomy=term.taxonomy),
            },
        }
        for term in (*categories, *details.needs)
    ]


def _capacity(ids: _Ids, capacity: Capacity) -> dict[str, Any]:
    return {
        "id": ids.of("capacity", "here"),
        "unit": _UNIT_OF_PLACES,
        "available": capacity.free_places,
        "updated": capacity.said_at.isoformat(timespec="milliseconds"),
        **_present(maximum=capacity.total_places, description=capacity.note),
    }
