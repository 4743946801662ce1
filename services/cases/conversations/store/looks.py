"""SQL: the lines of the access log, written by the statement that reads."""

from services.cases.access.predicate import shows
from shared.database.access_log import logging_looks

_LOOKS = f"""(
    SELECT one.person_id, ground.municipality_id, array_agg(DISTINCT one.category) AS categories,
           array_agg(DISTINCT ground.kind) AS grounds
    FROM (
        SELECT about.person_id, shown.category, shown.sensitivity, shown.agency_id, shown.worker_id
        FROM shown CROSS JOIN unnest(shown.person_id || shown.also_about) AS about (person_id)
        WHERE shown.n <= :many) one
    CROSS JOIN LATERAL (
        SELECT g.municipality_id, g.ground_kind || ':' || g.ground_id AS kind
        FROM access_grant g WHERE {shows("one")}) ground
    GROUP BY one.person_id, ground.municipality_id) look"""

LOGGED = logging_looks(
    _LOOKS,
    act="'opened'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="look.categories",
    grounds="look.grounds",
)
"""For a statement with the CTE `shown`, whose first `:many` rows (by `n`) the reader is given: one line for each person
whom they are about, with every ground on which they are shown.
"""
