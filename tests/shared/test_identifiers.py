"""Ids sort by time and never come twice, also not in two processes of one parent."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.identifiers import lowest_id_at, new_id


def test_ids_are_version_7_and_never_the_same() -> None:
    made = [new_id() for _ in range(5_000)]
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_ids_sort_by_the_millisecond_of_their_making() -> None:
    made = [new_id() for _ in range(500)]
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # from Python 3.12 on, where threads run
def test_a_child_process_does_not_make_the_ids_of_its_parent() -> None:
    new_id()  # now there are random bytes waiting, which a child must not use too
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(new_id().bytes for _ in range(300)))
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reading, 300 * 16)
    os.close(reading)
    os.close(writing)
    random_of_theirs = {UUID(bytes=theirs[n : n + 16]).int & ((1 << 62) - 1) for n in range(0, len(theirs), 16)}
    random_of_ours = {new_id().int & ((1 << 62) - 1) for _ in range(300)}
    assert len(random_of_theirs) == 300
    assert not random_of_theirs & random_of_ours


def test_what_was_made_before_a_moment_sorts_before_it() -> None:
    earlier = new_id()
    moment = datetime.fromtimestamp(time.time() + 0.001, UTC)
    time.sleep(0.003)
    assert earlier < lowest_id_at(moment) < new_id()
