"""Writing a draft, editing it, and who gets to know of it."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.hsds.service import ServiceStatus
from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.phrases import Phrase
from tests.referrals.worlds import Caller, Town

LOOKS = Statement("SELECT act, person_id, operation FROM access_log WHERE decision_id = :decision_id")
EVERYTHING_TOLD = Statement("SELECT data FROM journal WHERE about = CAST(:id AS uuid)")
PATCH = "application/merge-patch+json"


async def edit(caller: Caller, draft: dict[str, Any], changes: Any, if_match: str | None = "present") -> Any:
    headers = {"content-type": PATCH}
    if if_match is not None:
        headers["if-match"] = f'"{draft["version"]}"' if if_match == "present" else if_match
    return await caller.ask("PATCH", f"/v1/referrals/{draft['id']}", changes, headers)


async def test_a_draft_is_made_at_its_own_address(town: Town) -> None:
    answer = await town.sender.post("/v1/referrals", town.request())
    assert answer.status == 201
    referral_id = answer.json()["id"]
    assert answer.headers["location"] == f"/v1/referrals/{referral_id}"
    assert answer.headers["etag"] == '"1"'
    opened = await town.sender.get(answer.headers["location"])
    assert (opened.status, opened.headers["etag"]) == (200, '"1"')


async def test_one_question_to_cases_is_enough_for_a_draft(town: Town) -> None:
    before = town.running.cases.asked
    await town.draft()
    assert town.running.cases.asked == before + 1


async def test_a_person_whom_one_may_not_refer_is_as_unknown_as_nobody(town: Town) -> None:
    hidden = town.somebody_in_need(known_to=town.stranger)
    for person_id in (hidden.id, new_id()):
        answer = await town.sender.post("/v1/referrals", town.request(person_id=str(person_id)))
        assert (answer.status, answer.json()) == (
            404,
            {"type": "/problems/not-found", "title": "Not found", "status": 404},
        )


async def test_a_person_whom_one_knows_and_may_not_refer_is_refused_with_what_is_missing(town: Town) -> None:
    missing = Phrase("a mandate gives your agency 'refer'", "un mandat donne à votre organisme « refer »")
    town.person.refused = missing
    answer = await town.sender.post("/v1/referrals", town.request())
    assert (answer.status, answer.json()["reasons"]) == (403, [str(missing)])
    answer = await town.sender.post("/v1/referrals", town.request(), {"Accept-Language": "fr"})
    assert (answer.json()["title"], answer.json()["reasons"]) == ("Non autorisé", [missing.in_french])


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
async def test_who_does_not_handle_referrals_drafts_none(town: Town, referrals_owner: Database, role: Role) -> None:
    worker = town.colleague_of(town.sender, role)
    answer = await worker.post("/v1/referrals", town.request())
    assert (answer.status, answer.json()["type"]) == (403, "/problems/not-allowed")
    async with referrals_owner.work(worker.actor) as work:
        [look] = await work.rows(LOOKS, decision_id=answer.headers["decision-id"])
    assert (look["act"], look["person_id"]) == ("denied", town.person.id)


@pytest.mark.parametrize("status", set(ServiceStatus) - {ServiceStatus.ACTIVE})
async def test_a_service_that_is_not_there_now_gets_no_referrals(town: Town, status: ServiceStatus) -> None:
    listing_id = await town.open_listing(status=status)
    answer = await town.sender.post("/v1/referrals", town.request(listing_id=str(listing_id)))
    assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, "#/listing_id")


async def test_a_draft_is_edited_by_a_merge_patch(town: Town) -> None:
    case_id = new_id()
    town.person.cases.add(case_id)
    draft = await town.draft(case_id=str(case_id))
    assert draft["case_id"] == str(case_id)
    other_listing = await town.open_listing(town.stranger)
    changes = {"urgency": "urgent", "note": None, "case_id": None, "listing_id": str(other_listing)}
    edited = await edit(town.sender, draft, changes)
    assert (edited.status, edited.headers["etag"]) == (200, '"2"')
    seen = await town.sender.read(draft["id"])
    assert (seen["urgency"], seen["note"], seen["case_id"]) == ("urgent", None, None)
    assert seen["receiver"]["agency_id"] == str(town.stranger.actor.agency_id)
    assert (seen["need"], seen["categories"]) == (draft["need"], draft["categories"])


async def test_a_referral_belongs_to_a_case_of_the_person_that_the_sender_may_see(town: Town) -> None:
    theirs, of_somebody_else, invented = new_id(), new_id(), new_id()
    town.person.cases.add(theirs)
    town.somebody_in_need().cases.add(of_somebody_else)
    draft, refusals = await town.draft(), []
    for case_id in (of_somebody_else, invented):
        drafted = await town.sender.post("/v1/referrals", town.request(case_id=str(case_id)))
        edited = await edit(town.sender, draft, {"case_id": str(case_id)})
        refusals += [(one.status, one.json()["errors"]) for one in (drafted, edited)]
    assert refusals == [refusals[0]] * 4
    assert (refusals[0][0], refusals[0][1][0]["pointer"]) == (422, "#/case_id")
    assert (await town.sender.read(draft["id"]))["version"] == 1
    assert (await edit(town.sender, draft, {"case_id": str(theirs)})).json()["case_id"] == str(theirs)
    denied = await edit(town.receiver, draft, {"case_id": str(theirs)})
    assert denied.status == 404


async def test_cases_is_asked_once_for_a_draft_and_not_at_all_for_an_edit_that_names_no_case(town: Town) -> None:
    theirs = new_id()
    town.person.cases.add(theirs)
    for more, asked in (({}, 1), ({"case_id": str(theirs)}, 1)):
        before = town.running.cases.asked
        await town.draft(**more)
        assert town.running.cases.asked - before == asked
    draft = await town.draft()
    before = town.running.cases.asked
    assert (await edit(town.sender, draft, {"urgency": "soon"})).status == 200
    assert town.running.cases.asked == before


@pytest.mark.parametrize(
    ("if_match", "status"), [(None, 428), ('"7"', 412), ("weak", 412), ('W/"1"', 412), ("present", 200)]
)
async def test_an_edit_says_which_version_it_edits(town: Town, if_match: str | None, status: int) -> None:
    draft = await town.draft()
    assert (await edit(town.sender, draft, {"urgency": "soon"}, if_match)).status == status
    assert (await town.sender.read(draft["id"]))["version"] == (2 if status == 200 else 1)


async def test_what_was_sent_is_not_edited(town: Town) -> None:
    draft = await town.draft()
    sent = await town.make(town.sender, draft["id"], Move.SEND)
    refused = await edit(town.sender, sent, {"urgency": "soon"})
    assert (refused.status, refused.json()["type"], refused.json()["state"]) == (409, "/problems/not-a-draft", "sent")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"listing_id": None}, "#/listing_id"),
        ({"need": None}, "#/need"),
        ({"urgency": "now"}, "#/urgency"),
        ({"state": "sent"}, "#/state"),
        ({"person_id": "x"}, "#/person_id"),
        ({"categories": ["all"]}, "#/categories/0"),
        ([], "#"),
    ],
)
async def test_a_draft_keeps_what_it_must_have(town: Town, changes: Any, pointer: str) -> None:
    draft = await town.draft()
    refused = await edit(town.sender, draft, changes)
    assert (refused.status, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await town.sender.read(draft["id"]))["version"] == 1


@pytest.mark.parametrize(
    ("method", "noun", "body"),
    [
        ("GET", "", None),
        ("GET", "/moves", None),
        ("GET", "/disclosure", None),
        ("PATCH", "", {"urgency": "soon"}),
        ("POST", "/sending", {}),
        ("POST", "/resumption", {}),
        ("POST", "/alternative/acceptance", None),
        ("POST", "/acceptance", {"responsible_team": "North"}),
        ("POST", "/correction", {"reason": "wrong_person"}),
    ],
)
async def test_a_referral_of_others_is_as_unknown_as_none(town: Town, method: str, noun: str, body: Any) -> None:
    draft = await town.draft()
    answers = [
        await other.ask(method, f"/v1/referrals/{referral_id}{noun}", body, {"if-match": '"1"'})
        for referral_id in (draft["id"], new_id())
        for other in (town.stranger, town.receiver)
    ]
    assert {(one.status, one.body) for one in answers} == {(404, answers[0].body)}


async def test_a_look_at_nothing_of_ones_own_is_kept_as_denied(town: Town, referrals_owner: Database) -> None:
    draft = await town.draft()
    answer = await town.stranger.get(f"/v1/referrals/{draft['id']}")
    async with referrals_owner.work(town.stranger.actor) as work:
        [look] = await work.rows(LOOKS, decision_id=answer.headers["decision-id"])
    assert (look["act"], look["person_id"]) == ("denied", None)


async def test_opening_is_logged_with_what_was_shown(town: Town, referrals_owner: Database) -> None:
    referral_id = await town.sent()
    answer = await town.receiver.get(f"/v1/referrals/{referral_id}")
    async with referrals_owner.work(town.receiver.actor) as work:
        [look] = await work.rows(LOOKS, decision_id=answer.headers["decision-id"])
    assert (look["act"], look["person_id"], look["operation"]) == ("opened", town.person.id, "read a referral")


async def test_no_free_text_is_ever_told(town: Town, referrals_owner: Database) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE, Move.ASK])
    await town.make(town.sender, referral_id, Move.ANSWER)
    await town.make(town.receiver, referral_id, Move.ACCEPT, note="The key is under the mat.")
    async with referrals_owner.work(town.sender.actor) as work:
        told = str([dict(row["data"]) for row in await work.rows(EVERYTHING_TOLD, id=referral_id)])
    for words in ("dogs", "floor", "second", "under the", "North", "Exemple", "Agency", "Rooms", "shelter"):
        assert words not in told
