"""People, agreements, cases, consents and referrals of the demonstration, written by its workers over HTTP."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from deploy.demo.cast import (
    ADMINISTRATORS,
    AGENCIES,
    DESKS,
    MUNICIPALITIES,
    PRIVACY_OFFICERS,
    Municipality,
    agency,
    worker,
)
from deploy.demo.desk import Desk, id_of, signed_in
from deploy.demo.directory import LISTING_FOR, LISTINGS
from deploy.demo.lives import LIVES, Step
from deploy.demo.people import CATEGORY_OF, Somebody, people
from deploy.demo.plan_templates import TEMPLATES
from deploy.demo.rules import LOOK_RULES, RETENTION_RULES, TRANSITION_RULES

RISKS: tuple[tuple[str, list[str]], ...] = (("low", []), ("moderate", ["isolation"]), ("high", ["eviction", "debt"]))
_SHARED = ["identity", "contact", "household", "social", "health", "employment", "housing", "finance"]
_PUBLIC_SERVICES = "https://w3id.org/dpv/sector/publicservices#"


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

    desks, administrators, officers = [
        {key: await signed_in(url, worker(login), key, password) for key, login in logins.items()}
        for logins in (DESKS, ADMINISTRATORS, PRIVACY_OFFICERS)
    ]
    for role, workers in (("desk", desks), ("administrator", administrators), ("privacy-officer", officers)):
        for desk in workers.values():
            desk.heard = count
            desk.keys = (f"demonstration-{role}-{number}" for number in itertools.count())
    try:
        await write_agreements(administrators)
        await write_transition_rules(administrators, await write_templates(administrators))
        await write_retention_rules(officers)
        await write_look_rules(officers)
        listings = await write_listings(administrators)
        for somebody in people() if everybody is None else everybody:
            await _life_of(somebody, desks, listings)
    finally:
        for desk in (*desks.values(), *administrators.values(), *officers.values()):
            await desk.close()
    return requests


async def write_agreements(administrators: Mapping[str, Desk]) -> None:
    """One agreement in each municipality, between all agencies that work there, signed by all of them; and in the last
    one a trial that nears its end.
    """
    for municipality in MUNICIPALITIES:
        parties = [one.key for one in AGENCIES if municipality.key in one.municipalities]
        terms = {
            "title": f"Working together in {municipality.name}",
            "categories": _SHARED,
            "special_category_basis": "h",
            "dpv_purposes": [f"{_PUBLIC_SERVICES}SocialAssistanceManagement"],
            "retention": "Two years after the case is closed",
            "retention_months": 24,
            "contacts": [{"agency_id": str(agency(key).id), "function": "privacy officer"} for key in parties],
        }
        await _agree(administrators, municipality.id, parties, terms)
    last = MUNICIPALITIES[-1]
    ends_soon = {
        "title": f"School and mediation in {last.name}: trial",
        "categories": ["identity", "education"],
        "dpv_purposes": [f"{_PUBLIC_SERVICES}PublicServiceProvision"],
        "retention": "Until the trial is over",
        "last_day": (datetime.now(UTC).date() + timedelta(days=60)).isoformat(),
    }
    await _agree(administrators, last.id, ["ecoles", "mediation"], ends_soon)


async def _agree(
    administrators: Mapping[str, Desk], municipality_id: UUID, parties: Sequence[str], terms: Mapping[str, Any]
) -> None:
    written = await administrators[parties[0]].post(
        "/v1/agreements",
        {
            "municipality_id": str(municipality_id),
            "parties": [{"agency_id": str(agency(key).id), "gives": True, "receives": True} for key in parties],
            "purposes": ["care-coordination"],
            "legal_basis": "e",
            "article": "Fictional Social Welfare Act, § 12",
            "contact": "privacy office of the municipality",
            "valid_from": "2026-01-01T00:00:00Z",
            **terms,
        },
    )
    for key in parties:
        await administrators[key].post(f"/v1/agreements/{written['id']}/signature")


async def write_templates(administrators: Mapping[str, Desk]) -> dict[tuple[str, str], UUID]:
    """In each municipality one plan to begin with for each group of people, by its first agency; the id of each."""
    written = {}
    for municipality in MUNICIPALITIES:
        writer = administrators[_first_agency(municipality)]
        for template in TEMPLATES:
            body = {"municipality_id": str(municipality.id), **template}
            written[municipality.key, template["target_group"]] = id_of(await writer.post("/v1/plan-templates", body))
    return written


async def write_transition_rules(administrators: Mapping[str, Desk], templates: Mapping[tuple[str, str], UUID]) -> None:
    """In each municipality what is prepared before known days; eighteenth birthdays with a plan to begin with."""
    for municipality in MUNICIPALITIES:
        for rule in TRANSITION_RULES:
            body = {"municipality_id": str(municipality.id), **rule}
            if rule["kind"] == "of_age":
                body["template_id"] = str(templates[municipality.key, "unaccompanied_minor"])
            await administrators[_first_agency(municipality)].post("/v1/transition-rules", body)


async def write_retention_rules(officers: Mapping[str, Desk]) -> None:
    """For how long the agencies that have a privacy officer keep documents, in each municipality where they work."""
    for officer in officers.values():
        for municipality in MUNICIPALITIES:
            if municipality.key in officer.agency.municipalities:
                for rule in RETENTION_RULES:
                    await officer.post("/v1/retention-rules", {"municipality_id": str(municipality.id), **rule})


async def write_look_rules(officers: Mapping[str, Desk]) -> None:
    """Which looks are unusual in each municipality where an agency with a privacy officer works."""
    for officer in officers.values():
        for municipality in MUNICIPALITIES:
            if municipality.key in officer.agency.municipalities:
                for rule in LOOK_RULES:
                    await officer.post("/v1/unusual-look-rules", {"municipality_id": str(municipality.id), **rule})


def _first_agency(municipality: Municipality) -> str:
    return next(one.key for one in AGENCIES if municipality.key in one.municipalities)


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
