"""What is shown is logged by the statement that shows it."""

from services.cases.access.predicate import follows, grounds, may_follow
from shared.database.access_log import logging_looks


def logging(source: str) -> str:
    """SQL: a line of the log for each person whom the rows of `source` are about."""
    return logging_looks(
        f"""(
        SELECT who.person_id, (array_agg(row_.municipality_id))[1] AS municipality_id,
               array_agg(DISTINCT row_.category) AS categories,
               coalesce(array_agg(DISTINCT ground.said) FILTER (WHERE ground.said IS NOT NULL), '{{}}') AS grounds
        FROM {source} row_ CROSS JOIN unnest(row_.person_id || row_.also_about) AS who (person_id)
        LEFT JOIN LATERAL unnest(row_.grounds) AS ground (said) ON true
        GROUP BY who.person_id) look""",
        act="'opened'",
        person_id="look.person_id",
        municipality_id="look.municipality_id",
        categories="look.categories",
        grounds="look.grounds",
    )


OUTLINE = f"""
    SELECT p.person_id, CAST('{{}}' AS uuid[]) AS also_about, p.municipality_id, p.category,
           {grounds(follows("p"))} AS grounds
    FROM case_person p WHERE p.case_id = :case_id AND p.left_at IS NULL AND {may_follow("p")}"""
"""Whom the reader sees in the case: a version, review or signature is a look at its outline."""
LOOKED_AT_CASE = f"WITH outline AS ({OUTLINE}), logged AS ({logging('outline')})"
"""Begins a statement about the case `:case_id` that shows something of its outline."""
