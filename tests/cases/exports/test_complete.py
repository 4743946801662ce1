"""A copy is complete: whatever is kept about people is in it, or it is said here why not."""

import importlib.util
from pathlib import Path
from typing import Final

import sqlalchemy as sa

import services.cases.app  # noqa: F401 - loads the tables of every area
from services.cases.exports.domain.sections import SECTIONS, Kept
from services.cases.exports.store.sources import SOURCES
from services.cases.schema import metadata
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.cases.worlds import World

NOT_IN_IT: Final = {
    "agreement_effect": "what was ended by an agreement; the grants themselves are in it",
    "budget_signature": "who signed a budget, with those of others",
    "closure_referral": "what becomes of referrals, which are in it",
    "conflict_of_interest": "about workers",
    "document_evidence": "links between documents and consents, which are in it",
    "document_hold": "why a document is kept for a court; it may be about others",
    "document_version": "earlier names of files; their contents are handed over on paper",
    "duty": "what must be done about what is in it",
    "erasure": "what was erased for a request, by ids; read beside the request",
    "informal_member": "about those who help",
    "journal": "what happened, by ids",
    "known_person": "to be found by",
    "legal_hold": "what is kept for a court or an inquiry, and why, which could warn of it",
    "message_attachment": "links between messages and documents, which are in it",
    "notice": "what workers were told",
    "own_news": "that there was something to tell the person, by ids",
    "own_notice_read": "how far the person has read",
    "own_thread_read": "likewise",
    "person_name": "names as they are compared",
    "plan_application": "which goals began as a template",
    "plan_line": "what stood in a plan: goals and actions, which are in it",
    "referral_ground": "consents and mandates on which referrals rest, which are in it",
    "refused_sharing": "refusals as they are asked; they are in it as consents",
    "restricted_access": "that somebody is known to few must be told by nobody",
    "rights_export": "copies themselves",
    "rights_export_part": "likewise",
    "processing_restriction": "what is stored and not processed; read beside the request",
    "restriction_use": "for what it was used by workers; the looks are in it",
    "rights_notice": "which agencies were told of a correction; the answer to the request says what was done",
    "rights_step": "that something was done for a request, by ids; read beside the request",
    "seal_grant": "to whom something sealed is open, which is withheld",
    "thread_read": "how far workers have read",
    "tombstone": "that something was deleted, by ids; never what it said",
    "transition": "days that follow from birth dates, mandates and consents",
    "transition_receipt": "likewise",
    "transition_watch": "likewise",
    "unusual_look": "what workers did, while privacy officers examine it",
    "watched_person": "when rules look next",
    "webhook_waiting": "which events wait to be brought to systems, by ids",
    "worker_trace": "names and addresses as looks of workers are compared with them",
}
UNSAID: Final = {Kept.EMERGENCY: {"words"}}
"""What a worker said of danger; it names others, and may tell what somebody said in confidence."""
MIGRATION: Final = Path("services/cases/migrations/versions/0028_row_security_of_exports.py")
PARTS: Final = Statement("SELECT count(*) FROM rights_export_part")


def about_people() -> set[str]:
    return {table.name for table in metadata.tables.values() if "person_id" in table.columns}


def test_whatever_is_kept_about_people_is_in_a_copy_or_said_why_not() -> None:
    read = {name for source in SOURCES.values() for name in source.tables}
    assert about_people() - read == set(NOT_IN_IT)
    assert read.isdisjoint(NOT_IN_IT)


def test_the_making_of_a_copy_may_read_what_it_reads_and_nothing_else() -> None:
    found = importlib.util.spec_from_file_location("exports_migration", MIGRATION)
    assert found is not None
    assert found.loader is not None
    migration = importlib.util.module_from_spec(found)
    found.loader.exec_module(migration)
    read = {name for source in SOURCES.values() for name in source.tables}
    of_the_grants = "access_grant"  # whose one lock, `sees_grant_of_others`, names the making itself
    assert {*migration.WHAT_AN_AGENCY_CONTRIBUTED, *migration.AROUND_IT, of_the_grants} == read
    agency = {name for name in read if "agency_id" in metadata.tables[f"cases.{name}"].columns}
    assert set(migration.WHAT_AN_AGENCY_CONTRIBUTED) <= agency


def test_each_text_about_somebody_that_is_read_is_told() -> None:
    """A column that holds somebody's words is a field, or it is named here."""
    left = {"code_word", "place_words", "place_numbers", "value_key", "other_name", "owner_id", "withheld_because"}
    untold: dict[str, set[str]] = {}
    for kept, source in SOURCES.items():
        table = metadata.tables[f"cases.{source.tables[0]}"]
        texts = {one.name for one in table.columns if isinstance(one.type, sa.Text) and _is_somebodys(one)}
        told = {one.removeprefix("i.") for one in source.told.values()} | set(SECTIONS[kept].fields)
        untold[kept] = texts - left - told - UNSAID.get(kept, set())
    assert {kept: texts for kept, texts in untold.items() if texts} == {}


def _is_somebodys(column: sa.Column[object]) -> bool:
    said = (column.comment or "").lower()
    return "personal data" in said and "pseudonym" not in said


async def test_no_worker_sees_a_copy_without_its_request(cases_database: Database) -> None:
    async with cases_database.work(World().worker(*Role)) as work:
        assert await work.value(PARTS) == 0
