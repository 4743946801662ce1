"""What comes as FHIR and has no word here is kept and told again, to those who see what it may be about."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.referrals.fhir.actions import MOST_KEPT_BYTES
from services.referrals.fhir.api.creating import A_NEW_TASK
from services.referrals.fhir.domain.kept import put_back, unread
from shared.identifiers import new_id
from tests.referrals.disclosure.hearing import hear, withdraw_consent
from tests.referrals.disclosure.test_recipients import seek
from tests.referrals.fhir.test_creating import a_request, a_transaction, sent, wrong
from tests.referrals.fhir.test_driving import FOUND, PATCH, patched, put, task_of
from tests.referrals.worlds import ON_THE_WAY, Caller, Town

GRAVITY = Path(__file__).parents[2] / "data/fhir-gravity"
OURS_TO_SAY = {"id", "meta", "status", "subject", "for", "focus", "requester", "owner", "authoredOn"}
OF_THE_HOSPITAL = {"identifier": [{"system": "urn:example:order", "value": "O-1"}], "description": "Third floor"}


def example(kind: str) -> dict[str, Any]:
    (path, *_) = sorted(GRAVITY.glob(f"{kind}*.json"))
    resource: dict[str, Any] = orjson.loads(path.read_bytes())
    return resource


def of_the_town(town: Town, **other: Any) -> dict[str, Any]:
    """Gravity's ServiceRequest, about somebody who is here and to a listing that is."""
    addressed = a_request(town)
    return {**example("ServiceRequest"), **{name: addressed[name] for name in ("subject", "performer")}, **other}


async def asked(caller: Caller, referral_id: str) -> dict[str, Any]:
    answer = await caller.get(f"/fhir/ServiceRequest/{referral_id}")
    assert answer.status == 200, answer.body
    resource: dict[str, Any] = answer.json()
    return resource


async def made(town: Town, **other: Any) -> str:
    """A transaction of Gravity's examples, with a need that shares a category with what may travel."""
    bundle = a_transaction(town)
    bundle["entry"][0]["resource"] = of_the_town(town, **other)
    task = {**example("Task"), "status": "requested", "focus": bundle["entry"][1]["resource"]["focus"]}
    bundle["entry"][1]["resource"] = task
    answer = await sent(town.sender, "", bundle)
    assert answer.status == 200, answer.body
    referral_id: str = answer.json()["entry"][1]["response"]["location"].split("/")[1]
    return referral_id


def in_housing() -> dict[str, Any]:
    """A need about which something may travel in this town."""
    need = {"coding": [{"system": "urn:parcours:category", "code": "housing"}]}
    return {"category": [*example("ServiceRequest")["category"], need]}


async def test_the_examples_of_gravity_come_out_as_they_went_in(town: Town) -> None:
    referral_id = await made(town, **in_housing())
    request, task = await asked(town.sender, referral_id), await task_of(town.sender, referral_id)
    for told, sent_as in ((request, of_the_town(town, **in_housing())), (task, example("Task"))):
        said = {name: value for name, value in sent_as.items() if name not in OURS_TO_SAY | {"performer"}}
        assert said.items() <= told.items()
        assert set(sent_as["meta"]["profile"]) <= set(told["meta"]["profile"])
    aside = {one["url"]: one for one in task["extension"]}
    assert aside["urn:parcours:sent-requester"]["valueReference"] == example("Task")["requester"]
    assert aside["urn:parcours:sent-authored-on"]["valueDateTime"] == example("Task")["authoredOn"]
    assert (await town.sender.read(referral_id))["need"] == {"category": "housing", "term": "food-insecurity"}


async def test_what_a_receiver_adds_is_kept_beside_what_the_sender_said(town: Town) -> None:
    referral_id = await made(town, **in_housing())
    for move in ON_THE_WAY[1:3]:
        await town.make(town.receiver, referral_id, move)
    task = await task_of(town.receiver, referral_id)
    activity = orjson.loads(next(GRAVITY.glob("*Completed*")).read_bytes())["output"]
    done = await put(town.receiver, {**task, **OF_THE_HOSPITAL, "status": "completed", "output": [*FOUND, *activity]})
    assert done.status == 200, done.body
    for caller in (town.sender, town.receiver):
        told = await task_of(caller, referral_id)
        assert (told["output"][3:], told["text"]) == (activity, example("Task")["text"])
        assert OF_THE_HOSPITAL.items() <= told.items()
    assert (await put(town.receiver, done.json())).json() == done.json(), "what comes back unchanged changes nothing"


async def test_a_number_of_ones_own_is_added_and_taken_away_without_a_move(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:1])
    task = await task_of(town.receiver, referral_id)
    numbered = (await put(town.receiver, {**task, **OF_THE_HOSPITAL})).json()
    assert (numbered["status"], numbered["identifier"]) == (task["status"], OF_THE_HOSPITAL["identifier"])
    assert (await put(town.receiver, {**task, "identifier": []})).status == 412, "it is another version by now"
    added = [
        {"op": "add", "path": "/output/-", "value": {"type": {"text": "Found"}, "valueString": "A bed"}},
        {"op": "remove", "path": "/description"},
    ]
    headers = {**PATCH, "if-match": f'W/"{numbered["meta"]["versionId"]}"'}
    answer = await town.receiver.ask("PATCH", f"/fhir/Task/{referral_id}", added, headers)
    assert answer.status == 200, answer.body
    told = answer.json()
    assert (told["output"][0]["valueString"], told["identifier"]) == ("A bed", OF_THE_HOSPITAL["identifier"])
    assert "description" not in told


async def test_the_receiver_sees_it_while_the_need_is_disclosed(town: Town) -> None:
    hidden = await made(town)  # about food: nothing of that category may travel here
    shown = await made(town, **in_housing())
    assert "reasonReference" in await asked(town.sender, hidden)
    assert "reasonReference" in await asked(town.receiver, shown)
    request = await asked(town.receiver, hidden)
    assert {"reasonReference", "text", "code"}.isdisjoint(request)
    assert "text" not in await task_of(town.receiver, hidden)
    assert "urn:parcours:travels" not in str(await asked(town.receiver, shown)), "what was picked the sender knows"
    await withdraw_consent(town)
    gone = await asked(town.receiver, shown)
    assert {"reasonReference", "text", "code"}.isdisjoint(gone)
    assert gone["meta"]["profile"] == request["meta"]["profile"]


@pytest.mark.parametrize("name", ["modifierExtension", "implicitRules", "doNotPerform"])
async def test_what_would_change_the_meaning_is_refused(town: Town, name: str) -> None:
    assert wrong(await sent(town.sender, "/ServiceRequest", a_request(town, **{name: True}))) == [name]
    assert wrong(await sent(town.sender, "/Task", {**A_NEW_TASK, name: True})) == [name]


async def test_only_so_much_is_kept_and_only_json(town: Town) -> None:
    much = {"text": {"div": "x" * MOST_KEPT_BYTES}}
    assert wrong(await sent(town.sender, "/ServiceRequest", a_request(town, **much))) == ["text"]
    assert (await sent(town.sender, "/ServiceRequest", a_request(town, orderDetail=[2**70]))).status == 422


async def test_what_is_added_counts_with_what_was_kept(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:1])
    found = {"type": {"text": "Found"}, "valueString": "x" * (MOST_KEPT_BYTES * 2 // 3)}
    answers = []
    for letter in "ab":
        version = (await task_of(town.receiver, referral_id))["meta"]["versionId"]
        one = {"op": "add", "path": "/output/-", "value": {**found, "id": letter}}
        answers.append(await patched(town.receiver, referral_id, version, one))
    assert (answers[0].status, wrong(answers[1])) == (200, ["output"])
    noted = a_transaction(town)
    noted["entry"][1]["resource"]["note"] = [{"text": "x" * MOST_KEPT_BYTES}]
    assert (await sent(town.sender, "", noted)).status == 422


async def test_no_person_travels_inside(town: Town) -> None:
    patient = {"resourceType": "Patient", "id": "p", "address": [{"text": "1 Hidden Way"}]}
    for inside in (patient, {**patient, "resourceType": "RelatedPerson"}, {"entry": [{"resource": patient}]}):
        assert wrong(await sent(town.sender, "/ServiceRequest", a_request(town, contained=[inside]))) == ["contained"]
    referral_id = await town.brought_to(ON_THE_WAY[:1])
    task = await task_of(town.receiver, referral_id)
    assert wrong(await put(town.receiver, {**task, "contained": [patient]})) == ["contained"]


async def test_a_list_of_fhir_is_a_list(town: Town) -> None:
    task = await task_of(town.receiver, await town.brought_to(ON_THE_WAY[:1]))
    for name in ("output", "extension", "contained"):
        assert wrong(await put(town.receiver, {**task, name: 5})) == [name]


async def test_a_task_is_left_a_draft_only_where_there_is_one(town: Town) -> None:
    referral_id = await town.sent()
    about = {**A_NEW_TASK, "status": "draft", "focus": {"reference": f"ServiceRequest/{referral_id}"}}
    assert [(await sent(caller, "/Task", about)).status for caller in (town.sender, town.receiver)] == [409, 403]


def test_what_the_other_side_said_stays_theirs() -> None:
    told = {"status": "accepted", "code": {"text": "fulfil"}, "category": []}
    theirs = {"input": [{"valueString": "a"}], "description": "x"}
    whole = put_back(told, [theirs])
    assert unread({**whole, "input": [*theirs["input"], {"valueString": "b"}]}, told, [theirs]) == {
        "input": [{"valueString": "b"}]
    }


def test_a_need_that_was_changed_here_is_not_told_as_it_was_sent() -> None:
    def need(code: str) -> dict[str, Any]:
        return {"coding": [{"system": "urn:parcours:need-term", "code": code}]}

    other = {"coding": [{"system": "http://snomed.info/sct", "code": "410606002"}]}
    kept = [{"category": [other, need("rent")]}]
    assert put_back({"category": [need("rent")]}, kept)["category"] == [other, need("rent")]
    assert put_back({"category": [need("debt")]}, kept)["category"] == [other, need("debt")]


async def test_an_invented_id_says_nothing_of_what_is_kept(town: Town) -> None:
    referral_id = await made(town, **in_housing())
    foreign, invented = [await town.stranger.get(f"/fhir/Task/{one}") for one in (referral_id, new_id())]
    assert (foreign.status, foreign.json()) == (404, invented.json())


async def test_what_is_kept_unread_goes_with_what_was_erased_beside_it(town: Town) -> None:
    one, other = new_id(), new_id()
    town.person.needs = {one: "homelessness", other: "rent_arrears"}
    referral_id = await made(town, **in_housing())
    await seek(town, kind="erasure", since=None, until=None, item_ids=[str(new_id())])
    assert "reasonReference" in await asked(town.sender, referral_id)
    await seek(town, kind="erasure", since=None, until=None, item_ids=[str(one)])
    for side in (town.sender, town.receiver):
        assert {"reasonReference", "text"}.isdisjoint(await asked(side, referral_id)), "it may say the same"


async def test_what_is_not_processed_is_stored_as_it_is_and_told_to_nobody(town: Town) -> None:
    referral_id = await made(town, **in_housing())
    restriction = {"restriction_id": str(new_id()), "restricted_at": datetime.now(UTC).isoformat()}
    about = {"person_id": str(town.person.id), "municipality_id": str(town.person.municipality_id)}
    await hear(town.running, "parcours.processing.restricted.v1", **restriction, **about, categories=["housing"])
    for side in (town.sender, town.receiver):
        assert {"reasonReference", "text"}.isdisjoint(await asked(side, referral_id))
    task = await task_of(town.sender, referral_id)
    assert (await put(town.sender, {**task, "output": [{"type": {"text": "Found"}, "valueString": "x"}]})).status == 403
    await hear(town.running, "parcours.processing.restriction_lifted.v1", restriction_id=restriction["restriction_id"])
    assert "reasonReference" in await asked(town.receiver, referral_id)


def test_what_the_other_side_said_once_stays_theirs() -> None:
    theirs = [{"text": {"div": "as it was sent"}, "input": [{"valueString": "a"}]}]
    said = {"text": {"div": "as it was sent."}, "input": [{"valueString": "a"}, {"valueString": "b"}]}
    assert unread(said, {}, theirs) == {"input": [{"valueString": "b"}]}
    assert unread(said, {}) == said, "where nobody said it before it is the writer's"
