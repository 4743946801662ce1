"""The list of what must be done: what a row shows, in one statement with its log lines; PostgreSQL builds the JSON.

Duties are read in the order of the list; whether one is shown is decided in that order and only until the page is full.
The grants for a person are read once a row, and say both whether they show it and what of the person's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from services.cases.access.predicate import SERVES, follows, reader, shows
from services.cases.coordination.domain.case import RISKS
from services.cases.duties.predicate import is_asked, is_for_privacy_officers, is_to_be_answered, is_to_be_read
from services.cases.people.rendering import display_name
from services.cases.tasks.domain.listing import BEGINNING, Place, Wanted, Whose
from services.cases.territories.predicate import today_in
from shared.contracts.cases.duties import DutyKind
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Listed:
    """A page of the list.

    Attributes:
        items: a JSON array, as PostgreSQL built it.
        last: where the last one stands, when there are more.
    """

    items: str
    last: Place | None


_AGENCY = "(SELECT CAST(:reader_agency AS uuid))"
_WORKER = "(SELECT CAST(:reader AS uuid))"
_RISK = "(ARRAY[" + ", ".join(f"'{risk}'" for risk in reversed(RISKS)) + "])[page.place % 4 + 1]"
_OPENS_AT: Final[Mapping[DutyKind, str]] = MappingProxyType(
    {
        DutyKind.TASK: "'/v1/cases/' || page.case_id || '/tasks/' || page.id",
        DutyKind.ACTION: "'/v1/cases/' || page.case_id || '/actions/' || page.id",
        DutyKind.REVIEW: "'/v1/cases/' || page.id",
        DutyKind.SIGNATURE: "'/v1/cases/' || page.case_id || '/plan/versions/' || page.id",
        DutyKind.HANDOVER: "'/v1/cases/' || page.case_id || '/handovers/' || page.id",
        DutyKind.INVITATION: "'/v1/team-invitations/' || page.id",
        DutyKind.WARNING: "'/v1/cases/' || page.case_id || '/warnings/' || page.id",
        DutyKind.COMPLAINT: "'/v1/cases/' || page.case_id || '/complaints/' || page.id",
        DutyKind.RIGHTS_REQUEST: "'/v1/rights-requests'",
        DutyKind.CONFERENCE: "'/v1/conferences/' || page.within_id",
        DutyKind.MESSAGE: "'/v1/threads/' || page.within_id || '/messages/' || page.item_id",
        DutyKind.TRANSITION: "'/v1/persons/' || page.ids[1] || '/transitions/' || page.id",
        DutyKind.RECEIPT: "'/v1/persons/' || page.ids[1] || '/transitions'",
    }
)
_PATH = f"""CASE page.kind {" ".join(f"WHEN '{kind}' THEN {path}" for kind, path in _OPENS_AT.items())}
    ELSE '/v1/referrals/' || page.id END"""


def _wanted(duty: str) -> str:
    return f"""{duty}.kind = ANY (CAST(:kinds AS text[])) AND {duty}.place < (SELECT CAST(:place_before AS integer))
        AND ({duty}.place, {duty}.id) > ((SELECT CAST(:after_place AS integer)), (SELECT CAST(:after_id AS uuid)))"""


_NO_LIMIT = "LIMIT (SELECT CAST(NULL AS bigint))"
"""The planner does not see its value and expects that a few rows are enough, so that it reads in the order of an index
instead of sorting all.
"""


def _assigned(condition: str) -> str:
    """What the agency must do, of which a condition on the duty `d` is true; an index holds its order."""
    return f"""
        SELECT d.*, d.place AS at FROM duty d
        WHERE d.for_agency_id = {_AGENCY} AND {condition} AND {_wanted("d")} ORDER BY d.place, d.id {_NO_LIMIT}"""


_MINE = f"""
    SELECT * FROM (
        ({_assigned(f"d.for_worker_id = {_WORKER}")})
        UNION ALL
        (SELECT d.*, d.place AS at FROM duty d
         WHERE d.for_agency_id = {_AGENCY} AND d.shown_as = 'complaint' AND has_role('supervisor') AND {_wanted("d")}
         ORDER BY d.place, d.id)
        UNION ALL
        (SELECT d.*, d.place AS at FROM duty d
         WHERE d.for_agency_id = {_AGENCY} AND d.shown_as = 'privacy' AND {is_for_privacy_officers("d")}
           AND {_wanted("d")}
         ORDER BY d.place, d.id)
        UNION ALL
        (SELECT d.*, d.place AS at FROM duty d
         WHERE d.for_agency_id = {_AGENCY} AND {_wanted("d")} AND d.for_worker_id = ANY (ARRAY(
             SELECT a.worker_id FROM absence a
             WHERE a.agency_id = :reader_agency AND a.deputy_id = :reader AND a.starts_at <= :now AND a.ends_at > :now))
         ORDER BY d.place, d.id)) d
    ORDER BY d.at, d.id {_NO_LIMIT}"""
"""What the reader must do by name, as supervisor, as privacy officer or as one of few who may know of somebody, and
what those must for whom they stand in.
"""


def _seated(condition: str) -> str:
    """What must be done where the agency works now on seats of which a condition on the listing `l` is true."""
    return f"""
        SELECT l.duty_id AS id, l.place, l.kind FROM duty_listing l
        WHERE l.agency_id = {_AGENCY} AND {condition} AND l.starts_at <= :now
          AND (l.ends_at IS NULL OR l.ends_at > :now)"""


_BY_NAME = _seated(f"l.worker_id = {_WORKER}")
_WITH_EVERYBODY = _seated("l.worker_id IS NULL")
_OF_THE_TEAM = f"""
    SELECT d.*, t.place AS at FROM (
        (SELECT t.id, t.place FROM ({_BY_NAME}) t WHERE {_wanted("t")} ORDER BY t.place, t.id)
        UNION ALL
        (SELECT t.id, t.place FROM ({_WITH_EVERYBODY}) t
         WHERE {_wanted("t")} AND NOT EXISTS (SELECT FROM ({_BY_NAME}) other WHERE other.id = t.id)
         ORDER BY t.place, t.id)
        ORDER BY place, id {_NO_LIMIT}) t
    JOIN duty d ON d.id = t.id ORDER BY t.place, t.id {_NO_LIMIT}"""

_WHO = """
    SELECT d.id, about.person_id, about.n, d.case_id, d.category, CAST('{}' AS uuid[]) AS agencies, d.sensitivity,
           d.agency_id, d.worker_id
    FROM unnest(d.person_id || d.also_about) WITH ORDINALITY AS about (person_id, n) WHERE d.person_id IS NOT NULL
    UNION ALL
    SELECT d.id, p.person_id, row_number() OVER (ORDER BY p.joined_at, p.person_id), p.case_id, p.category, p.agencies,
           'ordinary', NULL, NULL
    FROM case_person p WHERE d.shown_as = 'case' AND p.case_id = d.case_id AND p.left_at IS NULL"""
"""Whom the duty `d` is about, as the predicate wants it: of an item its people, of a case those who belong to it;
whoever is asked to work on a case is not told about whom.
"""
_IS_SHOWN_BY = f"""CASE d.shown_as WHEN 'case' THEN {follows("who")}
    ELSE :reader_agency = ANY (d.parties) OR {shows("who")} END"""
"""Grant `g` lets the reader see the duty, as far as it is about the person `who`; see `duties.predicate`."""
_GROUND = f"""
    SELECT array_agg(g.ground_kind || ':' || g.ground_id) FILTER (WHERE seen.is_shown) AS kinds,
           (array_agg(g.municipality_id))[1] AS municipality_id, bool_or({shows("i", "i.person_id")}) AS shows_name
    FROM access_grant g CROSS JOIN LATERAL (SELECT {_IS_SHOWN_BY} AS is_shown OFFSET 0) seen
    WHERE g.person_id = who.person_id AND {SERVES}"""
_PEOPLE = f"""
    SELECT json_agg(json_build_object('person_id', who.person_id, 'display_name', name.shown) ORDER BY who.n)
               FILTER (WHERE ground.kinds IS NOT NULL) AS persons,
           bool_and(ground.kinds IS NOT NULL) AS about_all,
           array_agg(who.person_id) AS ids, array_agg(ground.municipality_id) AS municipalities,
           array_agg(name.shown IS NOT NULL) AS named, array_agg(array_to_string(ground.kinds, ' ')) AS grounds
    FROM ({_WHO}) who LEFT JOIN person i ON i.person_id = who.person_id
    CROSS JOIN LATERAL ({_GROUND}) ground
    CROSS JOIN LATERAL (SELECT CASE WHEN ground.shows_name THEN {display_name("i")} END AS shown) name"""
_LOOKS = """(
    SELECT p.person_id, (array_agg(p.municipality_id))[1] AS municipality_id,
           array_agg(DISTINCT shown.category) AS categories, array_agg(DISTINCT ground.kind) AS grounds
    FROM page
    CROSS JOIN LATERAL unnest(page.ids, page.municipalities, page.named, page.grounds)
        AS p (person_id, municipality_id, named, grounds)
    CROSS JOIN unnest(CASE WHEN p.named THEN ARRAY[page.category, 'identity'] ELSE ARRAY[page.category] END)
        AS shown (category)
    CROSS JOIN unnest(string_to_array(p.grounds, ' ')) AS ground (kind)
    WHERE page.n <= :many
    GROUP BY p.person_id) look"""
_ROW = f"""json_build_object(
    'id', page.id, 'kind', page.kind, 'title', page.title, 'due_on', page.due_on,
    'is_overdue', coalesce(page.due_on < {today_in("page.municipality_id")}, false), 'since', page.since,
    'risk', {_RISK}, 'category', page.category, 'case_id', page.case_id,
    'persons', coalesce(page.persons, '[]'), 'agency_id', page.for_agency_id, 'worker_id', page.for_worker_id,
    'given', CASE WHEN page.given_at IS NOT NULL THEN json_build_object(
        'because', page.given_because, 'by_id', page.given_by_id, 'at', page.given_at) END,
    'opens_at', {_PATH})"""


_MESSAGE: Final = f"WHEN 'message' THEN {is_to_be_read('d')}"
_COMPLAINT: Final = f"WHEN 'complaint' THEN {is_to_be_answered('d')}"
_PRIVACY: Final = f"WHEN 'privacy' THEN {is_for_privacy_officers('d')}"


def _list(duties: str, *more: str) -> Statement:
    """A page and one more: the page is logged and shown, the one more says that there is a next page.

    Args:
        duties: a query.
        more: what else is shown in this list: urgent messages only to whoever has to read them.
    """
    logged = logging_looks(
        _LOOKS,
        act="'search_hit'",
        person_id="look.person_id",
        municipality_id="look.municipality_id",
        categories="look.categories",
        grounds="look.grounds",
    )
    return Statement(f"""
        WITH page AS MATERIALIZED (
            SELECT d.id, d.kind, d.title, d.due_on, d.since, d.category, d.case_id, d.for_agency_id, d.for_worker_id,
                   d.within_id, d.item_id, d.municipality_id, d.given_because, d.given_by_id, d.given_at,
                   d.at AS place, about.*, CAST(row_number() OVER (ORDER BY d.at, d.id) AS integer) AS n
            FROM ({duties}) d CROSS JOIN LATERAL ({_PEOPLE}) about
            WHERE CASE d.shown_as WHEN 'item' THEN about.about_all WHEN 'asked' THEN {is_asked("d")}
                       {" ".join(more)} WHEN 'case' THEN about.persons IS NOT NULL
                       WHEN 'referral' THEN about.persons IS NOT NULL ELSE false END
              AND (d.until IS NULL OR d.until > :now)
              AND (NOT CAST(:only_overdue AS boolean) OR d.due_on < {today_in("d.municipality_id")})
            ORDER BY d.at, d.id LIMIT (SELECT CAST(:many AS integer)) + 1),
        logged AS ({logged})
        SELECT coalesce(json_agg({_ROW} ORDER BY page.n) FILTER (WHERE page.n <= :many), '[]')::text AS items,
               count(*) > :many AS more,
               max(page.place) FILTER (WHERE page.n = :many) AS last_place,
               (array_agg(page.id) FILTER (WHERE page.n = :many))[1] AS last_id
        FROM page""")


_OF_A_COLLEAGUE: Final = _list(_assigned("d.for_worker_id = (SELECT CAST(:worker_id AS uuid))"))
_LISTS: Final[Mapping[Whose, Statement]] = MappingProxyType(
    {
        Whose.ME: _list(_MINE, _MESSAGE, _COMPLAINT, _PRIVACY),
        Whose.TEAM: _list(_OF_THE_TEAM),
        Whose.AGENCY: _list(_assigned("true"), _COMPLAINT, _PRIVACY),
    }
)


async def list_some(work: UnitOfWork, wanted: Wanted, after: Place | None, limit: int) -> Listed:
    """What must be done, as far as the caller may see what it arises from."""
    place, duty_id = after or BEGINNING
    values: dict[str, Any] = {
        **reader(work),
        **look_values(work, "list-tasks"),
        "worker_id": wanted.worker_id,
        "kinds": list(wanted.kinds or DutyKind),
        "place_before": wanted.place_before,
        "only_overdue": wanted.only_overdue,
        "after_place": place,
        "after_id": duty_id,
        "many": limit,
    }
    statement = _LISTS[wanted.whose] if wanted.worker_id is None else _OF_A_COLLEAGUE
    row = await work.row(statement, **values)
    assert row is not None
    return Listed(row["items"], (row["last_place"], row["last_id"]) if row["more"] else None)
