"""SQL: the notices that a reader is shown, with the people in them and the grounds on which they are shown."""

from typing import Final

from services.cases.access.predicate import SERVES, follows, shows
from services.cases.notices.domain.notice import ITEMS, About
from services.cases.notices.predicate import IS_FOR_THEM, MAY_SEE
from services.cases.voice.predicate import hears_by

_GROUND: Final = "g.ground_kind || ':' || g.ground_id"
_CLASSIFIED: Final = ", ".join(f"'{kind}'" for kind in (*ITEMS, About.MESSAGE))
_SEEN: Final = f"""
    SELECT who.person_id, g.municipality_id, {_GROUND} AS ground
    FROM unnest(n.person_id || n.also_about) AS who (person_id)
    CROSS JOIN LATERAL (SELECT n.item_id AS id, who.person_id, n.category, n.sensitivity, n.agency_id, n.worker_id) one
    JOIN access_grant g ON {shows("one")}
    WHERE n.about IN ({_CLASSIFIED})
    UNION ALL
    SELECT w.person_id, g.municipality_id, {_GROUND}
    FROM complaint w JOIN access_grant g ON {hears_by("w")}
    WHERE n.about = '{About.COMPLAINT}' AND w.id = n.item_id
    UNION ALL
    SELECT p.person_id, p.municipality_id, {_GROUND}
    FROM case_person p JOIN access_grant g ON {follows("p")}
    WHERE n.about = '{About.CASE}' AND p.case_id = n.case_id AND p.left_at IS NULL
    UNION ALL
    SELECT g.person_id, g.municipality_id, {_GROUND}
    FROM access_grant g
    WHERE n.about IN ('{About.PERSON}', '{About.EARLY_WARNING}', '{About.TRANSITION}', '{About.SEALED_ITEM}')
      AND g.person_id = n.person_id AND {SERVES}
    UNION ALL
    SELECT n.person_id, n.municipality_id, n.about || ':' || n.item_id
    WHERE n.about IN ('{About.REFERRAL}', '{About.MANDATE}', '{About.RIGHTS_REQUEST}')"""
"""Whom the notice `n`, which the reader may see, shows to them, and each ground on which it does."""

IS_READ: Final = """(
    n.place <= coalesce((
        SELECT r.read_up_to FROM notice_reader r WHERE r.agency_id = :reader_agency AND r.worker_id = :reader), 0)
    OR EXISTS (SELECT FROM notice_read r
               WHERE r.notice_id = n.id AND r.agency_id = :reader_agency AND r.worker_id = :reader))"""
"""The reader has said that they have read the notice `n`."""


def told(condition: str, order: str) -> str:
    """A query: the notices for a reader, whether they may see them or not, each branch in the order of its index.

    Args:
        condition: on the notice `n`.
        order: ASC or DESC.
    """
    return f"""
        (SELECT n.* FROM notice n
         WHERE n.for_agency_id = :reader_agency AND n.for_worker_id = :reader AND {condition} ORDER BY n.place {order})
        UNION ALL
        (SELECT n.* FROM notice n
         WHERE n.for_agency_id = :reader_agency AND {IS_FOR_THEM} AND {condition} ORDER BY n.place {order})"""


def shown(condition: str, order: str, most: str) -> str:
    """A query: the first of these notices that the reader may see, numbered by `nth`, with whom they show.

    Args:
        most: how many at most, an SQL expression.
    """
    return f"""
        SELECT n.*, seen.people, seen.territories, seen.grounds
        FROM (
            SELECT n.*, CAST(row_number() OVER (ORDER BY n.place {order}) AS integer) AS nth
            FROM ({told(condition, order)}) n WHERE {MAY_SEE}
            ORDER BY n.place {order} LIMIT {most}) n
        CROSS JOIN LATERAL (
            SELECT array_agg(s.person_id) AS people, array_agg(s.municipality_id) AS territories,
                   array_agg(s.ground) AS grounds
            FROM ({_SEEN}) s) seen"""


LOOKS: Final = """
    SELECT {by} who.person_id, (array_agg(who.municipality_id))[1] AS municipality_id,
           array_agg(DISTINCT shown.category) FILTER (WHERE shown.category IS NOT NULL) AS categories,
           array_agg(DISTINCT who.ground) AS grounds
    FROM shown
    CROSS JOIN LATERAL unnest(shown.people, shown.territories, shown.grounds)
        AS who (person_id, municipality_id, ground)
    WHERE shown.nth <= :many
    GROUP BY {by} who.person_id"""
"""For each person in the first `:many` rows of the CTE `shown` what the access log says; `by` is empty, or what tells
readers apart, with a comma.
"""
