"""When something is open."""

from typing import Literal
from uuid import UUID

from shared.contracts.referrals.hsds.record import Number
from shared.contracts.referrals.hsds.taxonomy import DescribedRecord


class Schedule(DescribedRecord):
    """Opening hours as a recurrence rule of RFC 5545; days and times are text, as published."""

    service_id: UUID | None = None
    location_id: UUID | None = None
    service_at_location_id: UUID | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    dtstart: str | None = None
    timezone: Number | None = None
    until: str | None = None
    count: Number | None = None
    wkst: Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"] | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: Number | None = None
    byday: str | None = None
    byweekno: str | None = None
    bymonthday: str | None = None
    byyearday: str | None = None
    description: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    schedule_link: str | None = None
    attending_type: str | None = None
    notes: str | None = None
