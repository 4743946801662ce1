"""Opening a person, or one list of their parts: one statement that decides, renders and logs."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.cases.access.predicate import grounds, may_know, may_read, reader, shows, standing, stands_to_read
from services.cases.people import rendering
from services.cases.people.domain.parts import Part
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

PERSON = "CAST(:person_id AS uuid)"


def _opened(rendered: str, *, shows_others: bool) -> Statement:
    """The statement that renders and logs: the person, and each other person whom a relationship names."""
    looks = f"""
        SELECT {PERSON} AS person_id, (SELECT g.municipality_id FROM standing g LIMIT 1) AS municipality_id,
               ARRAY(SELECT category FROM unnest(CAST(:categories AS text[])) AS category
                     WHERE EXISTS (SELECT FROM standing g WHERE 'read' = ANY (g.operations)
                                   AND category = ANY (g.categories) AND category <> ALL (g.refused))) AS categories,
               ARRAY(SELECT g.ground_kind || ':' || g.ground_id FROM standing g
                     WHERE 'read' = ANY (g.operations)) AS grounds
        FROM answer"""
    if shows_others:
        looks += f"""
        UNION ALL SELECT other.person_id, other.municipality_id, ARRAY['identity'], other.grounds
        FROM ({rendering.others_shown(PERSON, stands_to_read)}) other"""
    logged = logging_looks(
        f"({looks}) look",
        act="'opened'",
        person_id="look.person_id",
        municipality_id="look.municipality_id",
        categories="look.categories",
        grounds="look.grounds",
    )
    return Statement(f"""
        WITH standing AS MATERIALIZED ({standing(PERSON)}),
        answer AS (SELECT {rendered} AS shown WHERE EXISTS (SELECT FROM standing)),
        logged AS ({logged})
        SELECT shown::text FROM answer""")


def _one(listed: rendering.Listed) -> Statement:
    return Statement(f"""
        SELECT {listed.json}::text FROM {listed.source}
        WHERE {listed.alias}.id = :id AND {listed.of(PERSON)} AND {listed.is_shown(may_read)}""")


_LOGGED_NAMES = logging_looks(
    "found",
    act="'opened'",
    person_id="found.person_id",
    municipality_id="found.municipality_id",
    categories="ARRAY[found.category]",
    grounds="found.grounds",
)
_LISTS: Mapping[Part, str] = {
    Part.IDENTIFIER: rendering.identifiers_json(PERSON, stands_to_read),
    Part.CONTACT_POINT: rendering.contact_points_json(PERSON, stands_to_read),
    Part.ADDRESS: rendering.addresses_json(PERSON, stands_to_read),
    Part.RELATIONSHIP: rendering.relationships_json(PERSON, stands_to_read),
}
_OPEN = _opened(rendering.person_json(PERSON, stands_to_read), shows_others=True)
_OPEN_LIST = {
    part: _opened(f"json_build_object('items', {items}, 'next', NULL)", shows_others=part is Part.RELATIONSHIP)
    for part, items in _LISTS.items()
}
_NAMES = Statement(f"""
    WITH found AS MATERIALIZED (
        SELECT p.person_id, p.municipality_id, p.category, {rendering.display_name("p")} AS name,
               {grounds(shows("p", "p.person_id"))} AS grounds
        FROM person p WHERE p.person_id = ANY (CAST(:person_ids AS uuid[])) AND {may_read("p", item_id="p.person_id")}),
    logged AS ({_LOGGED_NAMES})
    SELECT person_id, name FROM found WHERE name IS NOT NULL
""")
_RENDER = Statement(f"SELECT {rendering.person_json(PERSON)}::text WHERE {may_know(PERSON)}")
_RENDER_ITEM = {part: _one(listed) for part, listed in rendering.LISTED.items()}
_ALL_CATEGORIES = sorted({part.category for part in Part})


async def open_person(work: UnitOfWork, person_id: UUID, operation: str) -> bytes | None:
    """What the reader may see of a person, as JSON; None when there is no ground, or no such person. Logged."""
    return await _open(work, _OPEN, person_id, operation, _ALL_CATEGORIES)


async def open_list(work: UnitOfWork, person_id: UUID, part: Part, operation: str) -> bytes | None:
    """One kind of parts that the reader may see, as a JSON page; None as for a person. Logged."""
    return await _open(work, _OPEN_LIST[part], person_id, operation, [part.category])


async def names(work: UnitOfWork, person_ids: Sequence[UUID], operation: str) -> dict[UUID, str]:
    """How these people are called, of those whose identity the reader may see. Logged."""
    looked = look_values(work, operation)
    rows = await work.rows(_NAMES, person_ids=person_ids, **reader(work), **looked)
    return {row["person_id"]: row["name"] for row in rows}


async def render_person(work: UnitOfWork, person_id: UUID) -> bytes | None:
    """The same JSON as `open_person`, to be compared and not to be shown."""
    rendered: str | None = await work.value(_RENDER, person_id=person_id, **reader(work))
    return None if rendered is None else rendered.encode()


async def render_item(work: UnitOfWork, person_id: UUID, part: Part, item_id: UUID) -> bytes | None:
    """One part in use, as JSON; None when the reader may not see all of it."""
    rendered: str | None = await work.value(_RENDER_ITEM[part], id=item_id, person_id=person_id, **reader(work))
    return None if rendered is None else rendered.encode()


async def _open(
    work: UnitOfWork, statement: Statement, person_id: UUID, operation: str, categories: Sequence[str]
) -> bytes | None:
    shown: str | None = await work.value(
        statement,
        person_id=person_id,
        categories=list(categories),
        **reader(work),
        **look_values(work, operation),
    )
    return None if shown is None else shown.encode()
