"""SQL: what is shown is logged by the statement that shows it."""

from services.cases.access.predicate import follows, shows
from shared.database.access_log import logging_looks


def shown_of(rows: str, item_id: str = "id") -> str:
    """A query: for each person whom these rows are about, the category of the row and each ground on which it is shown.

    Args:
        rows: what follows FROM; has the columns of `columns.classified_columns`.
        item_id: the column with the id of the item that the row says something of.
    """
    return f"""
        SELECT one.person_id, g.municipality_id, one.category, g.ground_kind || ':' || g.ground_id AS ground
        FROM (
            SELECT row_.{item_id} AS id, who.person_id, row_.category, row_.sensitivity, row_.agency_id, row_.worker_id
            FROM {rows} row_ CROSS JOIN unnest(row_.person_id || row_.also_about) AS who (person_id)) one
        JOIN access_grant g ON {shows("one")}"""


OUTLINE = f"""
    SELECT p.person_id, p.municipality_id, p.category, g.ground_kind || ':' || g.ground_id AS ground
    FROM case_person p JOIN access_grant g ON {follows("p")}
    WHERE p.case_id = :case_id AND p.left_at IS NULL"""
"""A query as `shown_of` makes it: whom the reader sees in the case `:case_id`, of whose outline something is shown."""


def logging(shown: str) -> str:
    """For the WITH of a statement: one line of the access log for each person of whom something is shown.

    Args:
        shown: a query as `shown_of` makes it.
    """
    return logging_looks(
        f"""(
        SELECT shown.person_id, (array_agg(shown.municipality_id))[1] AS municipality_id,
               array_agg(DISTINCT shown.category) AS categories, array_agg(DISTINCT shown.ground) AS grounds
        FROM ({shown}) shown GROUP BY shown.person_id) look""",
        act="'opened'",
        person_id="look.person_id",
        municipality_id="look.municipality_id",
        categories="look.categories",
        grounds="look.grounds",
    )


LOOKED_AT_CASE = f"WITH logged AS ({logging(OUTLINE)})"
"""Begins a statement about the case `:case_id` that shows something of its outline."""


def read_one(rows: str, item_id: str = "id") -> str:
    """A statement that shows the row of the query `rows`, and logs the look.

    Args:
        item_id: as for `shown_of`.
    """
    return f"""
        WITH found AS MATERIALIZED ({rows}), logged AS ({logging(shown_of("found", item_id))}) SELECT * FROM found"""


def read_page(rows: str, by: str, item_id: str = "id") -> str:
    """A statement that shows `:many` rows of the query `rows` and logs the look at them, and one more if there is,
    which only says that there is a next page.

    Args:
        by: the column by which they are ordered.
        item_id: as for `shown_of`.
    """
    return f"""
        WITH found AS MATERIALIZED ({rows} ORDER BY {by} LIMIT (SELECT CAST(:many AS integer)) + 1),
        page AS (SELECT * FROM found ORDER BY {by} LIMIT (SELECT CAST(:many AS integer))),
        logged AS ({logging(shown_of("page", item_id))})
        SELECT * FROM found ORDER BY {by}"""
