"""Random input, good and bad, against every operation of the API document: never a 5xx, no change behind a 4xx."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest
import schemathesis
from anyio import from_thread, to_thread
from asyncpg.prepared_stmt import PreparedStatement
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from deploy.demo.desk import Desk
from deploy.launch.installation import Installation
from tests.journeys.conftest import Parcours
from tests.journeys.test_one_record_one_referral import SHARED, a_listing, a_person, an_agreement, consents

pytestmark = pytest.mark.timeout(600)

EXAMPLES = 2
WRITTEN_BESIDE_A_REFUSAL = (
    "access_log",
    "idempotency",
    "outbox",
    "inbox",
    "journal",
    "seal_",
    "alembic_version",
    "timeline",
)
"""Tables in which a refusal or background work may leave a row; the denied look itself is one."""

READABLE = ("application/problem+json", "application/fhir+json", "application/json", "text/html")
TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
WATCH = """
    CREATE TABLE {schema}.watched (place text NOT NULL);
    CREATE FUNCTION {schema}.watch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
            INSERT INTO {schema}.watched VALUES (tg_argv[0]);
            RETURN NULL;
        END
    $$;
    GRANT EXECUTE ON FUNCTION {schema}.watch() TO {schema}_service;
"""
WATCH_ONE = """
    CREATE TRIGGER watched AFTER INSERT OR UPDATE OR DELETE ON {schema}.{name}
    FOR EACH ROW EXECUTE FUNCTION {schema}.watch('{schema}.{name}')
"""
Fingerprint = tuple[tuple[str, int], ...]


@asynccontextmanager
async def connection_to(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that is closed at the end, also of a test that fails."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def watched(connection: asyncpg.Connection, schema: str) -> AsyncIterator["PreparedStatement[Any]"]:
    """Asks how many rows were ever written, by table. Triggers count them: to look through all tables for what is new
    takes longer than the request that is asked about.
    """
    tables = [row[0] for row in await connection.fetch(TABLES, schema)]
    await connection.execute(WATCH.format(schema=schema))
    try:
        for name in tables:
            if not name.startswith(WRITTEN_BESIDE_A_REFUSAL):
                await connection.execute(WATCH_ONE.format(schema=schema, name=name))
        yield await connection.prepare(f"SELECT place, count(*) FROM {schema}.watched GROUP BY place ORDER BY place")
    finally:
        await connection.execute(f"DROP FUNCTION {schema}.watch CASCADE; DROP TABLE {schema}.watched")


async def fingerprint(counted: Sequence["PreparedStatement[Any]"]) -> Fingerprint:
    """What there is now."""
    return tuple([tuple(row) for statement in counted for row in await statement.fetch()])


async def real_ids(parcours: Parcours) -> dict[str, str]:
    """Of things that exist, so that random requests reach beyond the first 404."""
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    await an_agreement(parcours, ("social-valmont", "paul.morel"), ("habitat", "marc.olivier"))
    person_id = await a_person(nadia)
    consent_id = await consents(nadia, person_id)
    listing_id = await a_listing(await parcours.desk("marc.olivier", "habitat"))
    case = await nadia.post("/v1/cases", {"persons": [{"person_id": person_id}], "category": "social"})
    draft = {
        "person_id": person_id,
        "listing_id": listing_id,
        "need": {"category": "housing"},
        "categories": SHARED,
    }
    referral = await nadia.post("/v1/referrals", draft)
    return {
        "person_id": person_id,
        "consent_id": consent_id,
        "case_id": case["id"],
        "referral_id": referral["id"],
        "listing_id": listing_id,
        "service_id": listing_id,
    }


def strings_in(value: Any) -> list[str]:
    """Texts in a request body that could be somebody's."""
    if isinstance(value, str):
        return [value] if len(value) > 11 and value.isprintable() else []
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in strings_in(one)]
    return [text for one in value for text in strings_in(one)] if isinstance(value, list) else []


class Explorer:
    """Sends what the API document allows, and what it does not."""

    def __init__(
        self,
        url: str,
        desk: Desk,
        ids: Mapping[str, str],
        vocabulary: str,
        changes: Callable[[], Coroutine[Any, Any, Fingerprint]],
    ) -> None:
        self.url = url
        self.headers = dict(desk.http.headers)
        self.ids = ids
        self.changes = changes
        self.vocabulary = vocabulary
        self.statuses: set[int] = set()
        self.known: Fingerprint | None = None
        """What there was after the last refusal; None once something may have changed."""

    def explore(self, operation: Any, mode: GenerationMode) -> None:
        """Send some requests to one operation: as documented, or against what is documented."""

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
        def send(case: Any, is_real: bool) -> None:
            if is_real:
                for name in case.path_parameters or {}:
                    if name in self.ids:
                        case.path_parameters[name] = self.ids[name]
            self.check(case)

        send()

    def check(self, case: Any) -> None:
        before = self.known or from_thread.run(self.changes)
        answer = case.call(base_url=self.url, headers=self.headers, timeout=20)
        self.statuses.add(answer.status_code)
        where = f"{case.method} {case.path}"
        assert answer.status_code < 500, f"{where}: {answer.status_code} {answer.text[:300]}"
        self.known = None
        if answer.status_code < 400:
            return
        assert answer.headers["content-type"][0].startswith(READABLE), where
        for text in strings_in(case.body):
            assert text in self.vocabulary or text not in answer.text, f"{where}: {answer.status_code} echoes its input"
        self.known = from_thread.run(self.changes)
        if self.known != before:
            self.known = None
            before = from_thread.run(self.settled)
            again = case.call(base_url=self.url, headers=self.headers, timeout=20)
            changed = sorted(name for name, *_ in set(from_thread.run(self.changes)) ^ set(before))
            assert not changed or again.status_code < 400, f"{where}: {again.status_code} changed {changed}"

    async def settled(self) -> Fingerprint:
        """The fingerprint once the services no longer work on what earlier requests told them."""
        async with asyncio.timeout(20):
            earlier, now = None, await self.changes()
            while now != earlier:
                await asyncio.sleep(0.5)
                earlier, now = now, await self.changes()
        return now


@pytest.mark.parametrize("parcours", ["one_process"], indirect=True)
async def test_no_input_breaks_it_and_no_refusal_changes_anything(
    parcours: Parcours, installation: Installation
) -> None:
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    ids = await real_ids(parcours)
    async with httpx.AsyncClient(trust_env=False, base_url=parcours.url, timeout=60) as asking:
        document = (await asking.get("/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    random.Random(7).shuffle(operations)
    assert len(operations) > 80
    async with AsyncExitStack() as stack:
        counted = [
            await stack.enter_async_context(watched(await stack.enter_async_context(connection_to(url)), name))
            for name, url in installation.owners.items()
            if name != "identity"
        ]
        explorer = Explorer(parcours.url, nadia, ids, str(document), lambda: fingerprint(counted))
        for operation in operations:
            if not operation.path.startswith("/oauth"):
                await to_thread.run_sync(explorer.explore, operation, GenerationMode.POSITIVE)
                if operation.body or operation.query or operation.path_parameters:
                    await to_thread.run_sync(explorer.explore, operation, GenerationMode.NEGATIVE)
    assert explorer.statuses >= {200, 404, 422}
