"""As the owner of the schema one can change everything, and nothing without being found out."""

import pytest

from shared.sealing.checkpoints import NotACheckpointError, sealing_key
from shared.sealing.sealer import seal
from tests.shared.sealing.logs import Log

SIX = ("one", "two", "three", "four", "five", "six")


@pytest.fixture
async def sealed(log: Log) -> Log:
    """Six looks in two batches."""
    await log.looks(*SIX[:3])
    await log.sealed()
    await log.looks(*SIX[3:])
    await log.sealed()
    return log


async def test_a_log_that_nobody_touched_verifies(sealed: Log) -> None:
    state = await sealed.verified()
    assert (state.finding, state.tree.size, state.batches) == (None, 6, 2)


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        ("UPDATE access_log SET operation = 'nothing' WHERE operation = 'two'", "a line was changed"),
        ("UPDATE access_log SET categories = '{}' WHERE operation = 'five'", "a line was changed"),
        ("UPDATE access_log SET agency_id = gen_random_uuid() WHERE operation = 'six'", "a line was changed"),
        ("DELETE FROM access_log WHERE operation = 'one'", "a line was removed (entry 0)"),
        ("DELETE FROM access_log WHERE operation = 'two'", "a line was removed (entry 1)"),
        ("DELETE FROM access_log WHERE operation = 'six'", "a line was removed (entry 5)"),
        ("TRUNCATE access_log", "a line was removed (entry 0)"),
    ],
)
async def test_each_change_is_found_and_named(sealed: Log, tampering: str, finding: str) -> None:
    await sealed.owner.execute(tampering)
    found = await sealed.found()
    assert found is not None
    assert finding in found


@pytest.mark.parametrize(("of", "entry"), [("one", 1), ("three", 3), ("six", 6)])
async def test_an_inserted_line_is_found(sealed: Log, of: str, entry: int) -> None:
    """Into the transaction of another, with an id that comes after it."""
    line_id = await sealed.owner.fetchval(
        """
        INSERT INTO access_log SELECT a.* FROM (SELECT * FROM access_log WHERE operation = $1) o,
            LATERAL jsonb_populate_record(NULL::access_log, to_jsonb(o)
                || jsonb_build_object('id', 'ffffffff-ffff-7fff-bfff-ffffffffffff')) a
        RETURNING id
        """,
        of,
    )
    finding = (await sealed.verified()).finding
    assert finding is not None
    assert (finding.wrong, finding.entry, finding.line_id) == ("inserted", entry, str(line_id))


async def test_two_lines_that_change_places_are_found(sealed: Log) -> None:
    await sealed.owner.execute("""
        UPDATE access_log SET tx = CASE operation WHEN 'one' THEN
            (SELECT tx FROM access_log WHERE operation = 'two') ELSE
            (SELECT tx FROM access_log WHERE operation = 'one') END
        WHERE operation IN ('one', 'two')
    """)
    assert "a line was changed, or put in the place of another (entry 0" in str(await sealed.found())


async def test_the_end_cannot_be_cut_off_with_its_seals(sealed: Log) -> None:
    await sealed.owner.execute("DELETE FROM access_log WHERE tx >= (SELECT since FROM seal_batch WHERE number = 2)")
    await sealed.owner.execute("DELETE FROM seal_batch WHERE number = 2")
    assert "the end was cut off" in str(await sealed.found())


async def test_what_was_cut_off_and_sealed_again_is_not_what_the_witness_saw(sealed: Log) -> None:
    await sealed.owner.execute("DELETE FROM access_log WHERE tx >= (SELECT since FROM seal_batch WHERE number = 2)")
    await sealed.owner.execute("DELETE FROM seal_batch WHERE number = 2")
    await sealed.looks("innocent", "harmless", "routine", "and more")
    assert (await seal(sealed.database, "access_log", sealed.key)).last is not None
    assert "the log was written anew" in str(await sealed.found())


async def test_everything_dropped_is_found_by_the_witness_alone(sealed: Log) -> None:
    await sealed.owner.execute("TRUNCATE access_log, seal_batch, seal_node")
    assert "the end was cut off" in str(await sealed.found())


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        ("UPDATE seal_batch SET checkpoint = replace(checkpoint, '\n6\n', '\n5\n')", "not signed"),
        ("UPDATE seal_batch SET leaves = leaves || leaves WHERE number = 1", "a line was removed (entry 3)"),
        ("UPDATE seal_batch SET salts = decode(repeat('00', 48), 'hex') WHERE number = 1", "a line was changed"),
        ("UPDATE seal_batch SET peaks = decode(repeat('00', 64), 'hex') WHERE number = 2", "the tree does not"),
        ("UPDATE seal_batch SET until = until + 1 WHERE number = 2", "does not follow"),
        ("DELETE FROM seal_batch WHERE number = 1", "does not follow"),
        ("UPDATE seal_batch SET number = 3 WHERE number = 2", "does not follow"),
    ],
)
async def test_seals_that_were_changed_are_found(sealed: Log, tampering: str, finding: str) -> None:
    await sealed.owner.execute(tampering)
    assert finding in str(await sealed.found())


async def test_whoever_seals_anew_with_a_key_of_their_own_is_found(sealed: Log) -> None:
    await sealed.owner.execute("TRUNCATE seal_batch, seal_node")
    forger = sealing_key("another secret that somebody made up for it", sealed.key.origin)
    assert (await seal(sealed.database, "access_log", forger)).last is not None
    assert "the log was written anew" in str(await sealed.found())
    unseen = (await sealed.verified(witness=())).finding
    assert unseen is not None
    assert "not signed by who seals this log" in unseen.sentence(sealed.key.origin)


async def test_a_forged_witness_is_no_witness(sealed: Log) -> None:
    forged = (sealed.witness / "identity.access_log.checkpoints").read_text().replace("\n3\n", "\n2\n")
    (sealed.witness / "identity.access_log.checkpoints").write_text(forged)
    with pytest.raises(NotACheckpointError):
        await sealed.verified()
