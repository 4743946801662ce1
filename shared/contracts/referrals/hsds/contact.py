"""How to reach somebody, and in which language."""

from uuid import UUID

from shared.contracts.referrals.hsds.record import Number
from shared.contracts.referrals.hsds.taxonomy import DescribedRecord


class Language(DescribedRecord):
    """A language that is spoken there; `code` is ISO 639 or BCP 47."""

    service_id: UUID | None = None
    location_id: UUID | None = None
    phone_id: UUID | None = None
    name: str | None = None
    code: str | None = None
    note: str | None = None


class Phone(DescribedRecord):
    location_id: UUID | None = None
    service_id: UUID | None = None
    organization_id: UUID | None = None
    contact_id: UUID | None = None
    service_at_location_id: UUID | None = None
    number: str
    extension: Number | None = None
    type: str | None = None
    description: str | None = None
    languages: tuple[Language, ...] = ()


class Contact(DescribedRecord):
    """Somebody at the agency: a name is personal data of that worker, published by their employer."""

    organization_id: UUID | None = None
    service_id: UUID | None = None
    service_at_location_id: UUID | None = None
    location_id: UUID | None = None
    name: str | None = None
    title: str | None = None
    department: str | None = None
    email: str | None = None
    phones: tuple[Phone, ...] = ()


class Url(DescribedRecord):
    """A further address on the web (HSDS 3.1)."""

    label: str | None = None
    url: str
    organization_id: UUID | None = None
    service_id: UUID | None = None
