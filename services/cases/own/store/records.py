"""One's own record: who I am, what I need and want, who does what, who works with me."""

from typing import Final

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
_NEEDS: Final = f"""(
    SELECT coalesce(json_agg(json_build_object('id', n.id, 'case_id', n.case_id, 'category', n.category,
        'term', n.term, 'state', n.state, 'detail', n.detail, 'agency_id', {named_to_them("n.agency_id")})
        ORDER BY n.id), '[]')
    FROM need n WHERE {shown_to_them("n")})"""
_GOALS: Final = f"""(
    SELECT coalesce(json_agg(json_build_object('id', g.id, 'case_id', g.case_id, 'category', g.category,
        'state', g.state, 'own_words', g.own_words, 'wording', g.wording, 'horizon', g.horizon,
        'target_on', g.target_on, 'scale', g.scale,
        'i_said', {_LAST_WORD.format(voices="'person', 'representative'")},
        'workers_said', {_LAST_WORD.format(voices="'worker'")}) ORDER BY g.id), '[]')
    FROM goal g WHERE {shown_to_them("g")})"""
_ACTIONS: Final = f"""(
    SELECT coalesce(json_agg(json_build_object('id', a.id, 'goal_id', (
            SELECT g.id FROM goal g WHERE g.id = a.goal_id AND {shown_to_them("g")}), 'category', a.category,
        'state', a.state, 'title', a.title, 'due_on', a.due_on, 'owner_kind', a.owner_kind,
        'owner_agency_id', {named_to_them("a.owner_agency_id")}, 'version', a.version,
        'is_mine', a.owner_kind = 'person' AND a.owner_id = :person_id) ORDER BY a.id), '[]')
    FROM planned_action a WHERE {shown_to_them("a")})"""
_CONTACTS: Final = f"""(
    SELECT coalesce(json_agg(json_build_object('kind', c.kind, 'safe', c.safe,
        'value', {sealed("contact_point.value", "c.id", "c.value")}) ORDER BY c.id), '[]')
    FROM contact_point c
    WHERE c.person_id = :person_id AND c.ended_at IS NULL AND c.sensitivity <> 'sealed' AND :is_the_person)"""
_ADDRESSES: Final = f"""(
    SELECT coalesce(json_agg(json_build_object('use', a.use, 'lines', {_place("lines")},
        'postcode', {_place("postcode")}, 'locality', {_place("locality")},
        'country', {_place("country")}) ORDER BY a.id), '[]')
    FROM address a JOIN address_place p ON p.address_id = a.id
    WHERE a.person_id = :person_id AND a.ended_at IS NULL AND a.sensitivity <> 'sealed'
      AND :is_the_person AND NOT a.protected AND NOT is_sheltered(a.id, a.person_id))"""
_TEAM: Final = f"""(
    SELECT coalesce(json_agg(json_build_object('case_id', t.case_id, 'agency_id', t.agency_id,
        'capacity', t.capacity, 'is_lead', t.is_lead) ORDER BY t.case_id, t.is_lead DESC, t.id), '[]')
    FROM team_member t JOIN case_person cp ON cp.case_id = t.case_id AND cp.person_id = :person_id
    WHERE cp.left_at IS NULL AND :is_the_person AND t.ended_at IS NULL AND t.seat NOT IN ('tail', 'guest')
      AND t.sector NOT IN ({_SECTORS}) AND cp.category NOT IN ({WITHHELD})
      AND t.starts_at <= :now AND (t.ends_at IS NULL OR t.ends_at > :now))"""
_RECORD: Final = Statement(f"""
    WITH looked AS ({LOGGED})
    SELECT json_build_object('identity', {identity_json("me")}, 'contact_points', {_CONTACTS},
        'addresses', {_ADDRESSES}, 'needs', {_NEEDS}, 'goals', {_GOALS}, 'actions', {_ACTIONS},
        'team', {_TEAM})::text
    FROM person me WHERE me.person_id = :person_id AND me.sensitivity <> 'sealed'
""")


async def own_record(work: UnitOfWork, speaker: Speaker) -> str | None:
    """The record as JSON; None where not even the name is theirs to read. Logged by the same statement."""
    found: str | None = await work.value(
        _RECORD,
        shown_categories=[one.value for one in SHOWN_CATEGORIES],
        **themselves(work, speaker, "read-own-record"),
    )
    return found
