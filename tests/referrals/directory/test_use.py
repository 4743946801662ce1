"""What a listing costs at least, and when it is open in a week."""

from datetime import date, time

import pytest

from services.referrals.directory.domain.costs import lowest_cost
from services.referrals.directory.domain.listing import Cost, ListingDetails, Opening
from services.referrals.directory.domain.opening_hours import Hours, Weekday, hours_of
from services.referrals.directory.domain.reading import details_of
from shared.contracts.referrals.hsds.service import Service, ServiceStatus
from tests.referrals.directory.feeds import service

EURO, FRANC = Cost(5.0, "EUR"), Cost(3.0, "CHF")
FREE = Cost(0.0)


def details(**members: object) -> ListingDetails:
    return ListingDetails(**{"name": "x", "status": ServiceStatus.ACTIVE, **members})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("costs", "fees", "lowest"),
    [
        ((), "", None),
        ((), "Gratuit !", FREE),
        ((), "Free of charge", FREE),
        ((), "Free for residents, 20 EUR for others", None),
        ((Cost(description="As you can"),), "", None),
        ((Cost(20.0, "EUR"), EURO), "", EURO),
        ((EURO, FRANC), "", EURO),
        ((EURO, FREE), "", FREE),
        ((EURO,), "free", EURO),
    ],
)
def test_the_lowest_cost_is_what_somebody_pays_at_least(
    costs: tuple[Cost, ...], fees: str, lowest: Cost | None
) -> None:
    assert lowest_cost(details(costs=costs, fees=fees)) == lowest


def test_what_is_limited_in_time_or_impossible_is_no_cost_to_search_by() -> None:
    options = [
        {"id": "0198c0de-0000-7000-8000-000000000001", "amount": 0, "valid_to": "2024-12-31"},
        {"id": "0198c0de-0000-7000-8000-000000000002", "amount": -3, "currency": "euro"},
    ]
    assert details_of(Service.model_validate(service(cost_options=options))).costs == (Cost(),)


def test_hours_are_those_of_each_day_and_run_into_the_next() -> None:
    night = Opening(("FR", "-1SU"), time(22), time(6, 30), date(2026, 1, 1), date(2026, 12, 31))
    holds, nights = (date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 1, 2), date(2027, 1, 1))
    assert hours_of([night]) == (
        Hours(Weekday.FRIDAY, 1320, 1440, *holds),
        Hours(Weekday.SATURDAY, 0, 390, *nights),
        Hours(Weekday.SUNDAY, 1320, 1440, *holds),
        Hours(Weekday.MONDAY, 0, 390, *nights),
    )


@pytest.mark.parametrize(
    ("opening", "hours"),
    [
        (Opening(("MO",)), [(0, 1440)]),
        (Opening(("MO",), time(9)), [(540, 1440)]),
        (Opening(("MO",), None, time(9)), [(0, 540)]),
        (Opening(("MO",), time(9), time(0)), [(540, 1440)]),
        (Opening(("2MO",), time(9), time(10)), [(540, 600)]),
        (Opening((), time(9), time(10)), []),
        (Opening(("MONDAYS",), time(9), time(10)), []),
    ],
)
def test_what_is_left_out_is_the_rest_of_the_day(opening: Opening, hours: list[tuple[int, int]]) -> None:
    assert [(one.opens_at, one.closes_at) for one in hours_of([opening, opening])] == hours
