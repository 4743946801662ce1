"""SQL: which day it is, or was, in a municipality."""


def zone_of(municipality_id: str) -> str:
    """Its time zone (an SQL expression); UTC for the seconds until identity has told it."""
    return f"""coalesce((
        SELECT z.time_zone FROM municipality_clock z WHERE z.municipality_id = {municipality_id}), 'UTC')"""


def day_in(municipality_id: str, at: str) -> str:
    """The local day of a moment there (an SQL expression)."""
    return f"CAST(CAST({at} AS timestamptz) AT TIME ZONE {zone_of(municipality_id)} AS date)"


def today_in(municipality_id: str) -> str:
    """The day that it is there, with the parameter `:now` (an SQL expression)."""
    return day_in(municipality_id, ":now")
