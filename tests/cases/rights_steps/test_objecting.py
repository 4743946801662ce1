"""An objection: what it concerns waits, ends for good where it is granted, and its refusal names remedies."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import pytest

from deploy.embedded.databases import ServiceDatabase
from services.cases.rights_steps.domain import must_not_be_objected_to
from shared.contracts.cases.rights import RequestState, RestrictionCase
from shared.contracts.identity.vocabulary import Role
from shared.refusals import Conflict
from tests.cases.doors import Doors
from tests.cases.exports.asking import officer_of
from tests.cases.own.people import invited, with_a_case
from tests.cases.rights_steps.test_restricting import asked, in_days, shown

pytestmark = pytest.mark.anyio

UPHELD: Final = {"outcome": "granted", "reason": "No compelling ground."}
REFUSED: Final = {"outcome": "refused", "article": "gdpr_21_1", "reason": "A child lives there."}
TOLD: Final = """
    SELECT type, CAST(data AS text) AS data FROM journal WHERE person_id = $1 AND type IN (
        'parcours.processing.restricted.v1', 'parcours.rights_step.recipients_sought.v1')
"""


def test_nobody_lifts_what_waits_for_a_decision_or_was_objected_to_with_success() -> None:
    for case, state in (
        (RestrictionCase.OBJECTED_TO, RequestState.OPEN),
        (RestrictionCase.OBJECTION_UPHELD, RequestState.ANSWERED),
    ):
        with pytest.raises(Conflict) as refused:
            must_not_be_objected_to(case, state)
        assert refused.value.detail_fr
    must_not_be_objected_to(RestrictionCase.OBJECTED_TO, RequestState.ANSWERED)
    must_not_be_objected_to(RestrictionCase.OBJECTED_TO, RequestState.WITHDRAWN)
    must_not_be_objected_to(RestrictionCase.UNLAWFUL, RequestState.OPEN)


async def test_what_was_objected_to_with_success_ends_for_good_and_is_never_granted_again(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me, officer = await invited(doors, person), await officer_of(doors)
    await doors.share("identity", "contact", "social", "housing")
    await doors.joins(case, doors.adviser)
    where = f"/v1/cases/{case}/notes"
    for desk, category, text in (
        (doors.lead, "housing", "lead on housing"),
        (doors.lead, "social", "lead on social"),
        (doors.adviser, "housing", "adviser on housing"),
    ):
        await desk.made(where, {"category": category, "text": text})
    path = await asked(doors, person, officer, "objection", None)
    body: dict[str, Any] = {"categories": ["housing"], "review_on": in_days(90)}
    early = await officer.post(f"{path}/cessations", body, Accept_Language="fr")
    assert (early.status_code, early.json()["state"]) == (409, "open")
    waiting = await officer.made(f"{path}/restrictions", {**body, "case": "gdpr_18_1_d"})
    today = (await officer.get(path)).json()["received_on"]
    lifting = f"/v1/processing-restrictions/{waiting['id']}/lifting"
    refused = await officer.post(lifting, {"told_on": today}, Accept_Language="fr")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "Une opposition attend sa décision : décidez d'abord.",
    )
    assert (await officer.post(f"{path}/decision", UPHELD)).status_code == 200
    for wrong, pointer in (({"categories": []}, "#/categories"), ({"review_on": in_days(400)}, "#/review_on")):
        answer = await officer.post(f"{path}/cessations", {**body, **wrong})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await doors.lead.post(f"{path}/cessations", body)).status_code == 403
    assert (await doors.adviser.post(f"{path}/cessations", body)).status_code == 404
    made = await officer.made(f"{path}/cessations", body)
    assert (await officer.post(lifting, {"told_on": today})).status_code == 204
    assert await shown(doors.lead, case) == ["lead on social"], "nor what others wrote of it, seen as a public task"
    assert await shown(doors.adviser, case) == ["lead on social", "adviser on housing"], "theirs was not objected to"
    for_good = await officer.post(f"/v1/processing-restrictions/{made['id']}/lifting", {"told_on": today})
    assert (for_good.status_code, for_good.json()["state"]) == (409, "upheld")
    steps = (await officer.get(f"{path}/steps")).json()["items"]
    assert [(one["kind"], one["state"]) for one in steps] == [("restriction", "done"), ("objection", "done")]
    assert steps[1]["proof"] == body
    mine = (await me.reads(f"{path.removeprefix(f'/v1/persons/{person}')}/steps"))["items"]
    assert [one["kind"] for one in mine] == ["restriction", "objection"]

    await doors.joins(case, await doors.hires(doors.adviser, Role.CASEWORKER))
    assert await shown(doors.lead, case) == ["lead on social"], "a team that changes opens nothing of it again"


async def test_recipients_of_these_categories_are_sought(doors: Doors, served: Mapping[str, ServiceDatabase]) -> None:
    person, _ = await with_a_case(doors)
    officer = await officer_of(doors)
    path = await asked(doors, person, officer, "objection", UPHELD)
    made = await officer.made(f"{path}/cessations", {"categories": ["social", "housing"], "review_on": in_days(9)})
    owner = await asyncpg.connect(served["cases"].owner_url, server_settings={"search_path": "cases"})
    try:
        told = {row["type"]: orjson.loads(row["data"]) for row in await owner.fetch(TOLD, UUID(person))}
    finally:
        await owner.close()
    assert len(told) == 2
    for data in told.values():
        assert data["categories"] == ["housing", "social"]
        assert made["id"] in (data.get("step_id"), data.get("restriction_id"))


async def test_a_refused_objection_names_the_remedies_to_its_person_in_their_language(doors: Doors) -> None:
    person = await doors.registered()
    me, officer = await invited(doors, person), await officer_of(doors)
    path = await asked(doors, person, officer, "objection", None)
    own = path.removeprefix(f"/v1/persons/{person}")
    assert (await me.reads(own))["remedies"] == []
    assert (await officer.post(f"{path}/decision", REFUSED)).status_code == 200
    refused = await officer.post(f"{path}/cessations", {"categories": ["social"], "review_on": in_days(9)})
    assert (refused.status_code, refused.json()["state"]) == (409, "answered")
    read = await me.reads(own)
    assert (read["decision"]["article"], len(read["remedies"])) == ("gdpr_21_1", 2)
    french = (await me.ask("GET", own, Accept_Language="fr")).json()["remedies"]
    assert french[1] == "Vous pouvez saisir la justice (RGPD art. 79)."
