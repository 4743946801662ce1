"""Documents whose time is over: rows, contents and what remains to be read of them."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cases.documents.actions import deleting
from services.cases.documents.actions.deleting import RETENTION, delete_contents_of_the_deleted, delete_what_is_due
from services.cases.documents.store import deleting as store
from services.cases.documents.store.contents.keeping import Contents
from services.cases.retention.actions.deleting import let_go_of_documents
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import Unavailable
from tests.cases.documents.archive import YEAR, Archive, archive_of
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.files import PDF, PNG
from tests.cases.documents.places import IN_EACH_PLACE
from tests.cases.documents.reading import as_owner
from tests.cases.documents.test_evidence import consent

pytestmark = IN_EACH_PLACE
PAPER = {"category": "housing", "retention": "working_paper"}
LEFT = Statement("""
    SELECT (SELECT count(*) FROM document_version WHERE document_id = :id)
         + (SELECT count(*) FROM document_evidence WHERE document_id = :id)
         + (SELECT count(*) FROM document_hold WHERE document_id = :id)
         + (SELECT count(*) FROM document WHERE id = :id)
""")
LINES = Statement("SELECT array_agg(kind) FROM timeline_entry WHERE item_id = :id")
QUEUED = Statement("SELECT count(*) FROM content_to_delete")
TOLD = Statement("""
    SELECT data FROM journal WHERE type = 'parcours.document.deleted.v1' AND data->>'case_id' = :case_id
    ORDER BY data->>'document_id'
""")


@pytest.fixture
async def archive(shelf: Shelf, served_cases: Database) -> Archive:
    return await archive_of(shelf, served_cases)


async def deleted_lines(archive: Archive) -> list[dict[str, Any]]:
    shelf = archive.shelf
    timeline = (await shelf.lead.get(f"/v1/persons/{shelf.doors.person_id}/timeline?limit=200")).json()["items"]
    return [line for line in timeline if line["kind"] == "document_deleted"]


async def test_when_its_time_is_over_a_document_is_gone_with_every_version_and_a_line_says_so(
    archive: Archive, served_owner: Database
) -> None:
    shelf = archive.shelf
    rule = await archive.rule("working_paper")
    goes, stays = await shelf.sent(asked=PAPER), await shelf.sent(asked={"category": "housing", "retention": "proof"})
    await shelf.send(PNG, name="a.png", to=f"/{goes['id']}/versions", If_Match='"1"')
    link = await shelf.link(goes)
    assert len(shelf.files()) == 3

    await archive.passes(YEAR / 2)
    assert await archive.lists() == [goes["id"], stays["id"]]
    await archive.passes(YEAR)

    assert await archive.lists() == [stays["id"]]
    assert (await as_owner(served_owner, LEFT, id=UUID(goes["id"])))[0][0] == 0
    assert len(shelf.files()) == 1
    for path in (f"{shelf.path}/{goes['id']}", f"{shelf.path}/{goes['id']}/versions", link):
        assert (await shelf.lead.get(path)).status_code == (404 if path == link else 410)
    assert (await shelf.lead.get(await shelf.link(stays))).content == PDF
    assert (await as_owner(served_owner, LINES, id=UUID(goes["id"])))[0][0] == ["document_deleted"]
    [line] = await deleted_lines(archive)
    assert (line["item_id"], line["state"], line["by_agency_id"]) == (goes["id"], "working_paper", None)
    [told] = await as_owner(served_owner, TOLD, case_id=goes["case_id"])
    assert (told["data"]["document_id"], told["data"]["rule_id"]) == (goes["id"], rule["id"])


async def test_what_has_no_rule_of_the_agency_that_sent_it_stays(archive: Archive) -> None:
    document = await archive.shelf.sent(asked=PAPER)
    await archive.rule("proof", months=1)
    await archive.passes(YEAR * 50)
    assert await archive.lists() == [document["id"]]


async def test_of_several_rules_the_one_that_took_effect_last_applies(archive: Archive) -> None:
    document = await archive.shelf.sent(asked=PAPER)
    await archive.rule("working_paper", months=6)
    longer = await archive.rule("working_paper", months=120)
    await archive.passes(YEAR)
    assert await archive.lists() == [document["id"]]
    retired = await archive.officer.post(f"/v1/retention-rules/{longer['id']}/retirement", {})
    assert retired.status_code == 200, retired.text
    await archive.passes(YEAR + timedelta(days=8))
    assert await archive.lists() == []


async def test_what_is_counted_from_the_closing_of_its_case_waits_for_that(archive: Archive) -> None:
    document = await archive.shelf.sent()
    await archive.rule("case_file", counted_from="case_closed")
    await archive.passes(YEAR * 10)
    assert await archive.lists() == [document["id"]]
    await archive.closes_case()
    await archive.reopens_case()
    await archive.passes(YEAR * 10 + timedelta(days=8))
    assert await archive.lists() == [document["id"]]
    await archive.closes_case()
    await archive.passes(YEAR * 10 + timedelta(days=16))
    assert (await archive.shelf.lead.get(f"{archive.shelf.path}/{document['id']}")).status_code == 410
    assert not archive.shelf.files()


async def test_whoever_closes_a_case_lets_nobody_elses_documents_go_sooner(
    archive: Archive, served_owner: Database
) -> None:
    """A lead with something to hide says that the record counts from long ago; the papers of the other agency stay."""
    document, case_id = await archive.shelf.sent(), UUID(archive.shelf.path.split("/")[3])
    await archive.rule("case_file", counted_from="case_closed")
    await archive.closes_case()
    for closer, is_kept in ((new_id(), True), (archive.shelf.lead.agency.id, False)):
        await served_owner.pool.execute(
            "UPDATE case_closure SET agency_id = $1, retention_from = '2001-01-01' WHERE case_id = $2", closer, case_id
        )
        await served_owner.pool.execute("UPDATE document SET changed_at = '2001-01-01', look_again_at = '2001-01-01'")
        await archive.passes(timedelta(days=60))
        assert await archive.lists() == ([document["id"]] if is_kept else [])


async def test_evidence_of_what_is_in_force_is_kept_and_a_year_longer(archive: Archive) -> None:
    shelf = archive.shelf
    await archive.rule("working_paper")
    document = await shelf.sent(asked=PAPER)
    path = await consent(shelf)
    assert (await shelf.lead.ask("PUT", f"{path}/evidence/{document['id']}")).status_code == 200
    await archive.passes(YEAR * 3)
    assert await archive.lists() == [document["id"]]
    withdrawn = await shelf.lead.post(f"{path}/withdrawal", {})
    assert withdrawn.status_code == 200, withdrawn.text
    await archive.passes(YEAR / 2)
    assert await archive.lists() == [document["id"]], "that it was given can be asked for still"
    await archive.passes(YEAR * 3 + timedelta(days=8))
    assert await archive.lists() == []


async def test_putting_a_document_into_a_shorter_class_deletes_nothing_at_once(archive: Archive) -> None:
    shelf = archive.shelf
    await archive.rule("working_paper", months=1)
    document = await shelf.sent(asked={"category": "housing", "retention": "proof"})
    with archive.after(YEAR * 5) as later:
        await delete_what_is_due(later, let_go_of_documents)
    path = f"{shelf.path}/{document['id']}"
    changed = await shelf.lead.ask("PATCH", path, {"retention": "working_paper"}, If_Match='"1"')
    assert changed.status_code == 200
    await archive.passes(timedelta(days=20))
    assert await archive.lists() == [document["id"]]


async def test_several_replicas_delete_each_document_once(
    archive: Archive, served_owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "_AT_ONCE", 3)
    monkeypatch.setattr(deleting, "_CONTENTS_AT_ONCE", 2)
    await archive.rule("working_paper")
    sent = [await archive.shelf.sent(asked=PAPER) for _ in range(12)]
    with archive.after(YEAR):
        await asyncio.gather(*(archive.deletes() for _ in range(3)))
    told = await as_owner(served_owner, TOLD, case_id=sent[0]["case_id"])
    assert [one["data"]["document_id"] for one in told] == sorted(document["id"] for document in sent)
    lines = await deleted_lines(archive)
    assert sorted(line["item_id"] for line in lines) == sorted(document["id"] for document in sent)
    assert not archive.shelf.files()
    assert (await as_owner(served_owner, QUEUED))[0][0] == 0


async def test_a_crash_before_the_rows_are_gone_leaves_all_and_one_after_it_no_file(
    archive: Archive, served_owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = archive.shelf
    await archive.rule("working_paper")
    document = await shelf.sent(asked=PAPER)

    class CrashError(Exception):
        pass

    async def crashes(*_anything: Any) -> None:
        raise CrashError

    with monkeypatch.context() as patched, archive.after(YEAR) as later:
        patched.setattr(store, "delete", crashes)
        with pytest.raises(CrashError):
            await delete_what_is_due(later, let_go_of_documents)
    assert (await shelf.lead.get(await shelf.link(document))).content == PDF
    assert not await deleted_lines(archive)

    class Away:
        delete = staticmethod(crashes)

    with archive.after(YEAR) as later:
        await delete_what_is_due(later, let_go_of_documents)
        with pytest.raises(CrashError):
            await delete_contents_of_the_deleted(later, Away(), timedelta(seconds=-1))  # type: ignore[arg-type]
    assert await archive.lists() == []
    assert shelf.files(), "the row is gone, and nobody is shown what is left"
    await archive.passes(YEAR)
    assert not shelf.files()
    assert (await as_owner(served_owner, QUEUED))[0][0] == 0


async def test_contents_are_left_for_those_who_are_fetching_them(archive: Archive) -> None:
    await archive.rule("working_paper")
    await archive.shelf.sent(asked=PAPER)
    with archive.after(YEAR) as later:
        await delete_what_is_due(later, let_go_of_documents)
        await delete_contents_of_the_deleted(later, archive.shelf.place.contents)
        assert archive.shelf.files()
    with archive.after(YEAR + timedelta(minutes=16)) as later:
        await delete_contents_of_the_deleted(later, archive.shelf.place.contents)
    assert not archive.shelf.files()


async def test_a_place_that_is_away_is_asked_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    contents: Contents = archive.shelf.place.contents
    await archive.rule("working_paper")
    await archive.shelf.sent(asked=PAPER)

    async def is_away(_self: Contents, _ids: Any) -> None:
        raise Unavailable

    with monkeypatch.context() as patched, archive.after(YEAR) as later:
        patched.setattr(type(contents), "delete", is_away)
        await delete_what_is_due(later, let_go_of_documents)
        with pytest.raises(Unavailable):
            await delete_contents_of_the_deleted(later, contents, timedelta(seconds=-1))
    await archive.passes(YEAR)
    assert not archive.shelf.files()


async def test_a_document_that_is_being_named_as_evidence_is_passed_over(archive: Archive) -> None:
    """Also one that was evidence before, and is named again in the moment in which it is deleted."""
    shelf = archive.shelf
    await archive.rule("working_paper")
    document = await shelf.sent(asked=PAPER)
    path = f"{await consent(shelf)}/evidence/{document['id']}"
    assert (await shelf.lead.ask("PUT", path)).status_code == 200
    assert (await shelf.lead.ask("DELETE", path)).status_code == 204

    with archive.after(YEAR) as later:
        async with later.work(RETENTION) as work:
            [locked] = [row for row in await store.lock_some(work, 100_000) if str(row["id"]) == document["id"]]
            naming = asyncio.create_task(shelf.lead.ask("PUT", path))
            done, _ = await asyncio.wait([naming], timeout=0.2)
            assert not done, "it waits for whoever asks whether the document is due"
            await store.delete(work, {locked["id"]: locked}, {locked["id"]: new_id()})
        assert (await naming).status_code == 404
