"""Listings as HealthcareService and Location, and who offers them as Organization."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.referrals.directory.domain.listing import Opening, Phone, Place, PlaceKind, ServiceListing
from services.referrals.directory.domain.search import FoundListing
from shared.fhir.elements import Element, coded, extension, meta, ours, reference, told
from shared.fhir.gravity import GRAVITY, GRAVITY_CODES

_DAYS: Final[Mapping[str, str]] = {
    "MO": "mon",
    "TU": "tue",
    "WE": "wed",
    "TH": "thu",
    "FR": "fri",
    "SA": "sat",
    "SU": "sun",
}
_AS_PHONE: Final[Mapping[str, str]] = {"fax": "fax", "sms": "sms", "text": "sms", "pager": "pager"}


def healthcare_service(found: FoundListing) -> Element:
    """What is offered, to whom, where and when; and whether a referral may be sent to it."""
    listing, details = found.listing, found.listing.details
    places = [
        reference("Location", location_id(listing.id, number), place.name or None)
        for number, place in enumerate(details.places)
    ]
    return told(
        resourceType="HealthcareService",
        id=listing.id,
        meta=meta(str(listing.version)),
        extension=[extension("takes-referrals", valueBoolean=listing.takes_referrals and listing.is_offered)],
        active=listing.is_offered,
        providedBy=_offered_by(found),
        category=[coded(ours("category"), one) for one in details.categories],
        type=[_term(one.code, one.name) for one in details.needs],
        location=places,
        name=details.name,
        comment=details.description,
        extraDetails=details.application_process,
        telecom=_telecom(details.phones, details.email, details.url),
        communication=[coded("urn:ietf:bcp:47", one) for one in details.languages],
        characteristic=[{"text": one} for place in details.places for one in place.accessibility],
        eligibility=[{"comment": details.eligibility.description}] if details.eligibility.description else [],
        availableTime=[time for one in details.openings if (time := _available(one))],
    )


def location_id(listing_id: UUID, number: int) -> str:
    """The id of one of a listing's places, from 0."""
    return f"{listing_id}-{number}"


def location(listing: ServiceListing, number: int) -> Element | None:
    """One of a listing's places; None where it has not as many."""
    if number >= len(listing.details.places):
        return None
    place = listing.details.places[number]
    where = place.position
    return told(
        resourceType="Location",
        id=location_id(listing.id, number),
        meta=meta(str(listing.version)),
        status="active" if listing.is_offered else "inactive",
        name=place.name or listing.details.name,
        description=place.transportation,
        mode="instance",
        telecom=[{"system": "url", "value": place.url}] if place.url else [],
        address=_address(place),
        position={"latitude": where.latitude, "longitude": where.longitude} if where else None,
        managingOrganization=reference("Organization", listing.organization_id) if listing.organization_id else None,
    )


def organization(identifier: UUID, name: str, *, active: bool | None = None, document: Any = None) -> Element:
    """Who offers something, or takes part.

    Args:
        document: its HSDS organization, where the directory lists it.
    """
    said = document or {}
    return told(
        resourceType="Organization",
        id=identifier,
        active=active,
        name=name,
        alias=[said["alternate_name"]] if said.get("alternate_name") else [],
        telecom=_telecom((), said.get("email") or "", said.get("website") or ""),
    )


def _offered_by(found: FoundListing) -> Element | None:
    offering = found.listing.organization_id or found.listing.agency_id
    return reference("Organization", offering, found.organization_name or None) if offering else None


def _term(code: str, name: str) -> Element:
    return coded(GRAVITY_CODES if code in GRAVITY else ours("need-term"), code, name or None)


def _telecom(phones: Sequence[Phone], email: str, url: str) -> list[Element]:
    said = [told(system=_AS_PHONE.get(one.kind.lower(), "phone"), value=one.number) for one in phones]
    said += [{"system": "email", "value": email}] if email else []
    return said + ([{"system": "url", "value": url}] if url else [])


def _available(opening: Opening) -> Element:
    """Days of every week; what is open once a month is for its description to say."""
    weekly = [_DAYS[day] for day in opening.days if day in _DAYS]
    if not weekly:
        return {}
    return told(
        daysOfWeek=weekly,
        availableStartTime=opening.opens_at and opening.opens_at.isoformat(),
        availableEndTime=opening.closes_at and opening.closes_at.isoformat(),
    )


def _address(place: Place) -> Element | None:
    address = place.address
    if address is None:
        return None
    return told(
        type="postal" if place.kind is PlaceKind.POSTAL else None,
        line=[line for line in (address.line_1, address.line_2) if line],
        city=address.city,
        state=address.state_province,
        postalCode=address.postal_code,
        country=address.country,
    )
