"""What a copy withholds that was once said, or opened: no earlier wording and no handing over goes round it."""

from typing import Any, Final

import pytest

from services.cases.exports.actions.making import perform_all_due
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from tests.cases.documents.files import PDF
from tests.cases.doors import Desk, Doors
from tests.cases.exports.asking import GRANTED, emptied, granted_copy, officer_of, parts_seen
from tests.cases.own.people import invited, representative, with_a_case
from tests.cases.restricted.scene import REVIEW

pytestmark = pytest.mark.anyio

REFUSED: Final = {"outcome": "refused", "article": "gdpr_12_2", "reason": "They represent nobody any more."}


async def ends(doors: Doors, person: str, tie: str) -> None:
    path = f"/v1/persons/{person}/relationships/{tie}"
    answer = await doors.lead.ask("DELETE", path, If_Match='"1"')
    assert answer.status_code == 204, answer.text


async def restricts(doors: Doors, person: str, officer: Desk) -> None:
    path = f"/v1/persons/{person}/restricted-access"
    body = {"kind": "restrict", "reason": "threat", "review_on": REVIEW, "named": []}
    made = await doors.lead.made(path, body)
    assert (await officer.post(f"{path}/{made['id']}/confirmation", {})).status_code == 200


async def asked(doors: Doors, person: str, tie: str) -> str:
    where = f"/v1/persons/{person}/rights-requests"
    body = {"right": "access", "words": "All of it", "relationship_id": tie}
    return f"{where}/{(await doors.lead.made(where, body))['id']}"


async def test_nothing_is_handed_over_once_a_representative_may_not_ask_any_more(
    doors: Doors, served_cases: Database
) -> None:
    officer = await officer_of(doors)
    for is_restricted in (False, True):
        person, _ = await with_a_case(doors)
        tie, _ = await representative(doors, person)
        path = await granted_copy(doors, served_cases, person, officer, relationship_id=tie)
        assert (await officer.get(f"{path}/copy")).status_code == 200
        before = await parts_seen(served_cases, officer, Role.PRIVACY_OFFICER)
        assert before > 0
        await (restricts(doors, person, officer) if is_restricted else ends(doors, person, tie))
        for way in ("copy", "printed-copy"):
            refused = await officer.get(f"{path}/{way}", Accept_Language="fr")
            assert (refused.status_code, "autrui" in refused.text) == (409, True), refused.text
        assert await parts_seen(served_cases, officer, Role.PRIVACY_OFFICER) < before, "the lock below"


async def test_nothing_is_granted_or_made_once_a_representative_may_not_ask_any_more(
    doors: Doors, served_cases: Database
) -> None:
    person, _ = await with_a_case(doors)
    officer, (tie, _) = await officer_of(doors), await representative(doors, person)
    open_one, granted = await asked(doors, person, tie), await asked(doors, person, tie)
    assert (await officer.post(f"{granted}/decision", GRANTED)).status_code == 200
    await ends(doors, person, tie)
    assert (await officer.post(f"{open_one}/decision", GRANTED)).status_code == 409
    assert (await officer.post(f"{open_one}/decision", REFUSED)).status_code == 200
    await perform_all_due(served_cases)
    assert await parts_seen(served_cases, officer, Role.PRIVACY_OFFICER) == 0
    copies = (await doors.lead.get(f"/v1/persons/{person}/rights-requests")).json()["items"]
    assert {one["state"] for one in copies} == {"answered"}


async def started(desk: Desk, case: str, text: str, **more: Any) -> str:
    body = {"case_id": case, "category": "social", "subject": "This week", "message": {"text": text}, **more}
    return str((await desk.made("/v1/threads", body))["id"])


async def corrects_the_first(desk: Desk, thread: str, text: str) -> None:
    path = f"/v1/threads/{thread}/messages"
    first = (await desk.get(path)).json()["items"][0]
    answer = await desk.ask("PATCH", f"{path}/{first['id']}", {"text": text}, If_Match='"1"')
    assert answer.status_code == 200, answer.text


async def test_an_earlier_wording_is_withheld_with_its_message(doors: Doors, served_cases: Database) -> None:
    person, case = await with_a_case(doors)
    await invited(doors, person)
    tie, daughter = await representative(doors, person)
    both = await started(doors.lead, case, "First to both", with_person=True, with_relationship_ids=[tie])
    await corrects_the_first(doors.lead, both, "Then to both")
    path = f"/threads/{both}/messages"
    hers = (await daughter.made(path, {"text": "Her first word"}))["id"]
    changed = await daughter.ask("PATCH", f"{path}/{hers}", {"text": "Her later word"}, If_Match='"1"')
    assert changed.status_code == 200, changed.text
    words = {"case_id": case, "subject": "Her subject", "message": {"text": "Her letter"}}
    letter = (await daughter.made("/threads", words))["id"]
    (hers,) = (await daughter.reads(f"/threads/{letter}/messages"))["items"]
    paper = await daughter.http.post(
        f"/v1/my/threads/{letter}/messages/{hers['id']}/documents",
        content=PDF,
        headers={**daughter.headers, "Content-Disposition": 'attachment; filename="her paper.pdf"'},
    )
    assert paper.status_code == 201, paper.text
    about = {"person_ids": [person]}
    for name, thread_change in (("sealed", {"sensitivity": "sealed"}), ("protecting", {"category": "safeguarding"})):
        thread = await started(doors.lead, case, f"First in {name}", **about)
        await corrects_the_first(doors.lead, thread, f"Then in {name}")
        closed = await doors.lead.ask("PATCH", f"/v1/threads/{thread}", thread_change, If_Match='"1"')
        assert closed.status_code == 200, closed.text
    officer = await officer_of(doors)
    copy = await officer.get(f"{await granted_copy(doors, served_cases, person, officer)}/copy")
    assert [word for word in ("First to both", "Then to both") if word not in copy.text] == []
    never = ("Her first word", "Her later word", "Her subject", "Her letter", "her paper", "in sealed", "in protecting")
    assert [word for word in never if word in copy.text] == []


async def test_an_emergency_that_was_about_danger_from_somebody_is_not_told(
    doors: Doors, served_cases: Database
) -> None:
    person = await doors.registered()
    night = await doors.hires(doors.lead, Role.CASEWORKER)
    path = f"/v1/persons/{person}/emergency-access"
    for reason, words, headers in (
        ("child_at_risk", "The girl says he beats her", {}),
        ("violence", "She is hidden from him", {}),
        ("other", "For the safety of a child", {"Purpose_Of_Use": "safeguarding"}),
        ("found_helpless", "The neighbour rang", {}),
    ):
        made = await night.post(path, {"reason": reason, "words": words}, **headers)
        assert made.status_code == 201, made.text
    officer = await officer_of(doors)
    copy = await officer.get(f"{await granted_copy(doors, served_cases, person, officer)}/copy")
    [section] = [one for one in copy.json()["sections"] if one["section"] == "emergency"]
    assert [(one["reason"], "words" in one) for one in section["items"]] == [("found_helpless", False)]
    assert [word for word in ("beats", "hidden", "safety of a child", "neighbour") if word in copy.text] == []
    await emptied(served_cases, person)  # the moments of an emergency stand in events too: ids and times alone
