"""The copy of what an agency keeps, over HTTP: what is in it and what is not, who takes it, and until when."""

from datetime import timedelta
from typing import Any, Final

import pytest

from services.cases.exports.actions.making import TASK, perform_all_due
from services.cases.exports.domain.export import KEPT_FOR
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.exports.asking import GRANTED, LATER, granted_copy, officer_of, parts_seen
from tests.cases.exports.shape import not_in_shape
from tests.cases.own.people import invited, representative, with_a_case
from tests.cases.summaries.reading import Printed

pytestmark = pytest.mark.anyio

PARTS: Final = Statement("SELECT count(*) FROM rights_export_part WHERE person_id = :person_id")
IN_PART: Final = {
    "outcome": "partly_granted",
    "article": "gdpr_15_4",
    "reason": "What is about health is also about others.",
    "left_out": ["health"],
}


async def writes(desk: Desk, case: str, text: str, **more: Any) -> dict[str, Any]:
    note: dict[str, Any] = await desk.made(f"/v1/cases/{case}/notes", {"category": "social", "text": text, **more})
    return note


async def corrects(desk: Desk, case: str, note: str, **change: Any) -> None:
    answer = await desk.ask(
        "PATCH",
        f"/v1/cases/{case}/notes/{note}",
        change,
        If_Match='"1"',
        Content_Type="application/merge-patch+json",
    )
    assert answer.status_code == 200, answer.text


async def a_record(doors: Doors) -> tuple[str, str]:
    """A person, about whom there is something of every class."""
    person, case = await with_a_case(doors)
    await doors.share("identity", "social", "housing")
    await doors.joins(case, doors.adviser)
    partner = await doors.registered()
    joined = await doors.lead.post(f"/v1/cases/{case}/persons", {"person_id": partner})
    assert joined.status_code < 300, joined.text
    for text, more in (
        ("Ordinary word", {}),
        ("Sensitive word", {"sensitivity": "sensitive"}),
        ("Sealed word", {"sensitivity": "sealed"}),
        ("Protecting word", {"category": "safeguarding"}),
        ("Word of health", {"category": "health"}),
    ):
        await writes(doors.lead, case, text, person_ids=[person], **more)
    await writes(doors.lead, case, "Word about both", person_ids=[person, partner])
    await writes(doors.adviser, case, "Word of another agency", person_ids=[person])
    opened = await writes(doors.lead, case, "Was protecting", category="safeguarding", person_ids=[person])
    await corrects(doors.lead, case, opened["id"], text="Was protecting once", category="social")
    mended = await writes(doors.lead, case, "Earlier word", person_ids=[person])
    await corrects(doors.lead, case, mended["id"], text="Later word")
    sealed = await writes(doors.lead, case, "Before the seal", person_ids=[person])
    await corrects(doors.lead, case, sealed["id"], sensitivity="sealed")
    path = f"/v1/persons/{person}"
    home = {"use": "home", "lines": ["3 quai Nord"], "locality": "Valmont"}
    await doors.lead.made(f"{path}/addresses", home)
    await doors.lead.made(f"{path}/addresses", {**home, "lines": ["9 rue Cachée"], "protected": True})
    await doors.lead.made(
        f"{path}/contact-points", {"kind": "phone", "value": "+33 1 99 00 00 01", "code_word": "Tulip"}
    )
    await doors.lead.made(f"{path}/relationships", {"kind": "partner", "other": {"name": "Nom d'autrui"}})
    return person, case


IN_IT: Final = (
    "Ordinary word",
    "Sensitive word",
    "Word of health",
    "Earlier word",
    "Later word",
    "Was protecting once",
)
NEVER: Final = (
    "Sealed word",
    "Protecting word",
    "Word about both",
    "Word of another agency",
    '"Was protecting"',
    "Before the seal",
    "Cachée",
    "Tulip",
    "autrui",
    "Police",
)


async def test_a_person_takes_all_that_an_agency_keeps_about_them_and_nothing_that_is_withheld(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await a_record(doors)
    police = await doors.agency("Police municipale", Sector.POLICE)
    await doors.share("identity", "social", between=(doors.lead, police))
    await doors.joins(case, police, "other")
    assert (await police.get(f"/v1/persons/{person}/record")).status_code == 200
    assert (await doors.adviser.get(f"/v1/persons/{person}/record")).status_code == 200
    me, officer = await invited(doors, person), await officer_of(doors)
    asked = {"right": "access", "words": "All of it", "agency_id": str(doors.lead.agency.id)}
    request = (await me.made("/rights-requests", asked))["id"]
    path = f"/rights-requests/{request}"
    assert (await me.ask("GET", f"{path}/copy")).status_code == 404, "nobody has granted it"
    decision = f"/v1/persons/{person}{path}/decision"
    assert (await officer.post(decision, GRANTED)).status_code == 200
    await perform_all_due(served_cases)
    answer = await me.ask("GET", f"{path}/copy")
    assert answer.status_code == 200, answer.text
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/json", "no-store")
    assert [word for word in (*IN_IT, "quai Nord", "+33 1 99") if word not in answer.text] == []
    assert [word for word in NEVER if word in answer.text] == []
    copy = answer.json()
    assert await not_in_shape(doors.http, copy) == []
    assert (copy["format"], copy["version"], copy["right"]) == ("parcours.rights-export", 1, "access")
    assert copy["agency"]["name"] == doors.lead.agency.name
    sections = {one["section"]: one for one in copy["sections"]}
    assert {"identity", "note", "grant", "agreement", "look", "request", "case"} <= set(sections)
    assert any("Office HLM" in one["in_words"] for one in sections["look"]["items"])
    assert {one["agency_id"]["name"] for one in sections["grant"]["items"]} == {doors.lead.agency.name, "Office HLM"}
    assert sections["agreement"]["items"][0]["retention"] == "two years"
    [earlier] = sections["earlier_version"]["items"]
    assert (earlier["of"], earlier["content"]["text"]) == ("note", "Earlier word")
    pdf = await me.ask("GET", f"{path}/printed-copy?language=fr")
    assert pdf.status_code == 200, pdf.text
    printed = Printed(pdf.content)
    assert (printed.title, printed.language, printed.is_tagged) == ("Copie de données personnelles", "fr", True)
    assert [word for word in IN_IT if word not in printed.text] == []
    assert [word for word in NEVER if word in printed.text] == []
    assert (await me.ask("GET", f"{path}/printed-copy?volume=2")).status_code == 404
    [notice] = [one for one in (await me.reads("/notices"))["items"] if one["kind"] == "rights_copy_ready"]
    assert notice["id"] == request
    assert (await officer.get(f"/v1/persons/{person}{path}/copy")).status_code == 403, "the person takes it themselves"
    other = await invited(doors, await doors.registered())
    assert (await other.ask("GET", f"{path}/copy")).status_code == 404


async def test_another_officer_prints_it_for_whoever_has_no_account_and_it_is_gone_after_a_month(
    doors: Doors, served_cases: Database
) -> None:
    person, _ = await a_record(doors)
    officer = await officer_of(doors)
    path = await granted_copy(doors, served_cases, person, officer, answer=IN_PART)
    copy = await officer.get(f"{path}/copy", Accept_Language="fr")
    assert copy.status_code == 200, copy.text
    assert "Ordinary word" in copy.text
    assert "Word of health" not in copy.text
    assert (copy.json()["left_out"], copy.json()["sections"][0]["called"]) == (["health"], "Qui vous êtes")
    assert Printed((await officer.get(f"{path}/printed-copy")).content).title == "Copy of personal data"
    stranger = await doors.hires(doors.adviser, Role.PRIVACY_OFFICER)
    foreign, invented = await stranger.get(f"{path}/copy"), await stranger.get(f"{path[:-36]}{new_id()}/copy")
    assert (foreign.status_code, foreign.content) == (404, invented.content)
    refused = await doors.lead.get(f"{path}/copy")
    assert refused.status_code == 403, "they took it down"
    assert await parts_seen(served_cases, officer, Role.PRIVACY_OFFICER) > 0
    for who, roles in ((doors.lead, (Role.PRIVACY_OFFICER,)), (officer, (Role.SUPERVISOR,)), (stranger, tuple(Role))):
        assert await parts_seen(served_cases, who, *roles) == 0, "the lock below"
    me = await invited(doors, person)
    looks = (await me.reads("/access-log"))["items"]
    assert any("rights" in one["purpose"] or "social" in one["categories"] for one in looks)
    async with served_cases.work(TaskActor(TASK)) as work:
        await work.run(LATER, at=work.now - timedelta(seconds=1), person_id=person)
    assert (await officer.get(f"{path}/copy", Accept_Language="fr")).json()["state"] == "gone"
    await perform_all_due(served_cases)
    async with served_cases.work(TaskActor(TASK)) as work:
        assert await work.value(PARTS, person_id=person) == 0
    await perform_all_due(served_cases)
    gone = await officer.get(f"{path}/copy")
    assert (gone.status_code, gone.json()["state"]) == (409, "gone")
    assert timedelta(days=30) == KEPT_FOR


async def test_portability_holds_what_the_person_gave_and_a_representatives_copy_tells_nothing_of_where_they_are(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await a_record(doors)
    officer = await officer_of(doors)
    carried = await granted_copy(doors, served_cases, person, officer, right="portability")
    given = (await officer.get(f"{carried}/copy")).json()
    assert await not_in_shape(doors.http, given) == []
    sections = {one["section"] for one in given["sections"]}
    assert sections == {"identity", "communication", "contact_point", "address", "request"}
    tie, _ = await representative(doors, person)
    await doors.lead.made(f"/v1/cases/{case}/needs", {"term": "stress", "source": "person", "person_ids": [person]})
    theirs = await granted_copy(doors, served_cases, person, officer, relationship_id=tie)
    copy = await officer.get(f"{theirs}/copy")
    assert await not_in_shape(doors.http, copy.json()) == []
    assert {one["section"] for one in copy.json()["sections"]} == {"identity", "need"}, "as in their own view"
    assert [word for word in (*IN_IT, "quai Nord", "+33", "Office HLM", *NEVER) if word in copy.text] == []
    whole = {"right": "access", "words": "All", "received_on": None}
    open_request = await doors.lead.made(f"/v1/persons/{person}/rights-requests", whole)
    said = await officer.post(
        f"/v1/persons/{person}/rights-requests/{open_request['id']}/decision", {**IN_PART, "left_out": []}
    )
    assert (said.status_code, said.json()["errors"][0]["pointer"]) == (422, "#/left_out")


async def test_a_long_copy_is_told_in_parts_and_printed_in_volumes(doors: Doors, served_cases: Database) -> None:
    person, case = await with_a_case(doors)
    for number in range(10):
        await writes(doors.lead, case, f"Note {number:02} " + "long words " * 1_600, person_ids=[person])
    officer = await officer_of(doors)
    path = await granted_copy(doors, served_cases, person, officer)
    copy = (await officer.get(f"{path}/copy")).json()
    told = [one["text"][:7] for part in copy["sections"] if part["section"] == "note" for one in part["items"]]
    assert told == [f"Note {number:02}" for number in range(10)]
    assert sum(part["section"] == "note" for part in copy["sections"]) > 2, "in parts"
    assert copy["volumes"] == 2
    printed = [Printed((await officer.get(f"{path}/printed-copy?volume={one}")).content).text for one in (1, 2)]
    assert [sum(f"Note {number:02}" in text for text in printed) for number in range(10)] == [1] * 10
    assert "Part 2 of 2." in printed[1]
