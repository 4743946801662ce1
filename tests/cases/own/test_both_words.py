"""Between two ages a consent takes the word of the person and of who represents them; and what a worker wrote down is
confirmed by one's own hand.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import pytest

from shared.clock import system_clock
from shared.contracts.identity.vocabulary import Role
from tests.cases.doors import Doors
from tests.cases.own.people import Holder, invited, representative, with_a_case

pytestmark = pytest.mark.anyio

HOUSING: Final = ["identity", "housing"]


@dataclass
class Family:
    """A child of an age at which it takes both words, and their mother."""

    doors: Doors
    person: str
    case: str
    child: Holder
    tie: str
    mother: Holder

    def with_the_adviser(self, *categories: str) -> dict[str, Any]:
        return {"agencies": [str(self.doors.adviser.agency.id)], "categories": list(categories or HOUSING)}

    def with_the_team(self) -> dict[str, Any]:
        return {"case_id": self.case, "categories": HOUSING}

    async def hears(self, **word: Any) -> Any:
        """What the lead writes down."""
        said = {"given_by": "person", "given_how": "oral", "language": "fr", **word}
        return (await self.doors.lead.made(f"/v1/persons/{self.person}/consents", said))["id"]

    async def says_age(self, alone_from: int) -> None:
        """From 14 years it takes both words, and from this age theirs alone."""
        officer = await self.doors.hires(self.doors.lead, Role.PRIVACY_OFFICER)
        place = str(self.doors.municipality.municipality_id)
        rule = {"municipality_id": place, "age": 14, "alone_from": alone_from, "article": "Children Act § 3"}
        await officer.made("/v1/consent-ages", rule)

    async def adviser_sees(self) -> bool:
        answer = await self.doors.adviser.get(f"/v1/persons/{self.person}/record")
        return answer.status_code == 200 and "Exemple" in answer.text

    async def confirms(self, holder: Holder, consent: str) -> int:
        return (await holder.ask("POST", f"/consents/{consent}/confirmation", {})).status_code


@pytest.fixture
async def family(doors: Doors) -> Family:
    born = f"{system_clock().year - 15}-01-01"
    identity = {"family_name": "Exemple", "given_name": "Alix", "birth_date": born}
    person = str((await doors.lead.made("/v1/persons", {"identity": identity}))["id"])
    case = {"persons": [{"person_id": person}], "category": "social", "title": "At home"}
    opened = await doors.lead.made("/v1/cases", case)
    await doors.share("identity", "housing", "safeguarding")
    child, (tie, mother) = await invited(doors, person), await representative(doors, person, kind="parent")
    family = Family(doors, person, opened["id"], child, tie, mother)
    await family.says_age(alone_from=16)
    return family


async def lead_hears(doors: Doors, *kinds: str) -> None:
    """Once the lead has a notice of each kind."""
    async with asyncio.timeout(5):
        while True:
            items = (await doors.lead.get("/v1/notices")).json()["items"]
            if set(kinds) <= {one["kind"] for one in items}:
                return
            await asyncio.sleep(0.05)


async def waits_for(holder: Holder) -> list[str]:
    return [one["id"] for one in (await holder.reads("/notices"))["items"] if one["kind"] == "consent_awaits"]


async def test_nothing_flows_until_both_have_said_yes_and_either_takes_it_back(family: Family) -> None:
    said = await family.child.made("/consents", family.with_the_adviser())
    path = f"/v1/persons/{family.person}/consents/{said['id']}"
    assert said["awaits"] == "representative"
    assert not await family.adviser_sees()
    assert (await family.doors.adviser.get(path)).status_code == 404, "it is not for those it names yet"
    assert (await family.doors.lead.get(path)).json()["state"] == "awaiting"
    assert await waits_for(family.mother) == [said["id"]]
    assert await waits_for(family.child) == []
    assert await family.confirms(family.child, said["id"]) == 409, "one word is not two"
    for _ in range(2):
        assert await family.confirms(family.mother, said["id"]) == 200
    assert await family.adviser_sees()
    seen = (await family.doors.lead.get(path)).json()
    assert (seen["state"], seen["confirmed_by"], seen["confirmed_how"]) == (
        "active",
        "representative",
        "authenticated",
    )
    assert await waits_for(family.mother) == []
    await lead_hears(family.doors, "consent_awaits", "consent_confirmed")
    lines = (await family.doors.lead.get(f"/v1/persons/{family.person}/timeline")).json()["items"]
    assert [one["state"] for one in lines if one["item_id"] == said["id"]] == ["active", "awaiting"]
    assert (await family.mother.ask("POST", f"/consents/{said['id']}/withdrawal", {})).status_code == 204
    assert not await family.adviser_sees()
    assert await family.confirms(family.child, said["id"]) == 409, "what was taken back is said anew"


async def test_what_waited_is_taken_back_and_nobody_whom_it_names_learns_of_it(family: Family) -> None:
    known = await family.child.made("/consents", family.with_the_adviser("identity"))
    assert await family.confirms(family.mother, known["id"]) == 200
    assert await family.adviser_sees()
    by_hand, by_worker = [
        (await family.child.made("/consents", family.with_the_adviser(*categories)))["id"]
        for categories in (["housing"], HOUSING)
    ]
    assert (await family.child.ask("POST", f"/consents/{by_hand}/withdrawal", {})).status_code == 204
    taken = await family.doors.lead.post(f"/v1/persons/{family.person}/consents/{by_worker}/withdrawal", {})
    assert taken.status_code == 200, taken.text
    timeline = f"/v1/persons/{family.person}/timeline"
    seen, whole = [(await desk.get(timeline)).text for desk in (family.doors.adviser, family.doors.lead)]
    assert known["id"] in seen
    for waited in (by_hand, by_worker):
        assert (waited in seen, "consent_withdrawn" in seen, waited in whole) == (False, False, True)


async def test_a_worker_writes_the_second_word_down_for_whoever_has_no_account(family: Family) -> None:
    said = await family.mother.made("/consents", family.with_the_adviser())
    assert said["awaits"] == "person"
    path = f"/v1/persons/{family.person}/consents/{said['id']}/confirmation"
    heard = {"given_how": "oral"}
    hers = {"given_by": "representative", "representative_id": family.tie, **heard}
    assert (await family.doors.lead.post(path, hers)).status_code == 409
    assert (await family.doors.adviser.post(path, {"given_by": "person", **heard})).status_code == 404
    answer = await family.doors.lead.post(path, {"given_by": "person", "evidence": "Form 12", **heard})
    assert (answer.status_code, answer.json()["state"], answer.json()["confirmed_by"]) == (200, "active", "person")
    assert await family.adviser_sees()
    again = await family.doors.lead.post(path, {"given_by": "person", **heard}, Accept_Language="fr")
    assert (again.status_code, again.json()["detail"]) == (409, "Cela n'attend pas cette parole.")


async def test_the_second_word_for_a_team_is_not_heard_by_an_agency_to_which_it_may_give_something(
    family: Family,
) -> None:
    lead, childs = family.doors.lead, {"given_by": "person", "given_how": "oral"}
    await family.doors.joins(family.case, family.doors.adviser)
    said = await family.mother.made("/consents", family.with_the_team())
    assert said["awaits"] == "person"
    path = f"/v1/persons/{family.person}/consents"
    assert (await lead.post(f"{path}/{said['id']}/confirmation", childs)).status_code == 403, "they are on that team"
    assert await family.confirms(family.child, said["id"]) == 200
    hers = {"given_by": "representative", "representative_id": family.tie}
    heard = await family.hears(**hers, **family.with_the_team())
    assert (await lead.post(f"{path}/{heard}/confirmation", childs)).status_code == 200, "it gives them nothing"


async def test_who_represents_a_child_is_not_told_who_heard_them_nor_of_which_case(family: Family) -> None:
    said = await family.hears(**family.with_the_team())
    (asked,) = (await family.mother.reads("/consents", accept_language="fr"))["items"]
    assert (asked["id"], asked["recorded_by"], asked["case_id"]) == (said, None, None)
    assert asked["in_words"] == (
        "La personne que vous représentez a accepté de partager (identité, logement) avec qui intervient dans "
        "l'accompagnement. Rien ne circule tant que vous, ou un autre qui la représente, n'avez pas dit oui aussi."
    )
    own = await family.child.reads(f"/consents/{said}")
    assert (own["recorded_by"]["id"], own["case_id"]) == (str(family.doors.lead.agency.id), family.case)
    assert own["in_words"].endswith(" Nothing flows until somebody who represents you says yes too.")
    assert await family.confirms(family.mother, said) == 200
    after = await family.mother.reads(f"/consents/{said}")
    assert (after["recorded_by"], after["case_id"]) == (None, None)
    assert after["in_words"] == (
        "The person whom you represent agreed to share (identity, housing) with whoever works on your case."
    )
    hers = await family.hears(given_by="representative", representative_id=family.tie, **family.with_the_team())
    assert (await family.mother.reads(f"/consents/{hers}"))["case_id"] == family.case, "that she said herself"


async def test_who_says_it_again_when_their_word_alone_suffices_says_it_anew(family: Family) -> None:
    first = await family.child.made("/consents", family.with_the_adviser())
    assert (await family.child.made("/consents", family.with_the_adviser()))["id"] == first["id"]
    await family.says_age(alone_from=15)
    alone = await family.child.made("/consents", family.with_the_adviser())
    assert alone["id"] != first["id"]
    assert alone["awaits"] is None
    assert await family.adviser_sees()


async def test_who_says_again_what_was_confirmed_has_said_it_once(family: Family) -> None:
    said = await family.child.made("/consents", family.with_the_adviser())
    assert await family.confirms(family.mother, said["id"]) == 200
    assert (await family.child.made("/consents", family.with_the_adviser()))["id"] == said["id"]


async def test_what_protects_the_child_is_not_asked_of_who_represents_them(family: Family) -> None:
    said = await family.child.made("/consents", family.with_the_adviser("safeguarding"))
    assert said["awaits"] == "representative"
    assert await waits_for(family.mother) == []
    assert (await family.mother.reads("/consents"))["items"] == []
    assert await family.confirms(family.mother, said["id"]) == 404
    body = {"given_by": "representative", "representative_id": family.tie, "given_how": "oral"}
    path = f"/v1/persons/{family.person}/consents/{said['id']}/confirmation"
    assert (await family.doors.lead.post(path, body)).status_code == 200, "a worker hears them"


async def test_what_a_worker_wrote_down_is_confirmed_once_by_whose_word_it_is(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    me, (tie, daughter) = await invited(doors, person), await representative(doors, person)
    _, another = await representative(doors, person)
    heard = {"given_by": "representative", "representative_id": tie, "given_how": "oral", "language": "fr"}
    body = {**heard, "agencies": [str(doors.adviser.agency.id)], "categories": HOUSING}
    said = (await doors.lead.made(f"/v1/persons/{person}/consents", body))["id"]
    assert (await another.ask("POST", f"/consents/{said}/confirmation", {})).status_code == 404
    confirmed = await daughter.ask("POST", f"/consents/{said}/confirmation", {})
    assert (confirmed.status_code, confirmed.json()["confirmed_by"]) == (200, "representative")
    assert (await me.ask("POST", f"/consents/{said}/confirmation", {})).status_code == 409
    await lead_hears(doors, "consent_confirmed")


async def test_of_two_who_say_an_age_at_once_one_is_told(doors: Doors) -> None:
    officers = [await doors.hires(doors.lead, Role.PRIVACY_OFFICER) for _ in range(2)]
    rule = {"municipality_id": str(doors.municipality.municipality_id), "age": 14, "article": "Children Act § 3"}
    answers = await asyncio.gather(*(officer.post("/v1/consent-ages", rule) for officer in officers * 3))
    assert {one.status_code for one in answers} <= {201, 409}
    (kept,) = (await doors.lead.get("/v1/consent-ages")).json()["items"]
    assert (kept["age"], kept["alone_from"]) == (14, 14)
    wrong = await officers[0].post("/v1/consent-ages", {**rule, "alone_from": 12}, Accept_Language="fr")
    assert wrong.status_code == 422
