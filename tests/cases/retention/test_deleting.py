"""Items of every kind that are deleted when their time is over; what stays of them, and for whom."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from deploy.cli.retention import told_of_items
from services.cases.documents.actions.deleting import RETENTION
from services.cases.documents.domain.retention import Verdict
from services.cases.exports.actions.making import perform_all_due as make_copies
from services.cases.retention.actions import deleting
from services.cases.retention.actions.deleting import count_all, delete_all_due
from services.cases.retention.store import deleting as store
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.retention import DeletedBecause
from shared.identifiers import new_id
from tests.cases.exports.asking import granted_copy
from tests.cases.items.written import KINDS, written
from tests.cases.retention.keeping import WHY, YEAR, Keeping

BEGIN = "UPDATE cases.conference SET starts_at = now() - interval '1 minute' WHERE id = $1"


async def test_whatever_kind_it_is_nothing_of_it_is_left_but_that_there_was_one(keeping: Keeping) -> None:
    doors, word = keeping.doors, f"Secret{new_id().hex}"
    paths = [await written(doors, keeping.case_id, kind, word) for kind in KINDS if kind != "documents"]
    paths += await _also_written(keeping, paths, word)
    for path in paths:
        if "notes" in path:
            assert (await doors.lead.ask("PATCH", path, {"text": "Now"}, If_Match='"1"')).status_code == 200
    thread = next(path for path in paths if "threads" in path)
    [message] = (await doors.lead.get(f"{thread}/messages")).json()["items"]
    assert await keeping.says(word), "it is looked for where it is"
    rule = await keeping.rule()
    with keeping.after(YEAR * 2) as later:
        counted = {of: found for of, found in (await count_all(later)).items() if str(of.rule_id) == rule["id"]}
        assert {of.kind for of in counted} == set(ItemKind) - {ItemKind.DOCUMENT}
        assert all(found.keys() == {Verdict.DUE} for found in counted.values())
        assert told_of_items(counted)[-1].endswith("items with a rule are due.")
        assert await delete_all_due(later) >= sum(found.total() for found in counted.values())
    assert await keeping.says(word) == set()
    for path in [*paths, f"{thread}/messages/{message['id']}"]:
        await _is_gone(keeping, path, rule["id"])
    lines = (await doors.lead.get(f"/v1/persons/{doors.person_id}/timeline?limit=200")).json()["items"]
    gone = {path.rpartition("/")[2] for path in [*paths, message["id"]]}
    assert gone <= {one["item_id"] for one in lines if one["kind"] == "item_deleted"}
    assert not [one for one in lines if one["item_id"] in gone and one["kind"] != "item_deleted"]


async def _also_written(keeping: Keeping, paths: Sequence[str], word: str) -> list[str]:
    """What happened, and what was said and decided about the matter among these."""
    lead, here = keeping.doors.lead, f"/v1/cases/{keeping.case_id}"
    matter = (await lead.get(next(path for path in paths if "agenda-items" in path))).json()
    await keeping.as_owner(BEGIN, UUID(matter["conference_id"]))
    said = {"agenda_item_id": matter["id"], "category": "health", "text": word}
    bodies = {
        "occurrences": {"term": "eviction_notice", "happened_on": "2026-01-05", "category": "health"},
        "conference-minutes": said,
        "conference-decisions": said,
    }
    return [f"{here}/{kind}/{(await lead.made(f'{here}/{kind}', body))['id']}" for kind, body in bodies.items()]


async def _is_gone(keeping: Keeping, path: str, rule_id: str) -> None:
    lead, adviser = keeping.doors.lead, keeping.doors.adviser
    collection, _, _ = path.rpartition("/")
    for part in ("", "/versions"):
        gone = await lead.get(f"{path}{part}")
        assert gone.status_code == 410, (path, gone.text)
        assert (gone.json()["type"], gone.json()["rule_id"]) == ("/problems/deleted", rule_id)
        assert gone.headers["content-type"] == "application/problem+json"
        foreign, invented = await adviser.get(f"{path}{part}"), await adviser.get(f"{collection}/{new_id()}{part}")
        assert (foreign.status_code, foreign.content) == (404, invented.content)
    if "/v1/cases/" in path:
        assert (await lead.get(collection)).json() == {"items": [], "next": None}
        assert (await lead.ask("PATCH", path, {"category": "social"}, If_Match='"1"')).status_code == 410


async def test_what_others_wrote_beneath_it_keeps_it(keeping: Keeping) -> None:
    doors = keeping.doors
    await doors.share("social", "housing")
    await doors.joins(keeping.case_id, doors.adviser)
    body = {"case_id": keeping.case_id, "category": "housing", "subject": "Lease", "message": {"text": "Ours"}}
    thread = f"/v1/threads/{(await doors.lead.made('/v1/threads', body))['id']}"
    await doors.adviser.made(f"{thread}/messages", {"text": "Theirs"})
    await keeping.rule("housing")
    await keeping.passes()
    assert (await doors.lead.get(thread)).json()["subject"] == "Lease"
    assert [one["text"] for one in (await doors.lead.get(f"{thread}/messages")).json()["items"]] == ["Theirs"]


async def test_time_is_counted_from_the_end_of_the_case_and_a_rule_for_the_kind_goes_first(keeping: Keeping) -> None:
    note, lead = await keeping.note(), keeping.doors.lead
    await keeping.rule(months=1)
    await keeping.rule(kind="note", counted_from="case_closed", months=24)
    await keeping.passes(YEAR * 5)
    assert (await lead.get(note)).status_code == 200, "its case is open"
    closed = await lead.post(f"/v1/cases/{keeping.case_id}/closure", {"reason": "goals_reached", "outcome": "reached"})
    assert closed.status_code == 200, closed.text
    await keeping.passes(YEAR)
    assert (await lead.get(note)).status_code == 200
    await keeping.passes(YEAR * 3)
    assert (await lead.get(note)).status_code == 410


@pytest.mark.parametrize("more", [{}, {"kind": "note"}])
async def test_what_a_retired_rule_kept_is_kept_until_one_that_is_written_later(
    keeping: Keeping, more: dict[str, str]
) -> None:
    note, lead = await keeping.note(), keeping.doors.lead
    in_force = "UPDATE cases.retention_period SET takes_effect_at = written_at, retired_at = {} WHERE id = $1"
    for months, kinds, retired in ((1, {}, "NULL"), (120, more, "now()")):
        rule = await keeping.rule(months=months, **kinds)
        await keeping.as_owner(in_force.format(retired), UUID(rule["id"]))
    await keeping.passes()
    assert (await lead.get(note)).status_code == 200, "the earlier rule does not apply again"
    await keeping.rule(months=12)
    await keeping.passes()
    assert (await lead.get(note)).status_code == 410


async def test_months_are_those_of_the_municipality(keeping: Keeping) -> None:
    note = UUID((await keeping.note()).rpartition("/")[2])
    await keeping.rule()
    municipality = keeping.doors.municipality.municipality_id
    clock = """INSERT INTO cases.municipality_clock (municipality_id, time_zone) VALUES ($1, 'Europe/Brussels')
        ON CONFLICT (municipality_id) DO UPDATE SET time_zone = EXCLUDED.time_zone"""
    await keeping.as_owner(clock, municipality)
    with keeping.after(YEAR) as later:
        async with later.work(RETENTION) as work:
            [kept] = await store.what_keeps(work, ItemKind.NOTE, [note])
    assert kept["time_zone"] == "Europe/Brussels"


async def test_who_was_born_on_29_february_is_of_age_on_1_march(keeping: Keeping) -> None:
    asked = "SELECT CAST(cases.of_age_at($1::text::date, 'Europe/Brussels') AT TIME ZONE 'Europe/Brussels' AS text)"
    days = {"2008-02-29": "2026-03-01", "2006-03-01": "2024-03-01", "2008-02-28": "2026-02-28"}
    for born, day in days.items():
        assert (await keeping.as_owner(asked, born))[0][0] == f"{day} 00:00:00"


async def test_time_is_counted_from_majority_where_everybody_knows_it(keeping: Keeping) -> None:
    lead, notes = keeping.doors.lead, {}
    for born in ("2020-03", None):
        who = {"family_name": "Exemple", "given_name": "Alix", **({"birth_date": born} if born else {})}
        person = (await lead.made("/v1/persons", {"identity": who}))["id"]
        case = await lead.made("/v1/cases", {"persons": [{"person_id": person}], "category": "social"})
        here = f"/v1/cases/{case['id']}/notes"
        notes[born] = f"{here}/{(await lead.made(here, {'category': 'health', 'text': 'Small'}))['id']}"
    await keeping.rule(counted_from="majority", months=12)
    await keeping.passes(YEAR * 11)
    assert [(await lead.get(note)).status_code for note in notes.values()] == [200, 200]
    await keeping.passes(YEAR * 14)
    assert [(await lead.get(note)).status_code for note in notes.values()] == [410, 200]


async def test_several_replicas_delete_each_item_once_and_say_so_once(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "SLICE", 2)
    notes = [await keeping.note() for _ in range(7)]
    await keeping.rule()
    with keeping.after(YEAR * 2) as later:
        counts = await asyncio.gather(*(delete_all_due(later) for _ in range(3)))
    assert sum(counts) >= len(notes)
    assert await keeping.deleted() == sorted(note.rpartition("/")[2] for note in notes)


async def test_a_crash_leaves_no_half_deleted_item_and_the_next_run_goes_on(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "SLICE", 2)
    notes = [await keeping.note() for _ in range(4)]
    await keeping.rule()
    say = deleting._say
    said: list[Any] = []

    class CrashError(BaseException):
        pass

    async def crashes(*told: Any) -> None:
        said.extend(one for one in told[2:3] if str(one["case_id"]) == keeping.case_id)
        if len(said) == 3:
            raise CrashError
        await say(*told)

    with monkeypatch.context() as patched, pytest.raises(CrashError):
        patched.setattr(deleting, "_say", crashes)
        await keeping.passes()
    lead = keeping.doors.lead
    deleted = await keeping.deleted()
    assert len(deleted) in {1, 2}, "a slice is whole or not"
    shown = [(await lead.get(note)).status_code for note in notes]
    assert shown == [410 if note.rpartition("/")[2] in deleted else 200 for note in notes]
    await keeping.passes()
    assert [(await lead.get(note)).status_code for note in notes] == [410] * 4


async def test_one_that_cannot_be_deleted_keeps_no_other(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "SLICE", 3)
    notes = [await keeping.note() for _ in range(5)]
    await keeping.rule()
    say = deleting._say

    async def fails(*told: Any) -> None:
        if str(told[2]["id"]) in notes[1]:
            raise LookupError
        await say(*told)

    with monkeypatch.context() as patched:
        patched.setattr(deleting, "_say", fails)
        await keeping.passes()
    lead = keeping.doors.lead
    assert [(await lead.get(note)).status_code for note in notes] == [410, 200, 410, 410, 410]
    await keeping.passes()
    assert (await lead.get(notes[1])).status_code == 410


async def test_either_the_hold_is_seen_or_there_is_nothing_to_hold(keeping: Keeping) -> None:
    note = await keeping.note()
    await keeping.rule()
    body = {"held": "item", "held_id": note.rpartition("/")[2], "reason": "Court case"}
    with keeping.after(YEAR * 2) as later:
        async with later.work(RETENTION) as work:
            locked = await store.lock_some(work, ItemKind.NOTE, None, 1_000)
            await store.nobody_else_holds(work, locked)
            holding: asyncio.Task[Any] = asyncio.create_task(keeping.officer.post(keeping.holds, body))
            done, _ = await asyncio.wait([holding], timeout=0.2)
            assert not done, "it waits for whoever deletes"
            mine = [{**one, "rule_id": new_id()} for one in locked if str(one["id"]) == body["held_id"]]
            await store.delete(work, ItemKind.NOTE, mine, DeletedBecause.RETENTION)
        answer = await holding
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown")


async def test_a_copy_that_holds_it_is_emptied_too(keeping: Keeping) -> None:
    word = f"Secret{new_id().hex}"
    await keeping.note(word, category="social")
    await granted_copy(keeping.doors, keeping.database, str(keeping.doors.person_id), keeping.officer)
    assert "rights_export_part" in await keeping.says(word)
    await keeping.rule("social")
    await keeping.passes()
    await make_copies(keeping.database)
    assert await keeping.says(word) == set()


async def test_only_who_lost_something_loses_the_copy_and_is_given_one_of_what_is_left(keeping: Keeping) -> None:
    word, doors = f"Secret{new_id().hex}", keeping.doors
    await keeping.note(word, category="social")
    await granted_copy(doors, keeping.database, str(doors.person_id), keeping.officer)
    other = {"id": new_id(), "also_about": []}
    theirs = [
        {**other, "person_id": doors.person_id, "agency_id": new_id()},
        {**other, "person_id": new_id(), "agency_id": doors.lead.agency.id},
    ]
    for lost, is_there in ((theirs, True), ([{**theirs[0], "agency_id": doors.lead.agency.id}], False)):
        async with keeping.database.work(RETENTION) as work:
            await store.delete_what_hangs_on(work, ItemKind.NOTE, lost)
        assert ("rights_export_part" in await keeping.says(word)) is is_there
    await make_copies(keeping.database)
    assert "rights_export_part" in await keeping.says(word), "made again"


async def test_what_is_held_is_deleted_by_nobody_and_what_is_let_go_by_the_next_run(keeping: Keeping) -> None:
    note, lead = await keeping.note(), keeping.doors.lead
    await keeping.rule()
    hold = await keeping.officer.made(keeping.holds, WHY)
    await keeping.passes()
    assert (await lead.get(note)).status_code == 200
    released = await keeping.officer.post(f"{keeping.holds}/{hold['id']}/release", {})
    assert released.status_code == 200, released.text
    await keeping.passes()
    assert (await lead.get(note)).status_code == 410
