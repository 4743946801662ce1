"""Finding people: one statement that probes stored keys, keeps what the reader may see, logs each hit and renders.

Every way of searching begins at an index with `=` or a range on a column in the collation `C`. These operators are
leakproof, so PostgreSQL uses the index below row security. What the reader may not see is dropped before anything is
sorted, counted or cut off, so that it shows through nowhere.

Values stand in scalar sub-selects, where the planner does not see them: every search of a kind has one plan, made once
(otherwise PostgreSQL plans a search by family name again each time, for three times what running it costs).
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.cases.access.predicate import may_read, reader, shows
from services.cases.people.domain.criteria import EVERY_KEY, Criteria, SearchBy
from services.cases.people.rendering import identity_json
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

BEGINNING: Final = ("", "", UUID(int=0))
"""The cursor before the first page."""


@dataclass(frozen=True)
class Found:
    """A page of people.

    Attributes:
        items: a JSON array, as PostgreSQL built it.
        last: sort keys of the last one, when there are more.
    """

    items: str
    last: tuple[str, str, UUID] | None


def _value(parameter: str, kind: str = "text") -> str:
    """A parameter whose value the planner does not see, so that one plan serves every search and is made once."""
    return f"(SELECT CAST(:{parameter} AS {kind}))"


FAMILY, FAMILY_UNTIL = _value("family"), _value("family_until")
GIVEN, GIVEN_UNTIL = _value("given"), _value("given_until")
BORN, BORN_UNTIL = _value("born"), _value("born_until")
MAY_BE_SWAPPED = _value("may_be_swapped", "boolean")


def _named(name: str) -> str:
    """The row `name` of person_name begins as searched for."""
    return f"""{name}.family_key >= {FAMILY} AND {name}.family_key < {FAMILY_UNTIL}
        AND {name}.given_key >= {GIVEN} AND {name}.given_key < {GIVEN_UNTIL}"""


def _swapped(name: str) -> str:
    """The same with the two names exchanged, when both are given."""
    return f"""{MAY_BE_SWAPPED} AND {name}.family_key >= {GIVEN} AND {name}.family_key < {GIVEN_UNTIL}
        AND {name}.given_key >= {FAMILY} AND {name}.given_key < {FAMILY_UNTIL}"""


def _born(row: str) -> str:
    """The row was born when searched for, as far as that is known."""
    return f"(NOT {_value('by_birth', 'boolean')} OR {_born_in_some(row)} OR ({_born_within(row)}))"


def _born_in_some(row: str) -> str:
    return f"{row}.birth_date = ANY (CAST({_value('born_in_some', 'text[]')} AS text[]))"


def _born_within(row: str) -> str:
    return f"{row}.birth_date >= {BORN} AND {row}.birth_date < {BORN_UNTIL}"


def _grounds(item: str, item_id: str, source: str = "access_grant g") -> str:
    """The grounds that show the row by which somebody is found; null when there are none."""
    return f"""(SELECT array_agg(g.ground_kind || ':' || g.ground_id) AS kinds FROM {source}
        WHERE {shows(item, item_id)}) ground"""


_IDENTIFIED: Final = f"i.value_key = ANY (CAST({_value('value_keys', 'bytea[]')} AS bytea[])) AND i.ended_at IS NULL"
_BY_IDENTIFIER: Final = f"""
    SELECT p.person_id, '' AS family_key, '' AS given_key, ground.kinds AS grounds, p.municipality_id,
           CASE WHEN {may_read("p", item_id="p.person_id")} THEN {identity_json("p")} END AS identity
    FROM (SELECT DISTINCT i.person_id FROM person_identifier i WHERE {_IDENTIFIED}) found
    JOIN person p ON p.person_id = found.person_id
    CROSS JOIN LATERAL {
    _grounds("i", "i.id", f"access_grant g JOIN person_identifier i ON i.person_id = p.person_id AND {_IDENTIFIED}")
}
    WHERE ground.kinds IS NOT NULL
      AND (NOT {_value("narrowed", "boolean")} OR ({may_read("p", item_id="p.person_id")} AND {_born("p")} AND (
          SELECT true FROM person_name n
          WHERE n.person_id = p.person_id AND (({_named("n")}) OR ({_swapped("n")})) LIMIT 1)))"""
# Not EXISTS: PostgreSQL may answer that by hashing all names.


def _by_names(*probes: str) -> str:
    """Those whom one of these probes of `person_name n` finds, each once."""
    branches = " UNION ALL ".join(
        f"SELECT n.person_id, n.family_key, n.given_key FROM person_name n WHERE {probe}" for probe in probes
    )
    return f"""
        SELECT p.person_id, found.family_key, found.given_key, ground.kinds AS grounds, p.municipality_id,
               {identity_json("p")} AS identity
        FROM (SELECT DISTINCT ON (n.person_id) n.person_id, n.family_key, n.given_key FROM ({branches}) n
              ORDER BY n.person_id, n.family_key, n.given_key) found
        JOIN person p ON p.person_id = found.person_id
        CROSS JOIN LATERAL {_grounds("p", "p.person_id")}
        WHERE ground.kinds IS NOT NULL"""


def _any_given_or(condition: str) -> str:
    """The condition in a form that no index serves: the birth date is to choose the index, whatever is estimated."""
    return f"(NOT {_value('by_given', 'boolean')} OR ({condition}))"


_FAMILY_BEGINS: Final = f"n.family_key >= {FAMILY} AND n.family_key < {FAMILY_UNTIL}"
_GIVEN_BEGINS: Final = _any_given_or(f"n.given_key >= {GIVEN} AND n.given_key < {GIVEN_UNTIL}")
_BY_BIRTH_DATE: Final = _by_names(
    *(
        f"{born} AND {named}"
        for born in (_born_in_some("n"), _born_within("n"))
        for named in (f"{_FAMILY_BEGINS} AND {_GIVEN_BEGINS}", _swapped("n"))
    )
)
_BY_BOTH_NAMES: Final = _by_names(_named("n"), _swapped("n"))
_BY_FAMILY_NAME: Final = f"""
    SELECT p.person_id, n.family_key, n.given_key, ground.kinds AS grounds, p.municipality_id,
           {identity_json("p")} AS identity
    FROM person_name n
    JOIN person p ON p.person_id = n.person_id
    CROSS JOIN LATERAL {_grounds("p", "p.person_id")}
    WHERE ground.kinds IS NOT NULL AND n.family_key >= {FAMILY} AND n.family_key < {FAMILY_UNTIL}
      AND NOT EXISTS (
          SELECT FROM person_name earlier
          WHERE earlier.person_id = n.person_id
            AND earlier.family_key >= {FAMILY} AND earlier.family_key < {FAMILY_UNTIL}
            AND (earlier.family_key, earlier.given_key) < (n.family_key, n.given_key))"""


def _search(hits: str) -> Statement:
    """A page of hits and one more: the page is logged and shown, the one more says that there is a next page."""
    after = f"({_value('after_family')}, {_value('after_given')}, {_value('after_person', 'uuid')})"
    looks = """(
        SELECT person_id, municipality_id, 'search_hit' AS act, grounds FROM hit WHERE n <= :many
        UNION ALL SELECT NULL, NULL, 'searched', '{}' WHERE NOT EXISTS (SELECT FROM hit)) look"""
    logged = logging_looks(
        looks,
        act="look.act",
        person_id="look.person_id",
        municipality_id="look.municipality_id",
        categories="ARRAY['identity']",
        grounds="look.grounds",
    )
    return Statement(f"""
        WITH hit AS (
            SELECT *, CAST(row_number() OVER () AS integer) AS n FROM (
                SELECT * FROM ({hits}) every
                WHERE (family_key, given_key, person_id) > {after}
                ORDER BY family_key, given_key, person_id LIMIT {_value("many", "integer")} + 1) ordered),
        logged AS ({logged})
        SELECT coalesce(json_agg(json_build_object('id', person_id, 'municipality_id', municipality_id,
                   'identity', identity) ORDER BY n) FILTER (WHERE n <= :many), '[]')::text AS items,
               count(*) > :many AS more,
               max(family_key) FILTER (WHERE n = :many) AS last_family,
               max(given_key) FILTER (WHERE n = :many) AS last_given,
               (array_agg(person_id) FILTER (WHERE n = :many))[1] AS last_person
        FROM hit""")


_SEARCHES: Final = {
    SearchBy.IDENTIFIER: _search(_BY_IDENTIFIER),
    SearchBy.BOTH_NAMES: _search(_BY_BOTH_NAMES),
    SearchBy.FAMILY_NAME: _search(_BY_FAMILY_NAME),
    SearchBy.BIRTH_DATE: _search(_BY_BIRTH_DATE),
}


async def search(work: UnitOfWork, by: SearchBy, criteria: Criteria, limit: int, after: tuple[str, str, UUID]) -> Found:
    """Those who fit and whom the reader may see, in the order of the names by which they were found."""
    row = await work.row(
        _SEARCHES[by],
        **_probes(criteria),
        value_keys=await work.vault.fingerprints(criteria.known_key),
        **reader(work),
        **look_values(work, "search-people"),
        after_family=after[0],
        after_given=after[1],
        after_person=after[2],
        many=limit,
    )
    assert row is not None
    last = (row["last_family"], row["last_given"], row["last_person"]) if row["more"] else None
    return Found(row["items"], last)


def _probes(criteria: Criteria) -> dict[str, Any]:
    born = criteria.birth_dates
    return {
        "family": criteria.family_keys.first,
        "family_until": criteria.family_keys.until,
        "given": criteria.given_keys.first,
        "given_until": criteria.given_keys.until,
        "may_be_swapped": criteria.may_be_swapped,
        "by_given": criteria.given_keys != EVERY_KEY,
        "by_birth": born is not None,
        "born_in_some": list(born.some) if born else [],
        "born": born.first if born else "",
        "born_until": born.until if born else "",
        "narrowed": born is not None or bool(criteria.family_name or criteria.given_name),
    }
