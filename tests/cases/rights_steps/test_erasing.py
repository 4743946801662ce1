"""What a person was granted to be erased: what goes, what stays and why, and what shows it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import orjson
import pytest

from deploy.embedded.databases import ServiceDatabase
from services.cases.retention.actions import erasing as slices
from services.cases.rights_steps.actions import erasing
from services.cases.rights_steps.actions.erasing import perform_all_due
from shared.contracts.cases.items import ItemKind
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.items.written import KINDS, written
from tests.cases.retention.keeping import WHY, Keeping, keeping_of

ERASE: Final = {"right": "erasure", "words": "Delete it"}
GRANTED: Final = {"outcome": "granted", "reason": "It is erased."}
PARTLY: Final = {
    "outcome": "partly_granted",
    "article": "gdpr_17_3_b",
    "reason": "The Social Welfare Act § 47 requires us to keep payments for ten years.",
}


class CrashError(BaseException):
    pass


@pytest.fixture
async def keeping(doors: Doors, served_cases: Database, served: Mapping[str, ServiceDatabase]) -> Keeping:
    return await keeping_of(doors, served_cases, served["cases"].owner_url)


async def decided(keeping: Keeping, answer: Mapping[str, Any], asked: Mapping[str, Any] = ERASE) -> str:
    """The path of a request that a worker took down, and that the privacy officer answered."""
    where = f"/v1/persons/{keeping.doors.person_id}/rights-requests"
    path = f"{where}/{(await keeping.doors.lead.made(where, asked))['id']}"
    answered = await keeping.officer.post(f"{path}/decision", answer)
    assert answered.status_code == 200, answered.text
    return path


async def statuses(keeping: Keeping, *paths: str) -> list[int]:
    return [(await keeping.doors.lead.get(path)).status_code for path in paths]


async def test_what_was_granted_wholly_goes_wholly_and_a_step_shows_it(keeping: Keeping) -> None:
    doors, officer, word = keeping.doors, keeping.officer, f"Secret{new_id().hex}"
    paths = [await written(doors, keeping.case_id, kind, word) for kind in KINDS]
    path = await decided(keeping, GRANTED)
    lines = (await officer.get(f"{path}/erasable")).json()["lines"]
    assert {one["kind"] for one in lines} >= {"note", "document", "thread", "message", "goal"}
    assert word not in str(lines)
    assert (await officer.post(f"{path}/erasures", {"categories": ["health"]})).status_code == 422, "all was granted"
    key = new_id().hex
    made = [await officer.post(f"{path}/erasures", {}, Idempotency_Key=key) for _ in range(2)]
    assert (made[0].status_code, made[0].json()) == (201, made[1].json()), made[0].text
    [step] = (await officer.get(f"{path}/steps")).json()["items"]
    assert step["kind"] == "erasure"
    await perform_all_due(keeping.database)
    assert await keeping.says(word) == set()
    assert await statuses(keeping, *paths) == [410] * len(paths)
    gone = (await doors.lead.get(paths[0])).json()
    assert (gone["because"], gone["rule_id"]) == ("erasure", step["id"])
    assert (await doors.adviser.get(paths[0])).status_code == 404
    [step] = (await officer.get(f"{path}/steps")).json()["items"]
    assert (step["state"], step["proof"]["kept"]) == ("done", 0)
    assert step["proof"]["erased"] == sum(one["goes"] for one in lines) >= len(paths)
    timeline = (await doors.lead.get(f"/v1/persons/{doors.person_id}/timeline?limit=200")).json()["items"]
    assert {one["kind"] for one in timeline if one["item_id"] == paths[0].rpartition("/")[2]} == {"item_erased"}
    sought = await keeping.as_owner(
        "SELECT data::jsonb ->> 'item_ids' FROM cases.journal WHERE type = 'parcours.rights_step.recipients_sought.v1' "
        "AND data::jsonb ->> 'step_id' = $1",
        step["id"],
    )
    needs = [one.rpartition("/")[2] for one in paths if "/needs/" in one]
    assert [orjson.loads(one) for (one,) in sought] == ([needs] if needs else []), "nothing else of it travels"


async def test_what_is_held_about_others_too_or_anothers_stays_and_is_counted(keeping: Keeping) -> None:
    doors, officer = keeping.doors, keeping.officer
    await doors.share("social", "housing")
    await doors.joins(keeping.case_id, doors.adviser)
    theirs = await doors.adviser.made(f"/v1/cases/{keeping.case_id}/notes", {"category": "housing", "text": "Ours"})
    body = {"case_id": keeping.case_id, "category": "housing", "subject": "Lease", "message": {"text": "Mine"}}
    thread = f"/v1/threads/{(await doors.lead.made('/v1/threads', body))['id']}"
    await doors.adviser.made(f"{thread}/messages", {"text": "Theirs"})
    goes, held, kept = [await keeping.note(category=one) for one in ("social", "housing", "health")]
    sealed = await keeping.note(category="social", sensitivity="sealed")
    item = {**WHY, "held": "item", "held_id": held.rpartition("/")[2]}
    await officer.made(keeping.holds, item)
    path = await decided(keeping, PARTLY)
    assert (await officer.post(f"{path}/erasures", {})).status_code == 422, "it says what goes"
    lines = {(one["category"], one["kind"]): one for one in (await officer.get(f"{path}/erasable")).json()["lines"]}
    assert lines["housing", "note"]["held"] == 1
    assert lines["housing", "thread"]["with_others_beneath"] == 1
    assert lines["social", "note"]["goes"] == 1, "nothing that is sealed is counted"
    parts = {"categories": ["housing"], "item_ids": [goes.rpartition("/")[2], sealed.rpartition("/")[2]]}
    assert (await officer.post(f"{path}/erasures", parts)).status_code == 201
    await perform_all_due(keeping.database)
    their_note = f"/v1/cases/{keeping.case_id}/notes/{theirs['id']}"
    shown = await statuses(keeping, goes, held, kept, sealed, thread, their_note)
    assert shown == [410, 200, 200, 200, 200, 200]
    assert [one["text"] for one in (await doors.lead.get(f"{thread}/messages")).json()["items"]] == ["Theirs"]
    [step] = (await officer.get(f"{path}/steps")).json()["items"]
    assert (step["proof"]["erased"], step["proof"]["kept"]) == (2, 2)


async def test_nothing_tells_of_what_is_sealed_beneath_or_of_somebody_whom_the_officer_must_not_know(
    keeping: Keeping,
) -> None:
    doors, other = keeping.doors, await keeping.doors.registered()
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    both = await doors.case(persons=[{"person_id": str(doors.person_id)}, {"person_id": other}])
    note = {"category": "health", "text": "Both", "person_ids": [str(doors.person_id), other]}
    about_both = await doors.lead.made(f"/v1/cases/{both['id']}/notes", note)
    body = {"case_id": keeping.case_id, "category": "housing", "subject": "Lease"}
    threads = [
        f"/v1/threads/{(await doors.lead.made('/v1/threads', {**body, 'message': {'text': text}}))['id']}"
        for text in ("Mine", "Mine too")
    ]
    await doors.lead.made(f"{threads[0]}/messages", {"text": "Hush", "sensitivity": "sealed"})
    path = await decided(keeping, GRANTED)
    refused = {"outcome": "refused", "article": "gdpr_16", "reason": "It is true."}
    stating = await decided(keeping, refused, {**ERASE, "right": "rectification"})

    async def counted() -> dict[tuple[str, str], Any]:
        lines = (await officer.get(f"{path}/erasable")).json()["lines"]
        return {(one["category"], one["kind"]): one for one in lines}

    async def states() -> int:
        said = {"kind": "note", "item_id": about_both["id"], "words": "Not so"}
        return (await officer.post(f"{stating}/statements", said)).status_code

    before = await counted()
    assert (before["health", "note"]["about_others_too"], before["housing", "thread"]["goes"]) == (1, 1)
    assert await states() == 201
    await officer.made(f"/v1/persons/{other}/conflicts-of-interest", {"relation": "friend"})
    after = await counted()
    assert ("health", "note") not in after
    assert await states() == 422
    assert (await officer.post(f"{path}/erasures", {})).status_code == 201
    await perform_all_due(keeping.database)
    assert await statuses(keeping, *threads) == [200, 410]
    [step] = (await officer.get(f"{path}/steps")).json()["items"]
    assert (step["proof"]["erased"], step["proof"]["kept"]) == (sum(one["goes"] for one in after.values()), 0)


async def test_only_who_answers_for_privacy_erases_and_only_what_was_granted(keeping: Keeping) -> None:
    doors, officer = keeping.doors, keeping.officer
    path = await decided(keeping, GRANTED)
    for desk, status in ((doors.lead, 403), (await doors.hires(doors.adviser, Role.PRIVACY_OFFICER), 404)):
        assert (await desk.post(f"{path}/erasures", {})).status_code == status
        assert (await desk.get(f"{path}/erasable")).status_code == status
    other = await decided(keeping, GRANTED, {"right": "access", "words": "What do you keep?"})
    refused = await decided(keeping, {**PARTLY, "outcome": "refused"})
    for wrong in (other, refused):
        assert (await officer.post(f"{wrong}/erasures", {})).status_code == 409


async def test_whoever_is_stopped_goes_on_and_nothing_is_half_erased(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = [await keeping.note() for _ in range(5)]
    path = await decided(keeping, GRANTED)
    assert (await keeping.officer.post(f"{path}/erasures", {})).status_code == 201
    monkeypatch.setattr(slices, "SLICE", 2)
    mine = asyncio.current_task()

    async def crashes(work: UnitOfWork, kind: ItemKind, step_id: UUID, after: UUID | None) -> slices.Slice:
        found = await slices.erase_some(work, kind, step_id, after)
        if after is not None and asyncio.current_task() is mine:
            raise CrashError
        return found

    with monkeypatch.context() as patched, suppress(CrashError):
        patched.setattr(erasing, "erase_some", crashes)
        await perform_all_due(keeping.database)
    shown = await statuses(keeping, *notes)
    assert shown in ([410, 410, 200, 200, 200], [410] * 4 + [200], [410] * 5), "in whole slices, by whichever replica"
    await perform_all_due(keeping.database)
    assert await statuses(keeping, *notes) == [410] * 5
    [step] = (await keeping.officer.get(f"{path}/steps")).json()["items"]
    assert (step["state"], step["proof"]["erased"]) == ("done", 5)


async def test_a_kind_that_fails_keeps_no_other_and_the_step_waits_for_it(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = await keeping.note()
    need = await written(keeping.doors, keeping.case_id, "needs", "Theirs")
    path = await decided(keeping, GRANTED)
    assert (await keeping.officer.post(f"{path}/erasures", {})).status_code == 201

    async def fails(work: UnitOfWork, kind: ItemKind, step_id: UUID, after: UUID | None) -> slices.Slice:
        if kind is ItemKind.NOTE:
            raise LookupError
        return await slices.erase_some(work, kind, step_id, after)

    with monkeypatch.context() as patched:
        patched.setattr(erasing, "erase_some", fails)
        await perform_all_due(keeping.database)
        [step] = (await keeping.officer.get(f"{path}/steps")).json()["items"]
        assert (await statuses(keeping, note, need), step["state"]) == ([200, 410], "waiting")
    await perform_all_due(keeping.database)
    assert await statuses(keeping, note, need) == [410, 410]
