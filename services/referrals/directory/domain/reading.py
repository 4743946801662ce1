"""From an HSDS service to a listing's details: what a feed says, in our words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar

from services.referrals.directory.domain.listing import (
    Address,
    Cost,
    Eligibility,
    ListingDetails,
    Opening,
    Phone,
    Place,
    PlaceKind,
    Term,
)
from services.referrals.directory.domain.positions import position_of
from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.hsds import contact, location, schedule, service, taxonomy

CATEGORY_TAXONOMY = "parcours-category"
"""The taxonomy under which our own categories travel in HSDS documents."""

OLDEST_AGE = 130
"""Feeds write 999 for "no limit"."""

HIGHEST_COST = 1_000_000_000

_CURRENCY = re.compile(r"^[A-Z]{3}$")
_Found = TypeVar("_Found")
_LANGUAGE_CODE = re.compile(r"^[A-Za-z]{2,3}(?=$|[-_])")


def details_of(published: service.Service, categories_of_codes: Mapping[str, Category] | None = None) -> ListingDetails:
    """What a service says.

    What we cannot read (an impossible position, a date in words) is left out here and kept in the document.

    Args:
        categories_of_codes: which of our categories a term's code of this feed stands for.
    """
    terms = [attribute.taxonomy_term for attribute in published.attributes if attribute.taxonomy_term]
    return ListingDetails(
        name=published.name,
        status=published.status,
        alternate_name=published.alternate_name or "",
        description=published.description or "",
        url=published.url or "",
        email=published.email or "",
        categories=_categories(terms, categories_of_codes or {}),
        needs=_each_once(_need(term) for term in terms if term.taxonomy != CATEGORY_TAXONOMY),
        eligibility=_eligibility(published),
        languages=_each_once(_language_codes(published)),
        areas=_each_once(area.name for area in published.service_areas if area.name),
        places=_each_once(_place(at.location) for at in published.service_at_locations if at.location),
        phones=_each_once(_phone(phone) for phone in _phones(published)),
        openings=_each_once(_opening(hours) for hours in _schedules(published)),
        application_process=published.application_process or "",
        fees=published.fees_description or published.fees or "",
        costs=_each_once(
            _cost(option) for option in published.cost_options if not option.valid_from and not option.valid_to
        ),
        interpretation=published.interpretation_services or "",
        alert=published.alert or "",
        assured_on=read_date(published.assured_date),
        last_modified=read_moment(published.last_modified),
    )


def read_date(text: str | None) -> date | None:
    """The day at the beginning of a text, if there is one."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def read_moment(text: str | None) -> datetime | None:
    """A moment, aware; one without an offset is taken to be UTC."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_time(text: str | None) -> time | None:
    """On the clock of the place; an offset, where there is one, says the same and stays in the document."""
    try:
        return time.fromisoformat(text or "").replace(tzinfo=None)
    except ValueError:
        return None


def _each_once(found: Iterable[_Found]) -> tuple[_Found, ...]:
    return tuple(dict.fromkeys(found))


def _count(number: float | None) -> int | None:
    return int(number) if number is not None and 0 <= number < 2**31 else None


def _need(term: taxonomy.TaxonomyTerm) -> Term:
    return Term(code=term.code or str(term.id), name=term.name, taxonomy=term.taxonomy or "")


def _categories(terms: Iterable[taxonomy.TaxonomyTerm], of_codes: Mapping[str, Category]) -> tuple[Category, ...]:
    ours = {category.value: category for category in Category}
    found = (
        ours.get(term.code or "") if term.taxonomy == CATEGORY_TAXONOMY else of_codes.get(term.code or "")
        for term in terms
    )
    return _each_once(category for category in found if category)


def _eligibility(published: service.Service) -> Eligibility:
    return Eligibility(
        minimum_age=_age_limit(published.minimum_age),
        maximum_age=_age_limit(published.maximum_age),
        description=published.eligibility_description or "",
    )


def _age_limit(age: float | None) -> float | None:
    return float(age) if age is not None and 0 <= age <= OLDEST_AGE else None


def _language_codes(published: service.Service) -> Iterator[str]:
    for spoken in (
        *published.languages,
        *(language for place in _locations(published) for language in place.languages),
    ):
        code = _language_code(spoken)
        if code:
            yield code


def _language_code(spoken: contact.Language) -> str | None:
    found = _LANGUAGE_CODE.match(spoken.code or "")
    return found[0].lower() if found else None


def _locations(published: service.Service) -> Iterator[location.Location]:
    return (at.location for at in published.service_at_locations if at.location)


def _phones(published: service.Service) -> Iterator[contact.Phone]:
    yield from published.phones
    for at in published.service_at_locations:
        yield from at.phones
    for place in _locations(published):
        yield from place.phones


def _schedules(published: service.Service) -> Iterator[schedule.Schedule]:
    yield from published.schedules
    for at in published.service_at_locations:
        yield from at.schedules
    for place in _locations(published):
        yield from place.schedules


def _phone(phone: contact.Phone) -> Phone:
    return Phone(
        number=phone.number,
        extension=_count(phone.extension),
        kind=phone.type or "",
        description=phone.description or "",
    )


def _opening(hours: schedule.Schedule) -> Opening:
    return Opening(
        days=tuple(day.strip().upper() for day in (hours.byday or "").split(",") if day.strip()),
        opens_at=_read_time(hours.opens_at),
        closes_at=_read_time(hours.closes_at),
        valid_from=read_date(hours.valid_from),
        valid_to=read_date(hours.valid_to),
        description=hours.description or "",
    )


def _cost(option: service.CostOption) -> Cost:
    """What is limited in time stays in the document: it may be over."""
    return Cost(
        amount=float(option.amount) if option.amount is not None and 0 <= option.amount < HIGHEST_COST else None,
        currency=_currency(option.currency or ""),
        option=option.option or "",
        description=option.amount_description or "",
    )


def _currency(text: str) -> str:
    code = text.strip().upper()
    return code if _CURRENCY.match(code) else ""


def _place(at: location.Location) -> Place:
    physical_first = sorted(at.addresses, key=lambda address: address.address_type != "physical")
    return Place(
        kind=PlaceKind(at.location_type),
        name=at.name or "",
        address=_address(physical_first[0]) if physical_first else None,
        position=position_of(at.latitude, at.longitude),
        url=at.url or "",
        transportation=at.transportation or "",
        accessibility=_each_once(help_.description for help_ in at.accessibility if help_.description),
    )


def _address(lines: location.Address) -> Address:
    return Address(
        line_1=lines.address_1,
        line_2=lines.address_2 or "",
        city=lines.city,
        region=lines.region or "",
        state_province=lines.state_province,
        postal_code=lines.postal_code,
        country=lines.country,
    )
