"""Points on the earth and the way between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088
KM_PER_DEGREE_OF_LATITUDE = 111.195
POLE = 90.0
ANTIMERIDIAN = 180.0


@dataclass(frozen=True)
class Position:
    """WGS 84, decimal degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Box:
    """Between two parallels and two meridians; holds at least everything within the distance it was made for."""

    south: float
    west: float
    north: float
    east: float


def position_of(latitude: float | None, longitude: float | None) -> Position | None:
    """A position, if the two numbers name a place on earth.

    Feeds use 0, 0 for "unknown", and HSDS's own examples say 100° north: such a listing has an address, no position.
    """
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    if not (abs(latitude) <= POLE and abs(longitude) <= ANTIMERIDIAN):
        return None
    return Position(float(latitude), float(longitude))


def distance_km(one: Position, other: Position) -> float:
    """The great-circle distance, right to about 0.5 %.

    Source:
        The haversine formula, on a sphere of the earth's mean radius (IUGG).
    """
    half_latitudes = sin(radians(other.latitude - one.latitude) / 2) ** 2
    half_longitudes = sin(radians(other.longitude - one.longitude) / 2) ** 2
    chord = half_latitudes + cos(radians(one.latitude)) * cos(radians(other.latitude)) * half_longitudes
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def box_around(centre: Position, within_km: float) -> Box:
    """A box, cheaply computed, that misses nothing within the distance.

    It does not wrap around a pole or the antimeridian: there it is the whole cap or the whole belt.
    """
    height = within_km / KM_PER_DEGREE_OF_LATITUDE * 1.001
    south, north = max(-POLE, centre.latitude - height), min(POLE, centre.latitude + height)
    if max(abs(south), abs(north)) == POLE:
        return Box(south, -ANTIMERIDIAN, north, ANTIMERIDIAN)
    width = height / cos(radians(max(abs(south), abs(north))))
    west, east = centre.longitude - width, centre.longitude + width
    if west < -ANTIMERIDIAN or east > ANTIMERIDIAN:
        west, east = -ANTIMERIDIAN, ANTIMERIDIAN
    return Box(south, west, north, east)


def growing_radii(within_km: float, *, beyond_km: float = 0.0) -> Iterator[float]:
    """Radii to look in, one after the other, until there is enough: each circle has sixteen times the area.

    Args:
        beyond_km: what is nearer has been seen; a circle that holds only that is left out.
    """
    for share in (64, 16, 4):
        if within_km / share > beyond_km:
            yield within_km / share
    yield within_km
