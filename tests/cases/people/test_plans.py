"""Searches are probes of an index, although row security lies between: their operators are leakproof."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.cases.access.predicate import reader
from services.cases.people.domain.criteria import Criteria, SearchBy
from services.cases.people.store import known
from services.cases.people.store.search import _SEARCHES, BEGINNING, _probes
from shared.contracts.identity.actor import TaskActor
from shared.database.access_log import look_values
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import SYSTEM

PROBED = {"person_name", "person_identifier", "known_person"}
SEARCHES = {
    SearchBy.IDENTIFIER: Criteria(system=SYSTEM, value="1", family_name="Ex"),
    SearchBy.BIRTH_DATE: Criteria(family_name="Ex", given_name="Al", birth_date="1998"),
    SearchBy.BOTH_NAMES: Criteria(family_name="Ex", given_name="Al"),
    SearchBy.FAMILY_NAME: Criteria(family_name="Ex"),
}
AGENCY = "'0198c0de-0000-7000-8000-0000000000ff'::uuid"
ONE = "SELECT md5('crowd' || n)::uuid AS id, 'name' || n AS name, (1950 + n % 60)::text AS born, n::text AS number"
CROWD = f"""
    INSERT INTO person (person_id, municipality_id, category, sensitivity, agency_id, worker_id, recorded_at, version,
            family_name, previous_names, birth_date, birth_date_estimated)
        SELECT id, {AGENCY}, 'identity', 'ordinary', {AGENCY}, {AGENCY}, now(), 1, name, '[]', born, false
        FROM ({ONE} FROM generate_series(1, 10000) n);
    INSERT INTO person_name (person_id, position, municipality_id, family_key, given_key, birth_date)
        SELECT id, 0, {AGENCY}, name, name, born FROM ({ONE} FROM generate_series(1, 10000) n);
    INSERT INTO person_identifier (id, person_id, municipality_id, category, sensitivity, agency_id, worker_id,
            recorded_at, version, system, value, value_key)
        SELECT id, id, {AGENCY}, 'identity', 'ordinary', {AGENCY}, {AGENCY}, now(), 1, 'urn:crowd', number,
            sha256(number::bytea)
        FROM ({ONE} FROM generate_series(1, 10000) n);
    INSERT INTO known_person (key, person_id, item_id, municipality_id, agency_id, registered_by_agency_id)
        SELECT sha256(name::bytea), id, id, {AGENCY}, {AGENCY}, {AGENCY}
        FROM ({ONE} FROM generate_series(1, 10000) n);
    INSERT INTO address (id, person_id, municipality_id, category, sensitivity, agency_id, worker_id, recorded_at,
            version, use, protected)
        SELECT id, id, {AGENCY}, 'contact', 'ordinary', {AGENCY}, {AGENCY}, now(), 1, 'home', number LIKE '%7'
        FROM ({ONE} FROM generate_series(1, 10000) n);
    INSERT INTO address_place (address_id, person_id, municipality_id, lines, place_words, place_numbers)
        SELECT id, id, {AGENCY}, number || ' street', ARRAY['street'], ARRAY[number]
        FROM ({ONE} FROM generate_series(1, 10000) n);
    INSERT INTO relationship (id, person_id, municipality_id, category, sensitivity, agency_id, worker_id, recorded_at,
            version, kind, other_person_id, powers)
        SELECT id, id, {AGENCY}, 'household', 'ordinary', {AGENCY}, {AGENCY}, now(), 1, 'child',
            md5('crowd' || number::int + 1)::uuid, '{{}}'
        FROM ({ONE} FROM generate_series(1, 10000) n);
    ANALYZE person, person_name, person_identifier, known_person, address, address_place, relationship
"""


@pytest.fixture(scope="module", autouse=True)
async def crowd(cases_owner: Database) -> None:
    """Ten thousand people whom nobody here knows: enough for PostgreSQL to mind how it reads."""
    async with cases_owner.work(TaskActor("fills_the_town")) as work:
        await work._connection.execute(CROWD)


async def probes(work: UnitOfWork, statement: Statement, **values: object) -> list[str]:
    """By what each scan of a probed table finds its rows."""
    await work._connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    explain = "EXPLAIN (FORMAT JSON) " + statement.sql
    plan = await work._connection.fetchval(explain, *statement.arguments(values))
    scans = [node for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan" or "Index Name" in node]
    read = [(node.get("Index Name") or node["Relation Name"], node.get("Index Cond", "every row")) for node in scans]
    return [condition for name, condition in read if any(table in name for table in PROBED)]


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for under in node.get("Plans", ()):
        yield from _nodes(under)


@pytest.mark.parametrize("by", SearchBy)
async def test_a_search_reads_no_whole_table_and_no_whole_index(scene: Scene, by: SearchBy) -> None:
    assert SEARCHES[by].leads is by
    async with scene.work(scene.lead) as work:
        start = {"after_family": BEGINNING[0], "after_given": BEGINNING[1], "after_person": BEGINNING[2], "many": 50}
        values = start | _probes(SEARCHES[by]) | {"value_keys": [b"x"]} | reader(work) | look_values(work, "search")
        found = await probes(work, _SEARCHES[by], **values)
    assert found
    assert "every row" not in found


async def test_whether_a_place_is_sheltered_reads_no_whole_table(scene: Scene) -> None:
    read = Statement("""
        SELECT sum(seq_tup_read) AS one_by_one, sum(idx_scan) AS by_index FROM pg_stat_xact_user_tables
        WHERE relname IN ('address', 'address_place', 'relationship', 'case_person', 'support_case')""")
    asked = Statement("SELECT is_sheltered(md5('crowd6')::uuid, md5('crowd6')::uuid)")
    async with scene.work(scene.lead) as work:
        # A table of a few rows is read whole whatever indexes it has; what counts is that none has to be.
        await work._connection.execute("SET LOCAL enable_seqscan = off; DISCARD PLANS")
        # The counts of a connection still hold what its transactions of the last second read.
        before = await work.row(read)
        assert [await work.value(asked) for _ in range(10)] == [False] * 10, "often enough for a plan that is kept"
        after = await work.row(read)
    assert before is not None
    assert after is not None
    assert after["one_by_one"] == before["one_by_one"]
    assert after["by_index"] > before["by_index"]


async def test_the_known_check_reads_one_digest(scene: Scene) -> None:
    async with scene.work(scene.lead) as work:
        asked = {"keys": [b"x"], "except_person": None, "reader_sector": scene.lead.sector}
        found = await probes(work, known._LOOK_UP, **asked, **reader(work), **look_values(work, "known-check"))
    assert len(found) == 1
    assert found[0].startswith("(key = ")
