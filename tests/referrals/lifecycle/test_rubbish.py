"""Bad input of every kind: a problem that points at the field and repeats nothing; no row changes."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.referrals.worlds import BODIES, Town

ROWS = Statement("""
    SELECT (SELECT count(*) FROM referral) AS referrals, (SELECT count(*) FROM move) AS moves,
           (SELECT count(*) FROM disclosed) AS disclosed,
           (SELECT count(*) FROM journal WHERE type <> 'parcours.referral.looked_at.v1') AS told,
           (SELECT coalesce(sum(version), 0) FROM referral) AS versions
""")
MARK = "Xy7-unmistakable"

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from([MARK, "\x00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "-1", "𝕏" * 40]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=6,
)


async def rows(owner: Database, town: Town) -> dict[str, Any]:
    async with owner.work(town.sender.actor) as work:
        row = await work.row(ROWS)
    assert row is not None
    return dict(row)


def spoiled(body: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    return {**body, name: value}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    noun=st.sampled_from([noun for noun, _ in BODIES.values()]),
    name=st.sampled_from(["reason", "note", "responsible_id", "review_on", "first_contact_at", "listing_id"]),
    value=json_values,
    whole=st.booleans(),
)
@pytest.mark.anyio
async def test_whatever_comes_with_a_move_it_is_made_or_refused_and_never_breaks(
    town: Town, referrals_owner: Database, noun: str, name: str, value: Any, *, whole: bool
) -> None:
    referral_id = (await town.draft())["id"]
    body = value if whole else {name: value, "position": 1, "responsible_team": "North"}
    before = await rows(referrals_owner, town)
    for caller in (town.sender, town.receiver):
        answer = await caller.move(referral_id, noun, body)
        assert answer.status < 500, answer.body
        if answer.status >= 400:
            assert MARK.encode() not in answer.body
            assert answer.headers["content-type"] == "application/problem+json"
            assert await rows(referrals_owner, town) == before
        before = await rows(referrals_owner, town)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["person_id", "listing_id", "need", "urgency", "note", "categories", "case_id", "follows_id"]),
    value=json_values,
)
@pytest.mark.anyio
async def test_whatever_is_drafted_it_is_kept_or_refused_and_never_breaks(
    town: Town, referrals_owner: Database, name: str, value: Any
) -> None:
    before = await rows(referrals_owner, town)
    answer = await town.sender.post("/v1/referrals", spoiled(town.request(), name, value))
    assert answer.status < 500, answer.body
    if answer.status >= 400:
        assert MARK.encode() not in answer.body
        assert await rows(referrals_owner, town) == before


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b"null", 422),
        (b'{"responsible_team": "\\ud800"}', 422),
        (b'{"responsible_team": "\\u0000"}', 422),
        (b'{"responsible_team": "North", "responsible_team": "South"}', 200),
    ],
)
async def test_a_body_that_is_no_json_is_refused(town: Town, raw: bytes, status: int) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    answer = await town.receiver.ask("POST", f"/v1/referrals/{referral_id}/acceptance", raw=raw)
    assert answer.status == status, answer.body


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["not-a-uuid", "00000000-0000-0000-0000-00000000000", "%00", "..%2f"])
async def test_an_address_that_is_none_is_pointed_at(town: Town, path: str) -> None:
    answer = await town.sender.get(f"/v1/referrals/{path}")
    assert answer.status in {404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.anyio
async def test_a_huge_body_is_refused(town: Town) -> None:
    body = orjson.dumps(town.request(note="x" * 1_100_000))
    assert (await town.sender.ask("POST", "/v1/referrals", raw=body)).status == 413
