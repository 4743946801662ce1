"""Who may add, see and fetch documents: as with every item of the record, and decided anew at each look."""

from uuid import UUID

import asyncpg
import pytest

from services.cases.documents.store.documents import kept_among
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.housekeeping import HOUSEKEEPING
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.files import PDF, PNG
from tests.cases.documents.reading import as_owner
from tests.cases.worlds import World

LOOKS = Statement("""
    SELECT operation, act, categories, cardinality(grounds) AS grounds FROM access_log
    WHERE person_id = :person_id AND subject_id = :subject AND operation LIKE '%document%' ORDER BY at, id
""")
DOCUMENTS = Statement("SELECT count(*) FROM document WHERE case_id = :case_id")
VERSIONS = Statement("""
    SELECT count(*) FROM document_version v JOIN document d ON d.id = v.document_id WHERE d.case_id = :case_id
""")
TAKEN_OVER = Statement("UPDATE document SET retention = retention WHERE case_id = :case_id")
TOLD = Statement("SELECT type, data FROM journal WHERE type LIKE 'parcours.document.%' AND data->>'case_id' = :case_id")


async def test_what_is_not_yours_and_what_is_not_there_are_the_same_answer(shelf: Shelf) -> None:
    document = await shelf.sent()
    link = await shelf.link(document)
    invented = shelf.path.replace(shelf.path.split("/")[3], str(new_id()))
    for path in ("", f"/{document['id']}", f"/{document['id']}/versions"):
        foreign = await shelf.adviser.get(f"{shelf.path}{path}")
        nowhere = await shelf.adviser.get(f"{invented}{path}")
        assert (foreign.status_code, foreign.content) == (404, nowhere.content)
    foreign = await shelf.adviser.post(f"{shelf.path}/{document['id']}/link", {})
    nowhere = await shelf.adviser.post(f"{shelf.path}/{new_id()}/link", {})
    assert (foreign.status_code, foreign.content) == (404, nowhere.content)
    assert (await shelf.adviser.get(link)).status_code == 404
    before = shelf.files()
    foreign = await shelf.send(by=shelf.adviser)
    assert (foreign.status_code, shelf.files()) == (404, before)
    replaced = await shelf.send(by=shelf.adviser, to=f"/{document['id']}/versions", If_Match='"1"')
    assert (replaced.status_code, shelf.files()) == (404, before)


async def test_without_a_token_nothing_is_answered_not_even_with_a_link(shelf: Shelf) -> None:
    link = await shelf.link(await shelf.sent())
    assert (await shelf.doors.http.get(link)).status_code == 401
    assert (await shelf.doors.http.post(shelf.path, content=PDF)).status_code == 401


async def test_a_team_sees_the_documents_of_the_categories_that_flow_to_it(team: Shelf) -> None:
    housing = await team.sent()
    health = await team.sent(asked={"category": "health"})
    sealed = await team.sent(asked={"category": "housing", "sensitivity": "sealed"})

    assert [one["id"] for one in (await team.adviser.get(team.path)).json()["items"]] == [housing["id"]]
    assert (await team.adviser.get(await team.link(housing, by=team.adviser))).content == PDF
    for hidden in (health, sealed):
        assert (await team.adviser.get(f"{team.path}/{hidden['id']}")).status_code == 404
        assert (await team.adviser.post(f"{team.path}/{hidden['id']}/link", {})).status_code == 404
    assert (await team.send(by=team.adviser, asked={"category": "health"})).status_code == 403


async def test_a_document_about_two_people_needs_a_ground_for_each(team: Shelf) -> None:
    child = await team.doors.somebody()
    await team.lead.made(team.path.replace("/documents", "/persons"), {"person_id": str(child), "role": "child"})
    people = [str(team.doors.person_id), str(child)]
    both = await team.sent(asked={"category": "housing", "person_ids": people})
    assert both["person_ids"] == people
    assert (await team.adviser.get(f"{team.path}/{both['id']}")).status_code == 200

    body = {
        "is_refusal": True,
        "agencies": [str(team.adviser.agency.id)],
        "categories": ["housing"],
        "purposes": ["care-coordination"],
        "given_by": "person",
        "given_how": "oral",
        "language": "fr",
    }
    refused = await team.lead.post(f"/v1/persons/{child}/consents", body)
    assert refused.status_code == 201, refused.text
    assert (await team.adviser.get(f"{team.path}/{both['id']}")).status_code == 404


async def test_a_link_is_for_whoever_asked_for_it_and_decided_again_when_it_is_followed(team: Shelf) -> None:
    document = await team.sent()
    of_lead = await team.link(document)
    of_adviser = await team.link(document, by=team.adviser)
    colleague = await team.doors.hires(team.lead, Role.CASEWORKER)

    assert (await team.adviser.get(of_lead)).status_code == 404, "another agency's"
    assert (await colleague.get(of_lead)).status_code == 404, "a colleague's"
    assert (await team.adviser.get(of_lead.replace("version=1", "version=2"))).status_code == 404
    assert (await team.adviser.get(of_adviser)).status_code == 200
    sealed = await team.lead.ask("PATCH", f"{team.path}/{document['id']}", {"sensitivity": "sealed"}, If_Match='"1"')
    assert sealed.status_code == 200
    assert (await team.adviser.get(of_adviser)).status_code == 404, "what it leads to is no longer theirs to see"
    assert (await team.lead.get(of_lead)).status_code == 200


@pytest.mark.parametrize(
    ("part", "other"), [("version=1", "version=2"), ("expires=1", "expires=2"), ("signature=", "signature=x")]
)
async def test_a_link_that_somebody_changed_leads_nowhere(shelf: Shelf, part: str, other: str) -> None:
    link = await shelf.link(await shelf.sent())
    assert part in link
    assert (await shelf.lead.get(link.replace(part, other))).status_code == 404


async def test_others_than_its_sender_do_not_change_a_document(team: Shelf) -> None:
    document = await team.sent()
    path = f"{team.path}/{document['id']}"
    corrected = await team.adviser.ask("PATCH", path, {"category": "social"}, If_Match='"1"')
    replaced = await team.send(PNG, name="a.png", by=team.adviser, to=f"/{document['id']}/versions", If_Match='"1"')
    assert (corrected.status_code, replaced.status_code) == (403, 403)
    supervisor = await team.doors.hires(team.lead, Role.SUPERVISOR)
    assert (await supervisor.ask("PATCH", path, {"category": "social"}, If_Match='"1"')).status_code == 200


async def test_who_writes_in_a_case_shares_what_they_wrote_with_its_team(team: Shelf) -> None:
    sent = await team.sent(by=team.adviser)
    assert [one["id"] for one in (await team.lead.get(team.path)).json()["items"]] == [sent["id"]]


async def test_each_look_is_in_the_access_log_with_its_ground(team: Shelf, served_owner: Database) -> None:
    document = await team.sent()
    await team.adviser.get(team.path)
    await team.adviser.get(f"{team.path}/{document['id']}")
    await team.adviser.get(await team.link(document, by=team.adviser))
    await team.adviser.get(f"{team.path}/{document['id']}/versions")
    await team.adviser.get(f"{team.path}/{new_id()}")

    looks = await as_owner(served_owner, LOOKS, person_id=team.doors.person_id, subject=team.adviser.worker.id)
    assert [one["operation"] for one in looks] == [
        "list-documents",
        "read-document",
        "link-to-document",
        "download-document",
        "list-document-versions",
    ]
    assert all(one["act"] == "opened" and one["categories"] == ["housing"] and one["grounds"] for one in looks)


async def test_what_happened_is_on_the_timeline_and_in_the_journal_without_a_name(
    team: Shelf, served_owner: Database
) -> None:
    hidden = await team.sent(name="Dupont.pdf", asked={"category": "health"})
    shown = await team.sent(name="Dupont.pdf")
    await team.send(PNG, name="a.png", to=f"/{shown['id']}/versions", If_Match='"1"')
    await team.lead.ask("PATCH", f"{team.path}/{shown['id']}", {"retention": "proof"}, If_Match='"2"')

    timeline = (await team.adviser.get(f"/v1/persons/{team.doors.person_id}/timeline")).json()["items"]
    assert [one["kind"] for one in timeline if one.get("item_id") == shown["id"]] == [
        "document_replaced",
        "document_added",
    ]
    assert not [one for one in timeline if one.get("item_id") == hidden["id"]]
    told = await as_owner(served_owner, TOLD, case_id=shown["case_id"])
    assert sorted(one["type"] for one in told) == [
        "parcours.document.added.v1",
        "parcours.document.added.v1",
        "parcours.document.corrected.v1",
        "parcours.document.replaced.v1",
    ]
    assert "Dupont" not in str([dict(one) for one in told])


async def test_the_locks_hold_for_a_statement_that_forgets_the_predicate(team: Shelf, world: World) -> None:
    document = await team.sent()
    await team.send(PNG, name="a.png", to=f"/{document['id']}/versions", If_Match='"1"')
    case_id = UUID(document["case_id"])
    insider = world.worker(agency=team.lead.agency.id)
    adviser = world.worker(agency=team.adviser.agency.id)

    assert await seen(team, insider, case_id) == (1, 1)
    assert await seen(team, adviser, case_id) == (1, 1)
    assert await seen(team, world.worker(), case_id) == (0, 0)
    assert await taken_over(team, insider, case_id) == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await taken_over(team, adviser, case_id)
    assert await taken_over(team, world.worker(), case_id) == 0


async def seen(team: Shelf, who: Actor, case_id: UUID) -> tuple[int, int]:
    """Documents and earlier versions."""
    async with team.doors.database.work(who) as work:
        return await work.value(DOCUMENTS, case_id=case_id), await work.value(VERSIONS, case_id=case_id)


async def taken_over(team: Shelf, who: Actor, case_id: UUID) -> int:
    """How many documents somebody changes."""
    async with team.doors.database.work(who) as work:
        return await work.run(TAKEN_OVER, case_id=case_id)


async def test_only_housekeeping_is_told_what_is_kept_and_nobody_gets_an_empty_answer(
    cases_database: Database, world: World
) -> None:
    for actor in (world.worker(), TaskActor("coordinators")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with cases_database.work(actor) as work:
                await kept_among(work, [new_id()])
    async with cases_database.work(HOUSEKEEPING) as work:
        assert await kept_among(work, [new_id()]) == frozenset()
