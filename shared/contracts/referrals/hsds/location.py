"""Where something is."""

from typing import Literal
from uuid import UUID

from shared.contracts.referrals.hsds.contact import Contact, Language, Phone
from shared.contracts.referrals.hsds.record import Number
from shared.contracts.referrals.hsds.schedule import Schedule
from shared.contracts.referrals.hsds.taxonomy import DescribedRecord

LocationType = Literal["physical", "postal", "virtual"]


class Address(DescribedRecord):
    location_id: UUID | None = None
    attention: str | None = None
    address_1: str
    address_2: str | None = None
    city: str
    region: str | None = None
    state_province: str
    postal_code: str
    country: str
    address_type: LocationType


class Accessibility(DescribedRecord):
    """What helps a person with a disability there."""

    location_id: UUID | None = None
    description: str | None = None
    details: str | None = None
    url: str | None = None


class Location(DescribedRecord):
    location_type: LocationType
    url: str | None = None
    organization_id: UUID | None = None
    name: str | None = None
    alternate_name: str | None = None
    description: str | None = None
    transportation: str | None = None
    latitude: Number | None = None
    longitude: Number | None = None
    external_identifier: str | None = None
    external_identifier_type: str | None = None
    languages: tuple[Language, ...] = ()
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
