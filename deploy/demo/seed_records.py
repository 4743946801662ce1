"""People, agreements, cases, consents and referrals of the demonstration, written by its workers over HTTP."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from deploy.demo.cast import ADMINISTRATORS, AGENCIES, DESKS, MUNICIPALITIES, agency, worker
from deploy.demo.desk import Desk, id_of, signed_in
from deploy.demo.directory import LISTING_FOR, LISTINGS
from deploy.demo.lives import LIVES, Step
from deploy.demo.people import CATEGORY_OF, Somebody, people
from deploy.demo.plan_templates import TEMPLATES

RISKS: tuple[tuple[str, list[str]], ...] = (("low", []), ("moderate", ["isolation"]), ("high", ["eviction", "debt"]))
_SHARED = ["identity", "contact", "household", "social", "health", "employment", "housing", "finance"]


async def seed_records(url: str, password: str, everybody: Sequence[Somebody] | None = None) -> int:
    """Write everything; how many requests it took.

    Each request has the same idempotency key every time, so that what was interrupted is completed on the same day by
    doing it again, and nothing is there twice.

    Args:
        everybody: the people, all of the demonstration when not given.
    """
    requests = 0

    def count(*_heard: object) -> None:
        nonlocal requests
        requests += 1

    desks = {key: await signed_in(url, worker(login), key, password) for key, login in DESKS.items()}
    administrators = {key: await signed_in(url, worker(login), key, password) for key, login in ADMINISTRATORS.items()}
    for role, workers in (("desk", desks), ("administrator", administrators)):
        for desk in workers.values():
            desk.heard = count
            desk.keys = (f"demonstration-{role}-{number}" for number in itertools.count())
    try:
        await write_agreements(administrators)
        await write_templates(administrators)
        listings = await write_listings(administrators)
        for somebody in people() if everybody is None else everybody:
            await _life_of(somebody, desks, listings)
    finally:
        for desk in (*desks.values(), *administrators.values()):
            await desk.close()
    return requests


async def write_agreements(administrators: Mapping[str, Desk]) -> None:
    """One agreement in each municipality, between all agencies that work there, signed by all of them."""
    for municipality in MUNICIPALITIES:
        parties = [one.key for one in AGENCIES if municipality.key in one.municipalities]
        written = await administrators[parties[0]].post(
            "/v1/agreements",
            {
                "municipality_id": str(municipality.id),
                "title": f"Working together in {municipality.name}",
                "parties": [{"agency_id": str(agency(key).id), "gives": True, "receives": True} for key in parties],
                "categories": _SHARED,
                "purposes": ["care-coordination"],
                "legal_basis": "e",
                "special_category_basis": "h",
                "article": "Fictional Social Welfare Act, § 12",
                "retention": "Two years after the case is closed",
                "contact": "privacy office of the municipality",
                "valid_from": "2026-01-01T00:00:00Z",
            },
        )
        for key in parties:
            await administrators[key].post(f"/v1/agreements/{written['id']}/signature")


async def write_templates(administrators: Mapping[str, Desk]) -> None:
    """In each municipality one plan to begin with for each group of people, by its first agency."""
    for municipality in MUNICIPALITIES:
        writer = next(one.key for one in AGENCIES if municipality.key in one.municipalities)
        for template in TEMPLATES:
            await administrators[writer].post(
                "/v1/plan-templates", {"municipality_id": str(municipality.id), **template}
            )


async def write_listings(administrators: Mapping[str, Desk]) -> dict[str, UUID]:
    """What the agencies offer; the id of each listing by its key."""
    return {
        key: id_of(await administrators[owner].post("/v1/services", body)) for key, (owner, body) in LISTINGS.items()
    }


async def _life_of(somebody: Somebody, desks: Mapping[str, Desk], listings: Mapping[str, UUID]) -> None:
    home = "social-valmont" if somebody.municipality == "valmont" else "entraide"
    desk = desks[home]
    municipality = next(one for one in MUNICIPALITIES if one.key == somebody.municipality)
    person_id = id_of(await desk.post("/v1/persons", {**somebody.body, "municipality_id": str(municipality.id)}))
    case_id = await _case(desk, somebody, person_id)
    for term in somebody.terms:
        await desk.post(f"/v1/cases/{case_id}/needs", {"term": term, "source": "person"})
    if somebody.number % 5 == 0:
        return
    life = LIVES[somebody.number % len(LIVES)]
    await _refer(somebody, person_id, case_id, desk, desks, listings, life)


async def _case(desk: Desk, somebody: Somebody, person_id: UUID) -> UUID:
    opened = await desk.post(
        "/v1/cases",
        {
            "persons": [{"person_id": str(person_id)}],
            "category": "social",
            "title": "First months of support",
            "next_review_on": f"2027-0{1 + somebody.number % 6}-15",
        },
    )
    risk, reasons = RISKS[somebody.number % len(RISKS)]
    await desk.post(f"/v1/cases/{opened['id']}/risk-assessments", {"risk": risk, "reasons": reasons})
    note = {"category": "social", "text": "First conversation. Wishes and worries written down together."}
    await desk.post(f"/v1/cases/{opened['id']}/notes", note)
    return id_of(opened)


async def _refer(
    somebody: Somebody,
    person_id: UUID,
    case_id: UUID,
    desk: Desk,
    desks: Mapping[str, Desk],
    listings: Mapping[str, UUID],
    life: Sequence[Step],
) -> None:
    category = CATEGORY_OF[somebody.terms[0]]
    listing = LISTING_FOR[category]
    receiver = LISTINGS[listing][0]
    if receiver == desk.agency_key:
        listing, receiver = "job-coaching", "emploi"
        category = "employment"
    carried = ["identity", "contact", category]
    await desk.post(f"/v1/persons/{person_id}/consents", _consent(receiver, carried))
    draft = {
        "person_id": str(person_id),
        "case_id": str(case_id),
        "listing_id": str(listings[listing]),
        "need": {"category": category, "term": somebody.terms[0]},
        "categories": carried,
        "note": "We met twice; a call before noon works best.",
    }
    referral_id = id_of(await desk.post("/v1/referrals", draft))
    for by, noun, body in life:
        await (desk if by == "sender" else desks[receiver]).post(f"/v1/referrals/{referral_id}/{noun}", dict(body))


def _consent(receiver: str, categories: Sequence[str]) -> dict[str, Any]:
    return {
        "agencies": [str(agency(receiver).id)],
        "categories": list(categories),
        "given_by": "person",
        "given_how": "oral",
        "language": "fr",
    }
