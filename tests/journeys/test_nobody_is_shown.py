"""No operation that there is shows a restricted person, or a protected address, to whoever has no right to it.

The operations are taken from the API document: a new one is walked, or the test says what it does not know.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from deploy.demo.cast import agency, demo_id
from deploy.demo.desk import Desk
from tests.journeys.coming_together import share
from tests.journeys.conftest import Parcours
from tests.journeys.test_one_record_one_referral import a_listing, until
from tests.journeys.walking import (
    A_REFERENCE,
    ABOUT_NOBODY,
    ABOUT_PEOPLE,
    OF_TWO,
    REFERENCES,
    Operation,
    Somebody,
    heard_statements,
    named,
    operations_of,
    said,
    somebody,
)

pytestmark = [pytest.mark.timeout(240), pytest.mark.parametrize("parcours", ["one_process"], indirect=True)]

EVERYTHING: Final = [
    "identity",
    "contact",
    "household",
    "social",
    "health",
    "employment",
    "housing",
    "education",
    "finance",
    "justice",
    "safeguarding",
]
MADE: Final = frozenset({"note_id", "need_id", "task_id", "occurrence_id", "assessment_id"})
"""Kinds of things that the examples of the document make, at least."""
ASKED_WITH_A_BODY: Final[Mapping[str, str]] = {
    "POST /v1/persons/search": "names",
    "POST /v1/persons/known-check": "numbers",
    "POST /fhir/Patient/_search": "form",
}
NAMES_NOBODY: Final = frozenset(
    {
        "/v1/absences",
        "/v1/accounts",
        "/v1/agreements",
        "/v1/clients",
        "/v1/closures",
        "/v1/consent-ages",
        "/v1/conference-series",
        "/v1/conferences",
        "/v1/directory-imports",
        "/v1/early-warning-rules",
        "/v1/governance/breaches",
        "/v1/governance/entries",
        "/v1/legal-grounds",
        "/v1/notices/read",
        "/v1/persons",
        "/v1/plan-templates",
        "/v1/referral-packages",
        "/v1/retention-periods",
        "/v1/retention-rules",
        "/v1/services",
        "/v1/transition-rules",
        "/v1/unusual-look-rules",
        "/v1/webhooks",
        "/v1/unusual-looks/name-comparison",
    }
)
"""What is posted there is about nobody, or about somebody new."""


@dataclass
class Walk:
    """Three people of the same agency: one restricted, one of whom others have no ground, one shared with another
    agency; who asks; and what may be asked.
    """

    operations: list[Operation]
    restricted: Somebody
    foreign: Somebody
    shared: Somebody
    common: dict[str, str]
    nadia: Desk
    lea: Desk
    lucie: Desk
    paul: Desk

    def invented(self) -> dict[str, str]:
        """Ids of nobody, in place of those of the restricted person's record."""
        ids = {name: self.common.get(name) or str(uuid4()) for name in self.restricted.ids}
        return {**ids, **{name: uuid4().hex + uuid4().hex for name in OF_TWO}}


@pytest.fixture(scope="module")
async def walk(parcours: Parcours) -> AsyncIterator[Walk]:
    nadia, lea = (
        await parcours.desk("nadia.belkacem", "social-valmont"),
        await parcours.desk("lea.martin", "social-valmont"),
    )
    lucie, paul = await parcours.desk("lucie.petit", "habitat"), await parcours.desk("paul.morel", "social-valmont")
    marc, tom = await parcours.desk("marc.olivier", "habitat"), await parcours.desk("tom.privat", "social-valmont")
    everything = await share("To walk", EVERYTHING, paul, marc)
    async with httpx.AsyncClient(trust_env=False, base_url=parcours.url, timeout=60) as asking:
        document = (await asking.get("/openapi.json")).json()
    common = {
        "listing_id": await a_listing(marc),
        "agency_id": str(agency("habitat").id),
        "worker_id": str(lucie.worker.id),
        "municipality_id": str(demo_id("valmont")),
    }
    restricted, foreign, shared = [await somebody(nadia, document, common) for _ in range(3)]
    said_yes = {"categories": EVERYTHING, "given_by": "person", "given_how": "oral", "language": "fr"}
    agencies = [str(agency("habitat").id)]
    for one in (restricted, shared):
        await nadia.post(f"/v1/persons/{one.ids['person_id']}/consents", {**said_yes, "agencies": agencies})
    await nadia.post(f"/v1/referrals/{restricted.ids['referral_id']}/sending")
    found = Walk(operations_of(document), restricted, foreign, shared, common, nadia, lea, lucie, paul)
    await restricts(found, tom)
    yield found
    await paul.post(f"{everything}/termination")


async def restricts(walk: Walk, officer: Desk) -> None:
    """Nadia proposes and the privacy officer decides; referrals has heard of it within five seconds."""
    path = f"/v1/persons/{walk.restricted.ids['person_id']}/restricted-access"
    proposal = await walk.nadia.post(path, {"kind": "restrict", "reason": "threat", "review_on": "2027-03-01"})
    await officer.post(f"{path}/{proposal['id']}/confirmation")
    referral = f"/v1/referrals/{walk.restricted.ids['referral_id']}"

    async def is_gone() -> bool:
        return (await walk.lea.http.get(referral)).status_code == 404

    await until(is_gone, within_seconds=5)


async def test_every_operation_says_of_whom_it_is(walk: Walk) -> None:
    """A parameter that nobody knows here leads past everything below."""
    assert len(walk.operations) > 250
    unknown = {
        one.name: one.parameters[0]
        for one in walk.operations
        if one.parameters and one.parameters[0] not in ABOUT_PEOPLE | ABOUT_NOBODY
    }
    assert unknown == {}, "say in tests/journeys/walking.py whether what these parameters name is somebody's"
    posted = {one.path for one in walk.operations if one.method == "post" and not one.parameters}
    silent = {
        one.path
        for one in walk.operations
        if one.method == "post"
        and not one.parameters
        and named(one.body, {"person_id": "", "case_id": "", "referral_id": ""}) == one.body
    }
    assert silent - NAMES_NOBODY - {name.split()[1] for name in ASKED_WITH_A_BODY} == set(), "who is asked about here?"
    assert posted >= NAMES_NOBODY
    assert walk.restricted.made >= MADE


async def test_a_restricted_person_is_answered_as_an_invented_one(walk: Walk) -> None:
    """By colleagues whose agency holds every ground; status, body, headers and statements."""
    different = {}
    about = [one for one in walk.operations if ABOUT_PEOPLE & {*one.parameters, *_named_in(one.body)}]
    assert len(about) > 200
    for one in about:
        found, invented = await _asked_of_both(walk, one)
        if found[0] == invented[0] and found != invented:  # somebody's agency had to be asked for, once in 30 s
            found, invented = await _asked_of_both(walk, one)
        if found != invented:
            different[one.name] = [a for a, b in zip(found[0], invented[0], strict=True) if a != b] or "statements"
    assert different == {}


async def _asked_of_both(walk: Walk, one: Operation) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What is answered about the restricted person and about nobody, each with the statements that it took."""
    with heard_statements(walk.lea.worker.id) as heard:
        found = said(await one.asked(walk.lea, walk.restricted.ids)), tuple(heard)
        heard.clear()
        return found, (said(await one.asked(walk.lea, walk.invented())), tuple(heard))


async def test_to_another_agency_restricted_foreign_and_invented_are_the_same(walk: Walk) -> None:
    """The restricted one agreed that this agency may see everything."""
    different = {}
    for one in walk.operations:
        if one.method == "get" and ABOUT_PEOPLE & {*one.parameters}:
            asked = (walk.restricted.ids, walk.foreign.ids, walk.invented())
            answers = [said(await one.asked(walk.lucie, ids)) for ids in asked]
            if len(set(answers)) > 1:
                different[one.name] = [status for status, *_ in answers]
    assert different == {}


def _named_in(body: Any) -> set[str]:
    if isinstance(body, str) and (found := A_REFERENCE.fullmatch(body)):
        return {REFERENCES[found[1]]}
    if isinstance(body, Mapping):
        return set(body) | {name for value in body.values() for name in _named_in(value)}
    return {name for one in body for name in _named_in(one)} if isinstance(body, list) else set()


async def test_no_list_search_or_check_holds_anything_of_them(walk: Walk) -> None:
    surname = next(word for word in walk.restricted.words if word.startswith("Refuge"))
    number = next(word for word in walk.restricted.words if word.startswith("N"))
    bodies = {
        "names": {"family_name": surname},
        "numbers": {"identifier": {"system": "urn:example:walk", "value": number}},
    }
    lists = [one for one in walk.operations if one.method == "get" and not one.parameters]
    assert len(lists) > 25
    for desk in (walk.lea, walk.paul, walk.lucie):
        answers = {one.name: await one.asked(desk, {}) for one in lists}
        for name, body in ASKED_WITH_A_BODY.items():
            if body == "form":
                answers[name] = await desk.http.post(name.split()[1], data={"family": surname})
            else:
                answers[name] = await desk.http.post(name.split()[1], json=bodies[body])
        for name, answer in answers.items():
            told = answer.text + str(answer.headers)
            shown = {word for word in walk.restricted.words | walk.restricted.own if word in told}
            assert (name, shown) == (name, set())


async def test_whoever_is_named_reads_on(walk: Walk) -> None:
    """Or nothing above would mean anything."""
    about = [one for one in walk.operations if one.method == "get" and {*one.parameters} & {"person_id", "case_id"}]
    answers = {one.name: (await one.asked(walk.nadia, walk.restricted.ids)).status_code for one in about}
    assert sum(status == 200 for status in answers.values()) > 60


async def test_a_protected_address_is_in_no_answer_to_another_agency(walk: Walk) -> None:
    """Which has a ground for all that is kept about somebody."""
    street = next(word for word in walk.shared.words if word.startswith("Allee"))
    seen = 0
    for one in walk.operations:
        if one.method == "get" or one.path.endswith("/disclosures"):
            answer = await one.asked(walk.lucie, walk.shared.ids)
            assert (one.name, street in answer.text + str(answer.headers)) == (one.name, False)
            seen += answer.status_code == 200 and bool(ABOUT_PEOPLE & {*one.parameters})
    assert seen > 50
    own = await walk.nadia.http.get(f"/v1/persons/{walk.shared.ids['person_id']}")
    assert street in own.text
