"""What a proof says is checked by whoever has the public key, and by nothing else of ours."""

from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.database.access_log import Look, log_looks
from shared.refusals import NotFound
from shared.sealing.checkpoints import read_checkpoint
from shared.sealing.proofs import Inclusion, latest_checkpoint, prove_consistency, prove_inclusion
from shared.sealing.sealer import seal
from shared.sealing.tree import is_consistent, leaf_hash, root_from_inclusion
from tests.cases.worlds import World
from tests.shared.sealing.logs import Log, until_all_have_ended

BATCHES = (1, 2, 300, 5, 513)


@pytest.fixture
async def sizes(log: Log) -> list[str]:
    """The checkpoints of a log that grew in batches."""
    checkpoints = []
    for many in BATCHES:
        async with log.database.work(World().worker(Role.CASEWORKER)) as work:
            await log_looks(work, [Look("look", person_id=uuid4()) for _ in range(many)])
        await until_all_have_ended(log.database)
        last = (await seal(log.database, "access_log", log.key)).last
        assert last is not None
        checkpoints.append(last.checkpoint)
    return checkpoints


async def lines(log: Log) -> list[dict[str, Any]]:
    return [dict(row) for row in await log.owner.fetch("SELECT * FROM access_log ORDER BY tx, id")]


def leads_to_its_root(log: Log, proof: Inclusion) -> bool:
    """As RFC 9162 says, with the words of the proof alone."""
    signed = read_checkpoint(proof.checkpoint, [log.key.verifier()])
    leaf = leaf_hash(proof.salt + proof.line)
    return root_from_inclusion(leaf, proof.entry, signed.size, proof.path) == signed.root


async def test_each_line_is_proved_and_no_other(log: Log, sizes: list[str]) -> None:
    assert len(sizes) == len(BATCHES)
    written = await lines(log)
    officer = World().worker(Role.PRIVACY_OFFICER)
    for entry in (0, 1, 2, 3, 255, 256, 302, 303, 307, 308, 511, 512, 767, 768, len(written) - 1):
        async with log.database.work(officer) as work:
            proof = await prove_inclusion(work, "access_log", written[entry])
        assert proof.entry == entry
        assert leads_to_its_root(log, proof)
    for changed in ({"operation": "another"}, {"tx": written[5]["tx"] + 1}):
        async with log.database.work(officer) as work:
            with pytest.raises(NotFound):
                await prove_inclusion(work, "access_log", written[5] | changed)


async def test_the_log_begins_with_each_log_that_it_was(log: Log, sizes: list[str]) -> None:
    keys = [log.key.verifier()]
    for kept in (read_checkpoint(one, keys) for one in sizes):
        async with log.database.work(World().worker(Role.PRIVACY_OFFICER)) as work:
            proof = await prove_consistency(work, "access_log", kept.size)
            assert proof.checkpoint == await latest_checkpoint(work, "access_log")
        now = read_checkpoint(proof.checkpoint, keys)
        assert is_consistent(kept.size, kept.root, now.size, now.root, proof.path)
        assert not is_consistent(kept.size, bytes(32), now.size, now.root, proof.path)


async def test_what_is_not_there_is_not_proved(log: Log, sizes: list[str]) -> None:
    too_many = read_checkpoint(sizes[-1], [log.key.verifier()]).size + 1
    async with log.database.work(World().worker(Role.PRIVACY_OFFICER)) as work:
        with pytest.raises(NotFound):
            await prove_consistency(work, "access_log", too_many)
        with pytest.raises(NotFound):
            await latest_checkpoint(work, "journal")
    async with log.database.work(World().worker(Role.CASEWORKER, Role.SUPERVISOR)) as work:
        with pytest.raises(NotFound):
            await latest_checkpoint(work, "access_log")
