"""Everything that was written is sealed, once, in whatever order transactions end and sealers die."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase
from deploy.launch.installation import migrate_all
from shared.contracts.identity.vocabulary import Role
from shared.database.access_log import Look, log_looks
from shared.database.statements import Statement
from shared.sealing import store
from shared.sealing.sealer import SEALER, TransactionsWentBackError, keep_sealed, seal
from shared.sealing.sources import InDatabase, InFile, count_on, write_file
from shared.sealing.verification import verify
from shared.sealing.witness import Witness, read_witness
from tests.cases.worlds import World
from tests.shared.sealing.logs import Log


async def test_a_transaction_that_ends_late_is_sealed_when_it_has_ended(log: Log) -> None:
    await log.looks("before")
    async with log.database.work(World().worker(Role.CASEWORKER)) as late:
        await log_looks(late, [Look("late", person_id=uuid4())])
        await log.looks("meanwhile", are_ended=False)
        await log.sealed()
        assert (await log.verified()).tree.size == 1, "what began after one that runs waits for it"
    await log.sealed()
    state = await log.verified()
    assert (state.finding, state.tree.size) == (None, 3)


async def test_sealing_again_with_nothing_new_changes_nothing(log: Log) -> None:
    await log.looks("one")
    await log.sealed()
    once = (log.witness / "identity.access_log.checkpoints").read_text()
    assert await seal(log.database, "access_log", log.key) == await seal(log.database, "access_log", log.key)
    assert (await log.verified()).batches == 1
    assert once.count("identity/access_log\n") == 1


async def test_two_sealers_at_once_seal_each_line_once(log: Log) -> None:
    await log.looks(*(f"look {number}" for number in range(20)))
    await asyncio.gather(*(seal(log.database, "access_log", log.key) for _ in range(4)))
    await log.sealed()
    state = await log.verified()
    assert (state.finding, state.tree.size) == (None, 20)


async def test_a_sealer_that_dies_before_its_commit_has_sealed_nothing(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.looks("one", "two")

    async def killed(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as dying:
        dying.setattr("shared.sealing.sealer.add_batch", killed)
        with pytest.raises(ConnectionResetError):
            await seal(log.database, "access_log", log.key)
    await log.sealed()
    state = await log.verified()
    assert (state.finding, state.tree.size, state.batches) == (None, 2, 1)


async def test_a_backlog_is_sealed_in_batches_of_whole_transactions(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_LINES", 3)
    await log.looks("one", "two")
    async with log.database.work(World().worker(Role.CASEWORKER)) as many:
        await log_looks(many, [Look("many", person_id=uuid4()) for _ in range(7)])
    await log.looks("ten")
    for _ in range(4):
        await log.sealed()
    state = await log.verified()
    assert (state.finding, state.tree.size, state.batches) == (None, 10, 3)


async def test_where_nobody_sealed_for_a_while_the_backlog_is_sealed_without_a_pause(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_LINES", 3)
    monkeypatch.setattr("shared.sealing.sealer.EVERY_SECONDS", 3600)
    await log.looks(*(f"look {number}" for number in range(9)))
    sealing = asyncio.create_task(keep_sealed(log.database, "a secret of forty letters", Witness(log.witness)))
    async with asyncio.timeout(10):
        while True:
            if (
                await log.owner.fetchval("SELECT sum(length(leaves)) FROM seal_batch WHERE log = 'access_log'")
                == 9 * 32
            ):
                break
            await asyncio.sleep(0.02)
    sealing.cancel()
    await asyncio.gather(sealing, return_exceptions=True)


async def test_inner_nodes_are_kept_for_proofs(log: Log) -> None:
    async with log.database.work(World().worker(Role.CASEWORKER)) as many:
        await log_looks(many, [Look("many", person_id=uuid4()) for _ in range(600)])
    await log.sealed()
    rows = await log.owner.fetch("SELECT level, index FROM seal_node ORDER BY index")
    assert [tuple(row) for row in rows] == [(8, 0), (8, 1)]


async def test_where_transactions_are_counted_anew_nothing_is_sealed_twice(log: Log) -> None:
    await log.looks("one")
    await log.sealed()
    await log.owner.execute("UPDATE seal_batch SET until = until + 1000000")
    with pytest.raises(TransactionsWentBackError):
        await seal(log.database, "access_log", log.key)


async def test_after_a_restore_the_numbers_go_on_where_the_seals_end(log: Log) -> None:
    await log.looks("before")
    await log.sealed()
    await log.owner.execute("""
        CREATE OR REPLACE FUNCTION transaction_offset() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
            RETURN -1000000
    """)
    with pytest.raises(TransactionsWentBackError):
        await seal(log.database, "access_log", log.key)
    resumed = await count_on(log.owner)
    assert await count_on(log.owner) >= resumed, "asked again it changes nothing"
    await log.looks("after")
    await log.sealed()
    state = await log.verified()
    assert (state.finding, state.tree.size) == (None, 2)


async def test_whoever_migrates_after_a_restore_lets_the_numbers_go_on(log: Log, prepared: ServiceDatabase) -> None:
    await log.looks("before")
    await log.sealed()
    await log.owner.execute("UPDATE seal_batch SET until = until + 1000000")
    await migrate_all({"identity": prepared.owner_url})
    await log.looks("after")
    assert (await seal(log.database, "access_log", log.key)).last is not None


async def test_a_file_that_was_written_from_it_verifies_too(log: Log, tmp_path: Path) -> None:
    await log.looks("one", "two", "three")
    await log.sealed()
    await log.looks("four")
    await log.sealed()
    path = tmp_path / "identity.access_log.gz"
    assert await write_file(InDatabase(log.owner, "access_log"), path) == 2
    keys, seen = read_witness((log.witness / "identity.access_log.checkpoints").read_text())
    state = await verify(log.key.origin, InFile(path), keys, seen)
    assert (state.finding, state.tree.size) == (None, 4)


@pytest.mark.parametrize("text", ["", "key a+b+c\n", "identity/access_log\n5\n"])
def test_what_a_witness_had_not_finished_writing_is_left_out(text: str) -> None:
    keys, seen = read_witness(text)
    assert seen == []
    assert keys <= {"a+b+c"}


@pytest.mark.parametrize("lost", [1, 2, 40, 150, 250, 370])
async def test_what_a_witness_could_not_finish_does_not_spoil_what_it_sees_after(log: Log, lost: int) -> None:
    await log.looks("one")
    await log.sealed()
    path = log.witness / "identity.access_log.checkpoints"
    path.write_bytes(path.read_bytes()[:-lost])
    await log.looks("two")
    await log.sealed()
    state = await log.verified()
    assert (state.finding, state.tree.size) == (None, 2)
    assert read_witness(path.read_text())[1][-1].splitlines()[1] == "2"


async def test_seals_are_for_the_sealer_and_even_it_only_adds(log: Log) -> None:
    await log.looks("one")
    await log.sealed()
    async with log.database.work(World().worker(Role.CASEWORKER, Role.SUPERVISOR)) as work:
        assert await store.last_batch(work, "access_log") is None
    for tampering in ("UPDATE seal_batch SET number = 9", "DELETE FROM seal_batch", "DELETE FROM seal_node"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with log.database.work(SEALER) as work:
                await work.run(Statement(tampering))
