"""Every table of every service, as its runtime role finds it: locked, append-only where it is a log, without owners."""

from collections.abc import Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.cases.worlds import World

pytestmark = pytest.mark.anyio

SERVICES = ("identity", "cases", "referrals")
TABLES = """
    SELECT c.relname AS name, c.relkind, c.relispartition AS is_part, c.relrowsecurity AS is_locked,
           ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
                                            'TRIGGER']) AS p
                 WHERE has_table_privilege(current_schema() || '_service', c.oid, p)) AS rights
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    ORDER BY c.relname
"""
APPENDED = {"journal", "access_log"}
"""Nobody changes what they say."""
VISIBLE_TO_ALL = {
    "identity": {"agencies", "archived_month", "endings", "municipalities", "territories"},
    "cases": {
        "agreement_party",
        "archived_month",
        "consent_age",
        "data_key",
        "ended_sign_in",
        "municipality_clock",
        "notice_order",
    },
    "referrals": {
        "archived_month",
        "closure",
        "data_key",
        "ended_ground",
        "listed_organization",
        "listing",
        "listing_opening",
        "listing_place",
        "listing_timeliness",
        "listing_version",
        "waiting_rule",
    },
}
"""What no agency keeps from another: names of agencies, when they are closed, listings and how soon they answer, ids of
what has ended, time zones, a count, from which age one consents, by which rule one waits, keys
that open nothing without another that is not in the database, which months of the logs lie in files.
"""


@pytest.fixture
async def tables(databases: Mapping[str, ServiceDatabase], service: str) -> list[Mapping[str, object]]:
    owner = await Database.open(databases[service].owner_url, schema=service)
    try:
        return [dict(row) for row in await owner.pool.fetch(TABLES)]
    finally:
        await owner.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_each_table_is_locked_or_out_of_reach(tables: list[Mapping[str, object]]) -> None:
    assert len(tables) > len(APPENDED)
    open_to_writing = [one["name"] for one in tables if not one["is_locked"] and set(_rights(one)) - {"SELECT"}]
    assert open_to_writing == []
    assert [one["name"] for one in tables if one["is_part"] and _rights(one)] == []


@pytest.mark.parametrize("service", SERVICES)
async def test_logs_are_only_added_to_and_nothing_is_emptied_at_once(tables: list[Mapping[str, object]]) -> None:
    rights = {str(one["name"]): set(_rights(one)) for one in tables}
    assert {name: rights[name] for name in APPENDED} == {name: {"SELECT", "INSERT"} for name in APPENDED}
    assert [name for name, given in rights.items() if given & {"TRUNCATE", "REFERENCES", "TRIGGER"}] == []


@pytest.mark.parametrize("service", SERVICES)
async def test_a_stranger_who_forgets_every_predicate_sees_nothing(
    databases: Mapping[str, ServiceDatabase], service: str, tables: list[Mapping[str, object]]
) -> None:
    stranger: Actor = World().worker()
    runtime = await Database.open(databases[service].runtime_url, schema=service)
    names = [str(one["name"]) for one in tables if one["is_locked"] and not one["is_part"]]
    try:
        async with runtime.work(stranger) as work:
            seen = {name for name in names if await work.value(_count(name))}
    finally:
        await runtime.close()
    assert seen <= VISIBLE_TO_ALL[service]


def _rights(table: Mapping[str, object]) -> list[str]:
    rights = table["rights"]
    assert isinstance(rights, list)
    return rights


def _count(name: str) -> Statement:
    return Statement(f"SELECT count(*) FROM {name}")
