"""Inbox and outbox: all that a row shows in one call, and never anything that opening would not show."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.cases.disclosure import Flags
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move, State
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.referrals.worlds import ON_THE_WAY, Caller, MovableClock, Town

pytestmark = pytest.mark.anyio

LOOKS = Statement(
    "SELECT act, person_id, municipality_id, categories, operation FROM access_log WHERE decision_id = :decision_id"
)
TOLD = Statement("""
    SELECT data FROM journal WHERE type = 'parcours.referral.listed.v1'
      AND CAST(data ->> 'decision_id' AS uuid) = :decision_id
""")


async def pages(caller: Caller, path: str, limit: int = 2) -> list[dict[str, Any]]:
    """All items of a list, page by page, following the `Link` header's twin in the body."""
    found: list[dict[str, Any]] = []
    following: str | None = ""
    while following is not None:
        answer = await caller.get(f"{path}{'&' if '?' in path else '?'}limit={limit}{following}")
        assert answer.status == 200, answer.body
        page = answer.json()
        assert len(page["items"]) <= limit
        assert ("link" in answer.headers) == (page["next"] is not None)
        found += page["items"]
        following = None if page["next"] is None else f"&after={page['next']}"
    return found


def every_state(path: str) -> str:
    return f"{path}?{'&'.join(f'state={state}' for state in State)}"


async def test_a_row_shows_all_in_one_call(town: Town) -> None:
    town.person.flags = Flags(interpreter="ar")
    referral_id = await town.sent(urgency="urgent")
    [row] = (await town.receiver.get("/v1/inbox")).json()["items"]
    assert row["id"] == referral_id
    assert (row["state"], row["urgency"], row["next_action_by"]) == ("sent", "urgent", "receiver")
    assert row["identity"] == {"of": "identity", "name": "Alix Exemple"}
    assert row["flags"]["interpreter"] == "ar"
    assert "accept" in [one["move"] for one in row["moves"]]
    assert row["sender"]["name"] == "Agency"


async def test_listing_does_not_acknowledge(town: Town) -> None:
    await town.sent()
    for _ in range(2):
        [row] = (await town.receiver.get("/v1/inbox")).json()["items"]
        assert row["state"] == "sent"


async def test_pages_are_complete_and_in_order_and_nothing_twice(town: Town) -> None:
    sent = [await town.sent(need={"category": "housing", "term": str(number)}) for number in range(5)]
    rows = await pages(town.receiver, "/v1/inbox")
    assert [row["id"] for row in rows] == sent[::-1]
    drafts = [(await town.draft())["id"] for _ in range(2)]
    assert [row["id"] for row in await pages(town.sender, "/v1/outbox", limit=3)] == (sent + drafts)[::-1]


async def test_without_a_filter_what_is_live_is_listed_and_with_one_what_was_asked_for(town: Town) -> None:
    done = await town.brought_to(ON_THE_WAY)
    live = await town.sent()
    assert [row["id"] for row in await pages(town.receiver, "/v1/inbox")] == [live]
    assert [row["id"] for row in await pages(town.receiver, "/v1/inbox?state=completed")] == [done]
    both = await pages(town.receiver, "/v1/inbox?state=completed&state=sent")
    assert {row["id"] for row in both} == {live, done}


async def test_a_draft_is_in_no_inbox_and_a_withdrawn_draft_neither(town: Town) -> None:
    withdrawn = (await town.draft())["id"]
    await town.make(town.sender, withdrawn, Move.WITHDRAW)
    await town.draft()
    assert await pages(town.receiver, every_state("/v1/inbox")) == []
    assert (await town.receiver.get("/v1/inbox?state=draft")).json() == {"items": [], "next": None}


async def test_each_row_is_logged_and_told_to_cases_before_the_answer_leaves(
    town: Town, referrals_owner: Database
) -> None:
    for number in range(3):
        await town.sent(need={"category": "housing", "term": str(number)})
    answer = await town.receiver.get("/v1/inbox")
    decision_id = answer.headers["decision-id"]
    async with referrals_owner.work(town.receiver.actor) as work:
        looks = await work.rows(LOOKS, decision_id=decision_id)
        told = await work.rows(TOLD, decision_id=decision_id)
    assert [(look["act"], look["categories"]) for look in looks] == [("search_hit", ["identity"])] * 3
    assert {look["person_id"] for look in looks} == {town.person.id}
    assert {look["municipality_id"] for look in looks} == {town.person.municipality_id}
    [event] = told
    assert event["data"]["municipality_ids"] == [str(town.person.municipality_id)] * 3
    assert event["data"]["referral_ids"] == [row["id"] for row in answer.json()["items"]]
    assert event["data"]["person_ids"] == [str(town.person.id)] * 3
    assert event["data"].keys() == {
        "referral_ids",
        "person_ids",
        "municipality_ids",
        "looked_at",
        "subject_id",
        "agency_id",
        "purpose",
        "decision_id",
    }


async def test_an_empty_list_is_no_look_at_anybody(town: Town, referrals_owner: Database) -> None:
    answer = await town.stranger.get("/v1/inbox")
    assert answer.json() == {"items": [], "next": None}
    async with referrals_owner.work(town.stranger.actor) as work:
        assert await work.rows(LOOKS, decision_id=answer.headers["decision-id"]) == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST])
async def test_who_does_not_read_referrals_sees_none(town: Town, role: Role) -> None:
    referral_id = await town.sent()
    for side in (town.sender, town.receiver):
        other = town.colleague_of(side, role)
        for path in ("/v1/inbox", "/v1/outbox"):
            assert await pages(other, every_state(path)) == []
        assert (await other.get(f"/v1/referrals/{referral_id}")).status == 404


@pytest.mark.parametrize(
    ("bad", "pointer"),
    [
        ("after=x", "#/query/after"),
        ("after=WzFd", "#/query/after"),
        ("after=W251bGwsbnVsbF0", None),
        ("limit=0", "#/query/limit"),
        ("limit=201", "#/query/limit"),
        ("state=lost", "#/query/state/0"),
    ],
)
async def test_what_is_no_page_of_this_list_is_pointed_at(town: Town, bad: str, pointer: str | None) -> None:
    answer = await town.receiver.get(f"/v1/inbox?{bad}")
    if pointer is None:
        assert answer.status == 200, "a cursor of nothing is the first page"
    else:
        assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_the_list_shows_exactly_what_opening_one_by_one_shows(town: Town, clock: MovableClock) -> None:
    """Agencies that refer to each other and to themselves, in many states; every reader, every referral."""
    other = town.somebody()
    town.person.known_to.add(other.actor.agency_id)
    listings = {side: await town.open_listing(side) for side in (town.sender, town.receiver, other)}
    for sender in (town.sender, other):
        for receiver, listing_id in listings.items():
            for moves in ((), (Move.SEND,), (Move.SEND, Move.WITHDRAW), (Move.WITHDRAW,), (Move.SEND, Move.DECLINE)):
                body = town.request(listing_id=str(listing_id), need={"category": "housing", "term": str(moves)})
                referral_id = (await sender.post("/v1/referrals", body)).json()["id"]
                for move in moves:
                    await town.make(receiver if move is Move.DECLINE else sender, referral_id, move)
    clock.ahead = timedelta(days=31)
    readers = [*listings, town.stranger, town.colleague_of(other, Role.ANALYST), town.system_of(other)]
    everything = {row["id"] for reader in readers for row in await listed(reader)}
    assert len(everything) == 30
    for reader in readers:
        rows = {row["id"]: row for row in await listed(reader)}
        for referral_id in everything:
            opened = await reader.get(f"/v1/referrals/{referral_id}")
            assert (opened.status == 200) == (referral_id in rows)
            if opened.status == 200:
                assert_same(rows[referral_id], opened.json())


async def listed(reader: Caller) -> list[dict[str, Any]]:
    return await pages(reader, every_state("/v1/inbox"), 7) + await pages(reader, every_state("/v1/outbox"), 7)


def assert_same(row: Mapping[str, Any], opened: Mapping[str, Any]) -> None:
    """A row tells what opening tells; opening may just have acknowledged it."""
    shown = {one["category"]: one["content"] for one in opened["disclosure"]["shown"]}
    assert row["identity"] == shown.get("identity")
    assert row["flags"] == opened["flags"]
    if row["version"] == opened["version"]:
        assert {name: row[name] for name in row if name not in {"identity", "flags"}} == {
            name: opened[name] for name in row if name not in {"identity", "flags"}
        }
