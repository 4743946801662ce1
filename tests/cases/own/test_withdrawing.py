"""What one agreed to or refused is taken back by one's own hand, after one was told what ends with it."""

from typing import Any

import pytest

from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.own.people import invited, representative, with_a_case

pytestmark = pytest.mark.anyio

SAID = {"given_by": "person", "given_how": "oral", "language": "fr", "categories": ["identity", "housing"]}


async def agreed(doors: Doors, person: str, **more: Any) -> str:
    named = {"agencies": [str(doors.adviser.agency.id)]}
    return str((await doors.lead.made(f"/v1/persons/{person}/consents", {**SAID, **named, **more}))["id"])


async def test_they_are_told_what_ends_and_with_the_answer_it_has_ended(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    consent = await agreed(doors, person)
    me = await invited(doors, person)
    would = await me.reads(f"/consents/{consent}/withdrawal")
    assert [(one["agency"]["name"], one["loses"]) for one in would["grants"]] == [
        ("Office HLM", ["housing", "identity"])
    ]
    assert would["referrals"] == []
    assert (await doors.adviser.get(f"/v1/persons/{person}/record")).status_code == 200, "asking changes nothing"

    once = {"idempotency_key": "no more"}
    for _ in range(2):
        assert (await me.ask("POST", f"/consents/{consent}/withdrawal", {}, **once)).status_code == 204
    assert (await doors.adviser.get(f"/v1/persons/{person}/record")).status_code == 404
    again = await me.ask("POST", f"/consents/{consent}/withdrawal", {}, accept_language="fr")
    assert (again.status_code, again.json()["detail"]) == (409, "Cela a déjà été retiré.")
    (shown,) = (await me.reads("/consents"))["items"]
    assert shown["withdrawn_at"] is not None
    lines = (await doors.lead.get(f"/v1/persons/{person}/timeline")).json()["items"]
    (line,) = [one for one in lines if one["kind"] == "consent_withdrawn"]
    assert (line["by_agency_id"], line["by_id"]) == (None, None)
    assert await me.reads(f"/consents/{consent}/withdrawal") == {"grants": [], "referrals": []}


async def test_a_refusal_that_is_taken_back_stops_nothing_any_more(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    await agreed(doors, person)
    refusal = await agreed(doors, person, is_refusal=True)
    me = await invited(doors, person)
    assert "Exemple" not in (await doors.adviser.get(f"/v1/persons/{person}/record")).text
    assert await me.reads(f"/consents/{refusal}/withdrawal") == {"grants": [], "referrals": []}
    assert (await me.ask("POST", f"/consents/{refusal}/withdrawal", {})).status_code == 204
    assert "Exemple" in (await doors.adviser.get(f"/v1/persons/{person}/record")).text


async def test_nobody_takes_back_what_others_said(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    neighbour, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    me, (tie, daughter) = await invited(doors, person), await representative(doors, person)
    _, informed = await representative(doors, person, powers=["be_informed"])
    own, theirs = await agreed(doors, person), await agreed(doors, neighbour)
    hers = await agreed(doors, person, given_by="representative", representative_id=tie)
    for method in ("POST", "GET"):
        for consent in (theirs, str(new_id())):
            assert (await me.ask(method, f"/consents/{consent}/withdrawal")).status_code == 404
        assert (await daughter.ask(method, f"/consents/{own}/withdrawal")).status_code == 404, "the person said it"
        assert (await informed.ask(method, f"/consents/{hers}/withdrawal")).status_code == 403
    told = await daughter.reads(f"/consents/{hers}/withdrawal")
    assert told == {"grants": [], "referrals": []}, "with whom they work is not told to her"
    assert (await daughter.ask("POST", f"/consents/{hers}/withdrawal", {})).status_code == 204
    assert (await doors.adviser.get(f"/v1/persons/{person}/record")).status_code == 200, "what the person said stays"
    assert (await me.ask("POST", f"/consents/{own}/withdrawal", {})).status_code == 204
    assert (await doors.adviser.get(f"/v1/persons/{person}/record")).status_code == 404
