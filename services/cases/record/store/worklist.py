"""The work list: what a row shows, in one statement with its log lines; PostgreSQL builds the JSON.

Cases are read in the order of the list, which an index of team members holds; the predicate is asked in that order and
only until the page is full; then what a row shows is looked up for the page. So a page costs the same whether the team
has twenty cases or thousands. The grants for a person of a case are read once, and say three things: on which grounds
the reader follows the case, whether that includes its words, and whether they may know the person's name.

Agency and worker stand in scalar sub-selects, where the planner does not see them: the statement has one plan, made
once (otherwise PostgreSQL plans it each time, for more than running it costs).
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.cases.access.predicate import SERVES, follows, may_read_about_all, reader, shows
from services.cases.coordination.domain.case import RISKS
from services.cases.people.rendering import display_name
from services.cases.timeline.predicate import may_see_line
from shared.contracts.cases.vocabulary import Level
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

Place = tuple[str, UUID]
"""Where a case stands in the list: `coordination.domain.case.place_in_worklist`, and its id."""

BEGINNING: Final[Place] = ("", UUID(int=0))


@dataclass(frozen=True)
class Listed:
    """A page of the work list.

    Attributes:
        items: a JSON array, as PostgreSQL built it.
        last: where the last one stands, when there are more.
    """

    items: str
    last: Place | None


_AGENCY = "(SELECT CAST(:reader_agency AS uuid))"
_WORKER = "(SELECT CAST(:reader AS uuid))"
_AFTER = "((SELECT CAST(:after_place AS text)), (SELECT CAST(:after_id AS uuid)))"
_RISK = "(ARRAY[" + ", ".join(f"'{risk}'" for risk in RISKS) + "])[page.risk + 1]"


def _works_now(member: str) -> str:
    return f"""{member}.ended_at IS NULL AND {member}.seat = 'member' AND {member}.starts_at <= :now
        AND ({member}.ends_at IS NULL OR {member}.ends_at > :now)"""


def _seats(seat: str, listed_by: str | None = None) -> str:
    """The cases of these seats of the agency in the order of the list, each once.

    Args:
        seat: a condition on the member `m`; an index holds the order of those who meet it.
        listed_by: a condition on the member `other`: a seat in the same case by which it is listed instead.
    """
    once = f"""
        AND NOT EXISTS (
            SELECT FROM team_member other
            WHERE other.case_id = m.case_id AND other.agency_id = m.agency_id AND {listed_by} AND {_works_now("other")})
    """
    return f"""(
        SELECT m.case_id, m.place, m.capacity FROM team_member m
        WHERE m.agency_id = {_AGENCY} AND {seat} AND {_works_now("m")} AND m.place IS NOT NULL
          AND (m.place, m.case_id) > {_AFTER} {once if listed_by else ""}
        ORDER BY m.place, m.case_id)"""


def _in_order(*seats: str) -> str:
    """All of these seats, as one list.

    A LIMIT whose value the planner does not see lets it expect that a few rows are enough, so that it reads each branch
    in the order of its index instead of sorting all.
    """
    return f"""
        SELECT * FROM ({" UNION ALL ".join(seats)}) m ORDER BY m.place, m.case_id LIMIT (SELECT CAST(NULL AS bigint))"""


_GROUND = f"""
    SELECT array_agg(g.ground_kind || ':' || g.ground_id) FILTER (WHERE seen.is_followed) AS kinds,
           bool_or(seen.is_followed AND g.level = {Level.FULL.value}) AS shows_words,
           bool_or({shows("i", "i.person_id")}) AS shows_name
    FROM access_grant g CROSS JOIN LATERAL (SELECT {follows("p")} AS is_followed OFFSET 0) seen
    WHERE g.person_id = p.person_id AND {SERVES}"""
"""How the reader stands to the person `p` of a case, named `i`; OFFSET 0 has each grant decided on once, not twice."""

_PEOPLE = f"""
    SELECT json_agg(json_build_object('person_id', p.person_id, 'role', p.role, 'display_name', name.shown)
                    ORDER BY p.joined_at, p.person_id) AS persons,
           count(*) FILTER (WHERE ground.shows_words) = cardinality(c.person_ids) AS words,
           array_agg(p.person_id) AS ids, array_agg(p.municipality_id) AS municipalities,
           array_agg(name.shown IS NOT NULL) AS named, array_agg(array_to_string(ground.kinds, ' ')) AS grounds
    FROM case_person p LEFT JOIN person i ON i.person_id = p.person_id
    CROSS JOIN LATERAL ({_GROUND}) ground
    CROSS JOIN LATERAL (SELECT CASE WHEN ground.shows_name THEN {display_name("i")} END AS shown) name
    WHERE p.case_id = c.id AND p.left_at IS NULL AND ground.kinds IS NOT NULL"""
"""The people of the case `c` whom the reader may know to be in it; no row of the list where there is nobody."""

_LOOKS = """(
    SELECT p.person_id, p.municipality_id, array_agg(DISTINCT shown.category) AS categories,
           array_agg(DISTINCT ground.kind) AS grounds
    FROM page
    CROSS JOIN LATERAL unnest(page.ids, page.municipalities, page.named, page.grounds)
        AS p (person_id, municipality_id, named, grounds)
    CROSS JOIN unnest(CASE WHEN p.named THEN ARRAY[page.category, 'identity'] ELSE ARRAY[page.category] END)
        AS shown (category)
    CROSS JOIN unnest(string_to_array(p.grounds, ' ')) AS ground (kind)
    WHERE page.n <= :many
    GROUP BY p.person_id, p.municipality_id) look"""
_ROW = f"""json_build_object(
    'case_id', page.id, 'category', page.category, 'risk', {_RISK}, 'next_review_on', page.next_review_on,
    'title', CASE WHEN page.words THEN page.title END, 'capacity', page.capacity,
    'changed_at', CASE WHEN page.words THEN page.changed_at ELSE page.outline_changed_at END,
    'lead', (SELECT json_build_object('agency_id', l.agency_id, 'worker_id', l.worker_id)
             FROM team_member l WHERE l.case_id = page.id AND l.is_lead AND l.ended_at IS NULL),
    'persons', page.persons,
    'open_needs', (SELECT count(*) FROM need i
                   WHERE i.case_id = page.id AND i.state IN ('open', 'being_met') AND {may_read_about_all("i")}),
    'next_due', (SELECT json_build_object('id', d.id, 'kind', d.kind, 'due_on', d.due_on) FROM duty d
                 WHERE d.case_id = page.id AND d.place IS NOT NULL AND d.due_on IS NOT NULL
                   AND (d.shown_as = 'case' OR d.shown_as = 'item' AND {may_read_about_all("d")})
                 ORDER BY d.place, d.id LIMIT 1),
    'last_activity_at', (SELECT e.at FROM timeline_entry e
                         WHERE e.case_id = page.id AND {may_see_line("e")} ORDER BY e.at DESC LIMIT 1))"""


def _list(members: str) -> Statement:
    """A page and one more: the page is logged and shown, the one more says that there is a next page."""
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
            SELECT c.id, c.category, c.title, c.risk, c.next_review_on, c.changed_at, c.outline_changed_at, about.*,
                   m.capacity, m.place,
                   CAST(row_number() OVER (ORDER BY m.place, m.case_id) AS integer) AS n
            FROM ({members}) m JOIN support_case c ON c.id = m.case_id CROSS JOIN LATERAL ({_PEOPLE}) about
            WHERE about.persons IS NOT NULL
            ORDER BY m.place, m.case_id LIMIT (SELECT CAST(:many AS integer)) + 1),
        logged AS ({logged})
        SELECT coalesce(json_agg({_ROW} ORDER BY page.n) FILTER (WHERE page.n <= :many), '[]')::text AS items,
               count(*) > :many AS more,
               max(page.place) FILTER (WHERE page.n = :many) AS last_place,
               (array_agg(page.id) FILTER (WHERE page.n = :many))[1] AS last_id
        FROM page""")


_MINE: Final = _list(
    _in_order(
        _seats(f"m.worker_id = {_WORKER}"),
        _seats("m.worker_id IS NULL", listed_by=f"other.worker_id = {_WORKER}"),
    )
)
_OF_THE_AGENCY: Final = _list(_in_order(_seats("true", listed_by="other.id < m.id")))


async def list_work(work: UnitOfWork, *, whole_agency: bool, after: Place | None, limit: int) -> Listed:
    """Open cases on whose team the caller, or anybody of the agency, is, as far as the caller may see them."""
    place, case_id = after or BEGINNING
    values: dict[str, Any] = {
        **reader(work),
        **look_values(work, "read-worklist"),
        "after_place": place,
        "after_id": case_id,
        "many": limit,
    }
    row = await work.row(_OF_THE_AGENCY if whole_agency else _MINE, **values)
    assert row is not None
    return Listed(row["items"], (row["last_place"], row["last_id"]) if row["more"] else None)
