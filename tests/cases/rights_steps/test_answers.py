"""What those answer who had received it: corrected, erased, or kept on a ground of their own, by a law, until a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from services.cases.rights_steps.domain import Answer
from shared.contracts.cases.rights import RecipientAnswer, StepKind
from shared.database.engine import Database
from shared.refusals import Invalid
from tests.cases.doors import Doors
from tests.cases.exports.asking import officer_of
from tests.cases.own.people import invited, with_a_case
from tests.cases.rights_steps.test_http import GRANTED, decided, told

pytestmark = pytest.mark.anyio

TODAY: Final = date(2026, 3, 4)
TO_COME: Final = TODAY + timedelta(days=1)
KEPT: Final = RecipientAnswer.KEPT_ON_OWN_GROUND
LAW: Final = "Health Records Act § 12(2)"


@pytest.mark.parametrize(
    ("said", "kind", "pointer"),
    [
        ({}, StepKind.ERASURE, None),
        ({"what": RecipientAnswer.CORRECTED}, StepKind.CORRECTION, None),
        ({"what": RecipientAnswer.CORRECTED}, StepKind.ERASURE, "#/answer"),
        ({"what": RecipientAnswer.CORRECTED}, StepKind.OBJECTION, "#/answer"),
        ({"what": RecipientAnswer.ERASED}, StepKind.OBJECTION, None),
        ({"what": RecipientAnswer.ERASED, "article": LAW}, StepKind.ERASURE, "#/article"),
        ({"what": RecipientAnswer.ERASED, "kept_until": TO_COME}, StepKind.ERASURE, "#/kept_until"),
        ({"what": KEPT, "article": LAW, "kept_until": TO_COME}, StepKind.ERASURE, None),
        ({"what": KEPT, "kept_until": TO_COME}, StepKind.ERASURE, "#/article"),
        ({"what": KEPT, "article": LAW}, StepKind.ERASURE, "#/kept_until"),
        ({"what": KEPT, "article": LAW, "kept_until": TODAY}, StepKind.CORRECTION, "#/kept_until"),
    ],
)
def test_what_is_kept_is_kept_by_a_law_until_a_day_and_nothing_else_is(
    said: dict[str, Any], kind: StepKind, pointer: str | None
) -> None:
    answer = Answer(**said)
    if pointer is None:
        answer.must_answer(kind, TODAY)
        return
    with pytest.raises(Invalid) as refused:
        answer.must_answer(kind, TODAY)
    assert [(one.pointer, bool(one.message_fr)) for one in refused.value.errors] == [(pointer, True)]


async def test_the_person_reads_who_keeps_what_and_the_controller_only_how_many(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await with_a_case(doors)
    await doors.share("identity", "contact", "social", "housing")
    await doors.joins(case, doors.adviser)
    me, officer = await invited(doors, person), await officer_of(doors)
    path = await decided(doors, person, officer, GRANTED)
    tag = (await doors.lead.get(f"/v1/persons/{person}")).headers["ETag"]
    renamed = {"identity": {"family_name": "Exemple", "given_name": "Alex"}}
    assert (await doors.lead.ask("PATCH", f"/v1/persons/{person}", renamed, If_Match=tag)).status_code == 200
    made = await officer.made(f"{path}/corrections", {"kind": "identity", "item_id": person, "old_version": 1})
    stranger = await doors.agency("Clinique", doors.adviser.agency.sector)
    for desk in (doors.adviser, stranger):
        await told(doors, served_cases, person, made["id"], desk)
    until = (datetime.now(UTC).date() + timedelta(days=400)).isoformat()
    kept = {"answer": "kept_on_own_ground", "article": LAW, "kept_until": until}
    (notice,) = (await doors.adviser.get("/v1/rights-notices")).json()["items"]
    where = f"/v1/rights-notices/{notice['id']}/acknowledgement"
    refused = await doors.adviser.post(where, {**kept, "article": None}, Accept_Language="fr")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/article")
    answered = await doors.adviser.post(where, kept)
    assert answered.status_code == 200, answered.text
    assert {name: answered.json()[name] for name in kept} == kept
    (other,) = (await stranger.get("/v1/rights-notices")).json()["items"]
    erased = await stranger.post(f"/v1/rights-notices/{other['id']}/acknowledgement", {"answer": "erased"})
    assert erased.status_code == 200, erased.text

    (step,) = (await officer.get(f"{path}/steps")).json()["items"]
    assert step["answers"] == {"corrected": 0, "erased": 1, "kept_on_own_ground": 1}
    assert step["state"] == "done"
    assert LAW not in (await officer.get(f"{path}/steps")).text, "an article would tell with whom they work"
    (mine,) = (await me.reads(f"{path.removeprefix(f'/v1/persons/{person}')}/steps"))["items"]
    (answer,) = mine["answers"]
    assert answer["agency"]["id"] == str(doors.adviser.agency.id), "with the stranger they do not work"
    assert {name: answer[name] for name in kept} == kept
