"""One's own record: who I am, what I need and want, who does what, who works with me."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.cases.accounts.domain import WITHHELD_CATEGORIES, WITHHELD_SECTORS, Speaker
from services.cases.accounts.predicate import WITHHELD, logging_their_look, named_to_them, shown_to_them, themselves
from services.cases.people.rendering import identity_json
from shared.contracts.cases.vocabulary import Category
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.marks import sealed

_SECTORS: Final = ", ".join(f"'{one}'" for one in WITHHELD_SECTORS)
SHOWN_CATEGORIES: Final = tuple(one for one in Category if one not in WITHHELD_CATEGORIES)


LOGGED: Final = logging_their_look("CAST(:shown_categories AS text[])")


def _place(name: str) -> str:
    """A column of the place `p` of an address."""
    return sealed(f"address_place.{name}", "p.address_id", f"p.{name}")


_LAST_WORD: Final = """(
    SELECT json_build_object('level', p.level, 'words', p.words, 'marked_at', p.marked_at)
    FROM goal_progress p
    WHERE p.goal_id = g.id AND p.person_id = :person_id AND p.said_by IN ({voices})
      AND p.category = g.category AND (p.sensitivity = 'ordinary' OR p.sensitivity = 'sensitive' AND :is_the_person)
    ORDER BY p.id DESC LIMIT 1)"""
_NEED: Final = f"""json_build_object('id', n.id, 'case_id', n.case_id, 'category', n.category, 'term', n.term,
    'state', n.state, 'detail', n.detail, 'agency_id', {named_to_them("n.agency_id")})"""
_GOAL: Final = f"""json_build_object('id', g.id, 'case_id', g.case_id, 'category', g.category, 'state', g.state,
    'own_words', g.own_words, 'wording', g.wording, 'horizon', g.horizon, 'target_on', g.target_on, 'scale', g.scale,
    'i_said', {_LAST_WORD.format(voices="'person', 'representative'")},
    'workers_said', {_LAST_WORD.format(voices="'worker'")})"""
_ACTION: Final = f"""json_build_object('id', a.id, 'goal_id', (
        SELECT g.id FROM goal g WHERE g.id = a.goal_id AND {shown_to_them("g")}), 'category', a.category,
    'state', a.state, 'title', a.title, 'due_on', a.due_on, 'owner_kind', a.owner_kind,
    'owner_agency_id', {named_to_them("a.owner_agency_id")}, 'version', a.version,
    'is_mine', a.owner_kind = 'person' AND a.owner_id = :person_id)"""
_CONTACT: Final = f"""json_build_object('kind', c.kind, 'safe', c.safe,
    'value', {sealed("contact_point.value", "c.id", "c.value")})"""
_ADDRESS: Final = f"""json_build_object('use', d.use, 'lines', {_place("lines")}, 'postcode', {_place("postcode")},
    'locality', {_place("locality")}, 'country', {_place("country")})"""
_MEMBER: Final = """json_build_object('case_id', t.case_id, 'agency_id', t.agency_id, 'capacity', t.capacity,
    'is_lead', t.is_lead)"""


@dataclass(frozen=True)
class _Kind:
    """One list of the record.

    Attributes:
        rows: what follows FROM.
        row: its alias.
        shown: which of them are theirs to read.
        item: one of them as JSON.
    """

    rows: str
    row: str
    shown: str
    item: str


_KINDS: Final = {
    "contact_points": _Kind(
        "contact_point c",
        "c",
        "c.person_id = :person_id AND c.ended_at IS NULL AND c.sensitivity <> 'sealed' AND :is_the_person",
        _CONTACT,
    ),
    "addresses": _Kind(
        "address d JOIN address_place p ON p.address_id = d.id",
        "d",
        """d.person_id = :person_id AND d.ended_at IS NULL AND d.sensitivity <> 'sealed'
           AND :is_the_person AND NOT d.protected AND NOT is_sheltered(d.id, d.person_id)""",
        _ADDRESS,
    ),
    "team": _Kind(
        "team_member t JOIN case_person cp ON cp.case_id = t.case_id AND cp.person_id = :person_id",
        "t",
        f"""cp.left_at IS NULL AND :is_the_person AND t.ended_at IS NULL AND t.seat NOT IN ('tail', 'guest')
            AND t.sector NOT IN ({_SECTORS}) AND cp.category NOT IN ({WITHHELD})
            AND t.starts_at <= :now AND (t.ends_at IS NULL OR t.ends_at > :now)""",
        _MEMBER,
    ),
    "needs": _Kind("need n", "n", shown_to_them("n"), _NEED),
    "goals": _Kind("goal g", "g", shown_to_them("g"), _GOAL),
    "actions": _Kind("planned_action a", "a", shown_to_them("a"), _ACTION),
}
"""In the order in which they are read."""


def _ids(place: int, kind: _Kind) -> str:
    """Which of a list are theirs, after the last that was read."""
    after = f"""({place}, {kind.row}.id) > (CAST(:after_place AS bigint), CAST(:after_id AS uuid))"""
    return f"""(SELECT {place} AS place, {kind.row}.id FROM {kind.rows}
        WHERE {kind.shown} AND (CAST(:after_place AS bigint) IS NULL OR {after})
        ORDER BY {kind.row}.id LIMIT CAST(:many AS integer) + 1)"""


def _items(place: int, kind: _Kind) -> str:
    """Those of a list that stand on this page, as JSON."""
    return f"""(SELECT coalesce(json_agg({kind.item} ORDER BY {kind.row}.id), '[]')
        FROM on_page o JOIN {kind.rows} ON {kind.row}.id = o.id WHERE o.place = {place} AND {kind.shown})"""


_LISTED: Final = " UNION ALL ".join(_ids(place, kind) for place, kind in enumerate(_KINDS.values()))
_LISTS: Final = ", ".join(f"'{name}', {_items(place, kind)}" for place, (name, kind) in enumerate(_KINDS.items()))
_RECORD: Final = Statement(f"""
    WITH looked AS ({LOGGED}),
    listed AS MATERIALIZED (
        SELECT place, id, row_number() OVER (ORDER BY place, id) AS nth FROM ({_LISTED}) l
        ORDER BY place, id LIMIT CAST(:many AS integer) + 1),
    on_page AS MATERIALIZED (SELECT place, id FROM listed WHERE nth <= :many)
    SELECT json_build_object('identity', {identity_json("me")}, {_LISTS},
        'last', (SELECT json_build_array(l.place, l.id) FROM listed l
                 WHERE l.nth = :many AND EXISTS (SELECT FROM listed more WHERE more.nth > :many)))::text
    FROM person me WHERE me.person_id = :person_id AND me.sensitivity <> 'sealed'
""")


async def own_record(work: UnitOfWork, speaker: Speaker, after: tuple[int, UUID] | None, limit: int) -> str | None:
    """A page of the record as JSON, with the place and id of its `last` thing where more follow; None where not even
    the name is theirs to read. Logged by the same statement.
    """
    after_place, after_id = after or (None, None)
    found: str | None = await work.value(
        _RECORD,
        after_place=after_place,
        after_id=after_id,
        many=limit,
        shown_categories=[one.value for one in SHOWN_CATEGORIES],
        **themselves(work, speaker, "read-own-record"),
    )
    return found
