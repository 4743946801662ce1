from datetime import UTC, date, datetime

import pytest

from services.referrals.directory.domain.listing import ListingDetails, is_stale
from shared.contracts.referrals.hsds.service import ServiceStatus

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("assured_on", "last_modified", "stale"),
    [
        (date(2026, 5, 1), None, False),
        (date(2025, 6, 1), None, False),
        (date(2025, 5, 31), datetime(2026, 5, 1, tzinfo=UTC), True),
        (None, datetime(2026, 5, 1, tzinfo=UTC), False),
        (None, None, True),
    ],
)
def test_a_listing_is_stale_when_nobody_checked_it_for_a_year(
    assured_on: date | None, last_modified: datetime | None, stale: bool
) -> None:
    details = ListingDetails("Debt advice", ServiceStatus.ACTIVE, assured_on=assured_on, last_modified=last_modified)
    assert is_stale(details, TODAY) is stale
