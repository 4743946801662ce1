"""All documents looked through at once: counted by agency and class, and what is due deleted without its week."""

from collections import Counter

import pytest

from deploy.cli.retention import told
from services.cases.documents.actions import looking_through
from services.cases.documents.actions.looking_through import OfAnAgency, count_what_is_due, run_retention
from services.cases.documents.domain.retention import Verdict
from services.cases.retention.actions.deleting import let_go_of_documents
from shared.contracts.cases.documents import Retention
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.documents.archive import YEAR, archive_of
from tests.cases.documents.conftest import Shelf


async def test_a_dry_run_counts_what_is_due_what_is_held_and_what_stays_and_the_run_deletes_just_that(
    shelf: Shelf, served_cases: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = await archive_of(shelf, served_cases)
    await archive.rule("working_paper")
    goes, held, stays = [
        await shelf.sent(asked={"category": "housing", "retention": retention})
        for retention in ("working_paper", "working_paper", "proof")
    ]
    holds = await archive.officer.post(f"{shelf.path}/{held['id']}/holds", {"reason": "Court case 26/0417"})
    assert holds.status_code == 201, holds.text
    papers = OfAnAgency(shelf.doors.municipality.municipality_id, shelf.lead.agency.id, Retention.WORKING_PAPER)
    proofs = OfAnAgency(papers.municipality_id, papers.agency_id, Retention.PROOF)
    assert (await count_what_is_due(served_cases))[papers] == Counter({Verdict.STAYS: 2})
    monkeypatch.setattr(looking_through, "SLICE", 1)
    with archive.after(YEAR * 2) as later:
        counted = await count_what_is_due(later)
        assert (counted[papers], counted[proofs]) == (
            Counter({Verdict.DUE: 1, Verdict.HELD: 1}),
            Counter({Verdict.STAYS: 1}),
        )
        assert await archive.lists() == [goes["id"], held["id"], stays["id"]], "a dry run deletes nothing"
        assert (await run_retention(later, let_go_of_documents))[papers] == counted[papers]
        assert await archive.lists() == [held["id"], stays["id"]]
        assert (await run_retention(later, let_go_of_documents))[papers] == Counter({Verdict.HELD: 1})
        released = await archive.officer.post(f"{shelf.path}/{held['id']}/holds/{holds.json()['id']}/release", {})
        assert released.status_code == 200, released.text
        assert (await run_retention(later, let_go_of_documents))[papers] == Counter({Verdict.DUE: 1}), (
            "it does not wait for its week"
        )
        assert await archive.lists() == [stays["id"]]


def test_an_operator_is_told_numbers_and_ids() -> None:
    municipality_id, agency_id = new_id(), new_id()
    of = OfAnAgency(municipality_id, agency_id, Retention.PROOF)
    counts = {of: Counter({Verdict.DUE: 2, Verdict.HELD: 1, Verdict.STAYS: 4})}
    assert told(counts, apply=False) == [
        f"municipality {municipality_id} agency {agency_id} proof: 2 would be deleted, 1 held, 4 stay",
        "2 of 7 documents would be deleted.",
    ]
    assert told({}, apply=True) == ["0 of 0 documents deleted."]
