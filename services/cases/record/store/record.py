"""The record view: everything about one person that the reader may see, and why, in one statement with its log line."""

from uuid import UUID

from services.cases.access.predicate import may_read_about_all, reader, standing, stands_to_follow, stands_to_read
from services.cases.alerts.predicate import precautions_json
from services.cases.people.rendering import others_shown, person_json
from shared.contracts.cases.alerts import WarningState
from shared.contracts.cases.vocabulary import Category, Level
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

LATEST_NOTES = 20

_PERSON = "CAST(:person_id AS uuid)"

_CATEGORIES = ", ".join(f"('{category.value}', {number})" for number, category in enumerate(Category))


def _shown_about_all(item: str) -> str:
    """As `may_read_about_all`; the ordinary item is about this person alone."""
    return f"CASE WHEN {item}.also_about = '{{}}' THEN {stands_to_read(item)} ELSE {may_read_about_all(item)} END"


_READABLE = f"""
    SELECT c.category, c.number,
        coalesce(json_agg(json_build_object('kind', g.ground_kind, 'id', g.ground_id, 'agreement_id', g.agreement_id,
            'valid_until', g.valid_until) ORDER BY g.valid_from, g.id)
            FILTER (WHERE c.category <> ALL (g.refused)), '[]') AS because,
        coalesce(bool_or(c.category <> ALL (g.refused)), false) AS shown,
        count(g.id) > 0 AS has_ground
    FROM (VALUES {_CATEGORIES}) c(category, number)
    LEFT JOIN standing g ON c.category = ANY (g.categories) AND 'read' = ANY (g.operations)
        AND g.level = {Level.FULL.value}
    GROUP BY c.category, c.number
"""

_LOG = logging_looks(
    f"""(
        SELECT {_PERSON} AS person_id, (SELECT g.municipality_id FROM standing g LIMIT 1) AS municipality_id,
            (SELECT coalesce(array_agg(r.category ORDER BY r.number) FILTER (WHERE r.shown), '{{}}')
             FROM readable r) AS categories,
            (SELECT array_agg(DISTINCT g.ground_kind || ':' || g.ground_id) FROM standing g) AS grounds
        WHERE EXISTS (SELECT FROM standing)
        UNION ALL
        SELECT other.person_id, other.municipality_id, ARRAY['identity'], other.grounds
        FROM ({others_shown(_PERSON, stands_to_read)}) other) look""",
    act="'opened'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="look.categories",
    grounds="look.grounds",
)

_NEEDS = f"""
    SELECT coalesce(json_agg(json_build_object('id', n.id, 'case_id', n.case_id, 'category', n.category,
        'sensitivity', n.sensitivity, 'term', n.term, 'state', n.state, 'detail', n.detail, 'agency_id', n.agency_id,
        'written_at', n.written_at) ORDER BY n.id), '[]')
    FROM need n
    WHERE (n.person_id = :person_id OR (n.also_about @> ARRAY[CAST(:person_id AS uuid)] AND n.also_about <> '{{}}'))
      AND {_shown_about_all("n")}
"""
_NOTES = f"""
    SELECT coalesce(json_agg(latest.shown ORDER BY latest.id DESC), '[]') FROM (
        SELECT n.id, json_build_object('id', n.id, 'case_id', n.case_id, 'category', n.category,
            'sensitivity', n.sensitivity, 'text', n.text, 'agency_id', n.agency_id, 'worker_id', n.worker_id,
            'written_at', n.written_at) AS shown
        FROM note n
        WHERE (n.person_id = :person_id
               OR (n.also_about @> ARRAY[CAST(:person_id AS uuid)] AND n.also_about <> '{{}}'))
          AND {_shown_about_all("n")}
        ORDER BY n.id DESC LIMIT {LATEST_NOTES}) latest
"""
_WARNINGS = f"""
    SELECT coalesce(json_agg(json_build_object('id', w.id, 'case_id', w.case_id, 'category', w.category,
        'sensitivity', w.sensitivity, 'kind', w.kind, 'precautions', w.precautions, 'text', w.text,
        'review_on', w.review_on, 'told_on', w.told_on, 'not_told_because', w.not_told_because,
        'agency_id', w.agency_id, 'written_at', w.written_at) ORDER BY w.id), '[]')
    FROM warning w
    WHERE (w.person_id = :person_id OR (w.also_about @> ARRAY[CAST(:person_id AS uuid)] AND w.also_about <> '{{}}'))
      AND w.state = '{WarningState.STANDING}' AND {_shown_about_all("w")}
"""
_CASES = f"""
    SELECT coalesce(json_agg(json_build_object('id', k.id, 'category', k.category, 'state', k.state,
        'opened_at', k.opened_at, 'closed_at', k.closed_at, 'role', cp.role,
        'team', (SELECT coalesce(json_agg(json_build_object('agency_id', t.agency_id, 'worker_id', t.worker_id,
                    'capacity', t.capacity, 'is_lead', t.is_lead) ORDER BY t.is_lead DESC, t.id), '[]')
                 FROM team_member t
                 WHERE t.case_id = k.id AND t.seat NOT IN ('tail', 'guest') AND t.ended_at IS NULL
                   AND t.starts_at <= :now AND (t.ends_at IS NULL OR t.ends_at > :now))) ORDER BY k.id), '[]')
    FROM case_person cp JOIN support_case k ON k.id = cp.case_id
    WHERE cp.person_id = :person_id AND cp.left_at IS NULL
      AND {stands_to_follow("cp")}
"""

_OPEN = Statement(f"""
    WITH standing AS MATERIALIZED ({standing(":person_id")}),
    readable AS MATERIALIZED ({_READABLE}),
    looked AS ({_LOG})
    SELECT json_build_object(
        'person', {person_json(":person_id", stands_to_read)},
        'categories', (SELECT json_agg(json_build_object('category', r.category, 'shown', r.shown,
            'because', r.because, 'withheld_because',
            CASE WHEN r.shown THEN NULL WHEN r.has_ground THEN 'refused' ELSE 'no-ground' END) ORDER BY r.number)
            FROM readable r),
        'precautions', {precautions_json(":person_id")},
        'warnings', ({_WARNINGS}),
        'cases', ({_CASES}),
        'needs', ({_NEEDS}),
        'notes', ({_NOTES}))::text
    WHERE EXISTS (SELECT FROM standing)
""")


async def open_record(work: UnitOfWork, person_id: UUID) -> str | None:
    """The record as JSON, or None when there is no ground or no such person.

    The same statement logs the look, and one at each other person whom a relationship shows.
    """
    record: str | None = await work.value(
        _OPEN, person_id=person_id, **reader(work), **look_values(work, "open-record")
    )
    return record
