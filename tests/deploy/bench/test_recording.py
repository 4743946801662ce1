"""What two recordings of an operation have in common stays; what differs must be explained."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from deploy.bench.bare import Moment, maker
from deploy.bench.recording import Transaction, script
from deploy.launch.refusals import LaunchRefused
from shared.identifiers import new_id

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = datetime(2026, 11, 23, tzinfo=UTC)


def transaction(*args: object, sql: str = "SELECT $1") -> Transaction:
    return Transaction("cases", "BEGIN", [(sql, args)])


def arguments(one: object, other: object, given: tuple[dict[str, str], dict[str, str]] = ({}, {})) -> object:
    (made,) = script([transaction(one)], [transaction(other)], given)
    ((statement),) = made["statements"]
    return maker(statement["args"][0])(Moment(dict.fromkeys(given[0], "third"), LATER))


def test_what_is_the_same_twice_stays() -> None:
    assert arguments("care", "care") == "care"
    assert arguments(NOW, NOW) == NOW
    same = new_id()
    assert arguments(same, same) == same


def test_what_the_request_brought_along_comes_from_the_next_request() -> None:
    assert arguments("a", "b", ({"family": "a"}, {"family": "b"})) == "third"


def test_new_ids_and_times_are_made_anew() -> None:
    assert arguments(NOW, LATER) == LATER
    assert isinstance(arguments(new_id(), new_id()), UUID)


def test_an_id_that_occurs_twice_is_made_once() -> None:
    one, other = new_id(), new_id()
    (made,) = script([transaction(one, {"id": str(one)})], [transaction(other, {"id": str(other)})], ({}, {}))
    moment = Moment({}, NOW)
    first, document = (maker(spec)(moment) for spec in made["statements"][0]["args"])
    assert f'{{"id":"{first}"}}' == orjson.dumps(document).decode()


@pytest.mark.parametrize("other", ["s1.1.b3RoZXI=", None])
def test_what_is_encrypted_stays_as_the_first_had_it(other: str | None) -> None:
    assert arguments("s1.1.Zmlyc3Q=", other) == "s1.1.Zmlyc3Q="
    assert orjson.dumps(arguments({"contact": other}, {"contact": "s1.1.Zmlyc3Q="})) == orjson.dumps({"contact": other})


def test_a_difference_without_a_reason_is_refused() -> None:
    with pytest.raises(LaunchRefused, match="Nothing explains"):
        arguments("one", "other")


def test_different_sql_for_two_targets_is_refused() -> None:
    with pytest.raises(LaunchRefused, match="different SQL"):
        script([transaction(1)], [transaction(1, sql="SELECT 2")], ({}, {}))
