import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referrals.directory.domain.positions import Position, box_around, distance_km, growing_radii, position_of

PARIS = Position(48.8566, 2.3522)
LYON = Position(45.7640, 4.8357)
anywhere = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


def test_from_paris_to_lyon_are_392_km() -> None:
    assert distance_km(PARIS, LYON) == pytest.approx(392, abs=1)


@given(anywhere, anywhere)
def test_the_way_back_is_as_long_and_never_longer_than_half_the_earth(here: Position, there: Position) -> None:
    assert distance_km(here, there) == pytest.approx(distance_km(there, here), abs=1e-6)
    assert 0 <= distance_km(here, there) <= math.pi * 6371.01


@given(anywhere, st.floats(0.1, 500), st.floats(0, 360), st.floats(0, 1))
def test_the_box_misses_nothing_within_the_distance(
    centre: Position, within_km: float, bearing: float, share: float
) -> None:
    point = _at(centre, bearing, within_km * share)
    box = box_around(centre, within_km)
    assert box.south <= point.latitude <= box.north
    assert box.west <= point.longitude <= box.east


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(None, 2.0), (2.0, None), (0, 0), (100, 101), (48.8, 181), (math.nan, 2.0)]
)
def test_numbers_that_name_no_place_on_earth_are_no_position(latitude: float | None, longitude: float | None) -> None:
    assert position_of(latitude, longitude) is None


def _at(centre: Position, bearing: float, km: float) -> Position:
    """The point that far away in that direction, on the sphere."""
    latitude, longitude, way = math.radians(centre.latitude), math.radians(centre.longitude), km / 6371.0088
    course = math.radians(bearing)
    up = math.sin(latitude) * math.cos(way) + math.cos(latitude) * math.sin(way) * math.cos(course)
    there = math.asin(max(-1.0, min(1.0, up)))
    across = math.atan2(
        math.sin(course) * math.sin(way) * math.cos(latitude), math.cos(way) - math.sin(latitude) * math.sin(there)
    )
    return Position(math.degrees(there), (math.degrees(longitude + across) + 540) % 360 - 180)


def test_circles_grow_up_to_the_whole_and_skip_what_was_seen() -> None:
    assert list(growing_radii(64.0)) == [1.0, 4.0, 16.0, 64.0]
    assert list(growing_radii(64.0, beyond_km=4.0)) == [16.0, 64.0]
    assert list(growing_radii(64.0, beyond_km=64.0)) == [64.0]
