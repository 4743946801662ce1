"""A document that shows that a consent was given or a mandate exists."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.reading import as_owner
from tests.cases.mandates.test_mandates import mandate

TOLD = Statement(
    "SELECT type FROM journal WHERE data->>'ground_id' = :ground_id AND type LIKE '%.evidence.%' ORDER BY at"
)
LOOKS = Statement(
    "SELECT count(*) AS looks FROM access_log WHERE person_id = :person_id AND operation = 'list-evidence'"
)


async def consent(shelf: Shelf) -> str:
    """Recorded by the lead for the adviser's agency; where it lies."""
    body = {
        "agencies": [str(shelf.adviser.agency.id)],
        "categories": ["housing"],
        "given_by": "person",
        "given_how": "written",
        "language": "fr",
    }
    made = await shelf.lead.made(f"/v1/persons/{shelf.doors.person_id}/consents", body)
    return f"/v1/persons/{shelf.doors.person_id}/consents/{made['id']}"


async def listed(shelf: Shelf, path: str, **by: Any) -> list[str]:
    answer = await by.get("by", shelf.lead).get(f"{path}/evidence")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def test_a_document_is_named_as_evidence_found_and_taken_back(shelf: Shelf, served_owner: Database) -> None:
    path = await consent(shelf)
    document = await shelf.sent(asked={"category": "housing", "retention": "proof"})
    named = await shelf.lead.ask("PUT", f"{path}/evidence/{document['id']}")
    assert (named.status_code, named.json()) == (200, document)
    assert (await shelf.lead.ask("PUT", f"{path}/evidence/{document['id']}")).status_code == 200
    assert await listed(shelf, path) == [document["id"]]

    taken_back = await shelf.lead.ask("DELETE", f"{path}/evidence/{document['id']}")
    assert (taken_back.status_code, taken_back.content) == (204, b"")
    assert (await shelf.lead.ask("DELETE", f"{path}/evidence/{document['id']}")).status_code == 404
    assert await listed(shelf, path) == []
    assert (await shelf.lead.ask("PUT", f"{path}/evidence/{document['id']}")).status_code == 200
    assert await listed(shelf, path) == [document["id"]]

    told = await as_owner(served_owner, TOLD, ground_id=path.rpartition("/")[2])
    assert [one["type"] for one in told] == [
        "parcours.evidence.named.v1",
        "parcours.evidence.taken_back.v1",
        "parcours.evidence.named.v1",
    ]
    [logged] = await as_owner(served_owner, LOOKS, person_id=shelf.doors.person_id)
    assert logged["looks"] == 2, "an empty list shows nobody"


async def test_who_sees_a_consent_sees_of_its_evidence_what_they_see_of_documents(team: Shelf) -> None:
    path = await consent(team)
    shown = await team.sent()
    hidden = await team.sent(asked={"category": "health"})
    for document in (shown, hidden):
        assert (await team.lead.ask("PUT", f"{path}/evidence/{document['id']}")).status_code == 200

    assert await listed(team, path) == [shown["id"], hidden["id"]]
    assert await listed(team, path, by=team.adviser) == [shown["id"]]


async def test_only_the_agency_that_recorded_the_ground_names_its_evidence(team: Shelf) -> None:
    path = await consent(team)
    document = await team.sent(by=team.adviser)
    for method in ("PUT", "DELETE"):
        refused = await team.adviser.ask(method, f"{path}/evidence/{document['id']}")
        assert (refused.status_code, bool(refused.json()["reasons"])) == (403, True)


async def test_evidence_is_about_the_person_who_spoke(shelf: Shelf) -> None:
    path = await consent(shelf)
    child = await shelf.doors.somebody()
    await shelf.lead.made(shelf.path.replace("/documents", "/persons"), {"person_id": str(child), "role": "child"})
    document = await shelf.sent(asked={"category": "housing", "person_ids": str(child)})
    refused = await shelf.lead.ask("PUT", f"{path}/evidence/{document['id']}")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/path/document_id"]


async def test_what_is_not_yours_and_what_is_not_there_are_the_same_answer(shelf: Shelf) -> None:
    path = await consent(shelf)
    document = await shelf.sent()
    invented = f"{path.rpartition('/')[0]}/{new_id()}"
    stranger = await shelf.doors.agency("Far away", shelf.adviser.agency.sector)
    for method, end in (("GET", ""), ("PUT", f"/{document['id']}"), ("DELETE", f"/{document['id']}")):
        foreign = await stranger.ask(method, f"{path}/evidence{end}")
        nowhere = await stranger.ask(method, f"{invented}/evidence{end}")
        assert (foreign.status_code, foreign.content) == (404, nowhere.content)
    assert (await shelf.lead.ask("PUT", f"{path}/evidence/{new_id()}")).status_code == 404
    of_another_kind = path.replace("consents", "mandates")
    assert (await shelf.lead.get(f"{of_another_kind}/evidence")).status_code == 404


@pytest.mark.parametrize("confirmed", [False, True])
async def test_an_order_of_a_court_is_evidence_of_a_mandate(shelf: Shelf, *, confirmed: bool) -> None:
    person = await shelf.doors.registered()
    await shelf.lead.made(shelf.path.replace("/documents", "/persons"), {"person_id": person, "role": "child"})
    recording = await shelf.doors.hires(shelf.lead, Role.SUPERVISOR)
    recorded = await recording.made(f"/v1/persons/{person}/mandates", mandate())
    path = f"/v1/persons/{person}/mandates/{recorded['id']}"
    if confirmed:
        officer = await shelf.doors.hires(shelf.lead, Role.PRIVACY_OFFICER)
        assert (await officer.post(f"{path}/confirmation", {})).status_code < 300
    document = await shelf.sent(asked={"category": "housing", "person_ids": person})
    assert (await shelf.lead.ask("PUT", f"{path}/evidence/{document['id']}")).status_code == 200
    assert await listed(shelf, path) == [document["id"]]
