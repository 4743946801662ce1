"""SQL: a query for documents that writes the access log in the same statement."""

from typing import Final

from services.cases.access.predicate import shows
from shared.database.access_log import logging_looks

_LOGGED: Final = logging_looks(
    "shown",
    act="'opened'",
    person_id="shown.person_id",
    municipality_id="shown.municipality_id",
    categories="shown.categories",
    grounds=f"""ARRAY(SELECT DISTINCT g.ground_kind || ':' || g.ground_id
        FROM access_grant g JOIN about ON about.person_id = shown.person_id AND {shows("about")})""",
)


def looking_at(rows: str, counted: str = "seen") -> str:
    """A query for `rows`, with one line in the access log for each person whom the rows of `counted` are about."""
    return f"""
        WITH seen AS MATERIALIZED ({rows}),
        about AS MATERIALIZED (
            SELECT one.person_id, s.municipality_id, s.category, s.sensitivity, s.agency_id, s.worker_id
            FROM {counted} AS s CROSS JOIN unnest(s.person_id || s.also_about) AS one (person_id)),
        shown AS (
            SELECT person_id, (array_agg(municipality_id))[1] AS municipality_id,
                   array_agg(DISTINCT category ORDER BY category) AS categories
            FROM about GROUP BY person_id),
        logged AS ({_LOGGED})
        SELECT * FROM seen"""
