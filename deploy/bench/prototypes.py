"""Fifty invented people whose records are written through the API by workers of the demonstration.

The population is made of copies of them (`growth`), so that every row is one that the API would have written.
"""

import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from deploy.demo.cast import ADMINISTRATORS, DESKS, MUNICIPALITIES, agency, worker
from deploy.demo.desk import Desk, id_of, signed_in
from deploy.demo.lives import LIVES
from deploy.demo.seed_records import write_agreements, write_listings

PROTOTYPES = 50
SOCIAL_UNTIL = 20
"""The first twenty belong to one social worker."""

PENDING = 8
"""So many of the social service's people have a referral that waits for the answer of the housing agency."""

ACTIONS = 9
"""So many must be done for each; with the review of the case ten things."""

_FIRST_DUE = date(2026, 9, 1)
IDENTIFIER_SYSTEM = "urn:example:file-number"
_FIRST_BIRTHDAY = date(1900, 1, 1)
_HOMES = ("social-valmont", "entraide", "clinique")
_FIRST_OF_HOME = (0, SOCIAL_UNTIL, 35)
_TERMS = ("housing-instability", "financial-insecurity", "employment-status", "mental-health", "social-connection")
_CATEGORIES = ("housing", "finance", "employment", "health", "social")
_NOTE = "Second conversation. What was agreed last time has been done; the next step is written down with dates. "


@dataclass(frozen=True)
class Prototype:
    """One of the fifty, by number. Names, file number and birthday occur nowhere else, so that a copy can differ."""

    number: int

    @property
    def mark(self) -> str:
        return "zq" + "".join(chr(ord("a") + digit) for digit in divmod(self.number, 26))

    @property
    def family_name(self) -> str:
        return self.mark.capitalize() + "famille"

    @property
    def given_name(self) -> str:
        return self.mark.capitalize() + "prenom"

    @property
    def file_number(self) -> str:
        return self.mark + "0"

    @property
    def birth_date(self) -> str:
        return (_FIRST_BIRTHDAY + timedelta(days=self.number)).isoformat()

    @property
    def home(self) -> str:
        """The agency that registers them."""
        return _HOMES[bisect.bisect_right(_FIRST_OF_HOME, self.number) - 1]

    @property
    def waits_for_an_answer(self) -> bool:
        return self.number < PENDING

    @property
    def body(self) -> Mapping[str, Any]:
        """As `POST /v1/persons` takes it."""
        town = "rivebourg" if self.home == "entraide" else "valmont"
        return {
            "municipality_id": str(next(one.id for one in MUNICIPALITIES if one.key == town)),
            "identity": {
                "family_name": self.family_name,
                "given_name": self.given_name,
                "birth_date": self.birth_date,
                "birth_date_estimated": False,
            },
            "communication": {"languages": ["fr"], "do_not_contact": self.number % 17 == 0},
            "identifiers": [{"system": IDENTIFIER_SYSTEM, "value": self.file_number}],
            "contact_points": [
                {"kind": "phone", "value": "+33 0 00 00 00 00", "safe": self.number % 3 == 0},
                {"kind": "email", "value": "someone@example.org"},
            ],
            "addresses": [
                {
                    "lines": [f"{self.number} rue des Inventions"],
                    "postcode": "00100",
                    "locality": town.capitalize(),
                    "country": "FR",
                    "protected": self.number % 11 == 0,
                }
            ],
        }


PEOPLE = tuple(Prototype(number) for number in range(PROTOTYPES))


async def write_prototypes(
    url: str, password: str, people: Sequence[Prototype], done: Callable[[], object]
) -> Mapping[str, UUID]:
    """Write the agreements, the listings and the records of these people; the listings by key.

    Args:
        done: called after each person.
    """
    desks = {key: await signed_in(url, worker(login), key, password) for key, login in DESKS.items()}
    administrators = {key: await signed_in(url, worker(login), key, password) for key, login in ADMINISTRATORS.items()}
    try:
        await write_agreements(administrators)
        listings = await write_listings(administrators)
        for somebody in people:
            await _life_of(somebody, desks, listings)
            done()
    finally:
        for desk in (*desks.values(), *administrators.values()):
            await desk.close()
    return listings


async def _life_of(somebody: Prototype, desks: Mapping[str, Desk], listings: Mapping[str, UUID]) -> None:
    desk = desks[somebody.home]
    person_id = str(id_of(await desk.post("/v1/persons", somebody.body)))
    case = {
        "persons": [{"person_id": person_id}],
        "category": "social" if somebody.home != "clinique" else "health",
        "title": "First months of support",
        "next_review_on": f"2027-0{1 + somebody.number % 6}-15",
    }
    case_id = id_of(await desk.post("/v1/cases", case))
    risk = ("low", "moderate", "high")[somebody.number % 3]
    await desk.post(f"/v1/cases/{case_id}/risk-assessments", {"risk": risk, "reasons": ["isolation"]})
    await _consents(somebody, desk, person_id)
    helpers = await _team(somebody, desk, desks, case_id)
    for number in range(3):
        writer = ([desk, *helpers])[number % (1 + len(helpers))]
        note = {"category": _CATEGORIES[(somebody.number + number) % 5], "text": _NOTE * (1 + number)}
        await writer.post(f"/v1/cases/{case_id}/notes", note)
    for number in range(1 + somebody.number % 3):
        term = _TERMS[(somebody.number + number) % 5]
        await desk.post(f"/v1/cases/{case_id}/needs", {"term": term, "source": "person"})
    await _plan(somebody, [desk, *helpers], case_id)
    await _refer(somebody, desk, desks, person_id, listings)


async def _consents(somebody: Prototype, desk: Desk, person_id: str) -> None:
    """Every tenth person shares with all agencies of the town, most with two."""
    named = ["habitat" if somebody.home != "entraide" else "emploi", "clinique" if somebody.number % 2 else "mediation"]
    if somebody.number % 10 == 0:
        named = ["habitat", "emploi", "mediation", "clinique", "entraide"]
    if somebody.home == "entraide":
        named = [key for key in named if key != "habitat"]
    for key in dict.fromkeys(one for one in named if one != somebody.home):
        category = _CATEGORIES[somebody.number % 5]
        consent = {
            "agencies": [str(agency(key).id)],
            "categories": ["identity", "contact", "housing", category] if category != "housing" else
                          ["identity", "contact", "housing"],
            "given_by": "person",
            "given_how": "oral",
            "language": "fr",
        }  # fmt: skip
        await desk.post(f"/v1/persons/{person_id}/consents", consent)


async def _team(somebody: Prototype, desk: Desk, desks: Mapping[str, Desk], case_id: UUID) -> Sequence[Desk]:
    """One or two colleagues of other agencies join; those who may write notes."""
    keys = [key for key in ("clinique", "emploi") if key != somebody.home][: 1 + somebody.number % 2]
    for key, capacity in zip(keys, ("nurse", "employment_counsellor"), strict=False):
        asked = {"agency_id": str(agency(key).id), "worker_id": str(desks[key].worker.id), "capacity": capacity}
        invitation = await desk.post(f"/v1/cases/{case_id}/invitations", asked)
        await desks[key].post(f"/v1/team-invitations/{invitation['id']}/acceptance", {})
    return [desks[key] for key in keys]


async def _plan(somebody: Prototype, team: Sequence[Desk], case_id: UUID) -> None:
    """A goal, and nine actions that somebody of the team must do; with the review of the case ten things."""
    goal = {
        "category": "social",
        "wording": "Lives in a place of their own",
        "own_words": "A door that I can close",
        "horizon": "months",
        "owner": {"kind": "agency", "agency_id": str(agency(somebody.home).id)},
    }
    goal_id = id_of(await team[0].post(f"/v1/cases/{case_id}/goals", goal))
    for number in range(ACTIONS):
        owner = team[number % len(team)]
        action = {
            "goal_id": str(goal_id),
            "category": "social",
            "title": "Call back, and write down what was agreed",
            "owner": {"kind": "worker", "agency_id": str(agency(owner.agency_key).id), "id": str(owner.worker.id)},
            "due_on": (_FIRST_DUE + timedelta(days=somebody.number + PROTOTYPES * number)).isoformat(),
        }
        await team[0].post(f"/v1/cases/{case_id}/actions", action)


async def _refer(
    somebody: Prototype, desk: Desk, desks: Mapping[str, Desk], person_id: str, listings: Mapping[str, UUID]
) -> None:
    listing, receiver = ("job-coaching", "emploi") if somebody.home == "entraide" else ("temporary-housing", "habitat")
    draft = {
        "person_id": person_id,
        "listing_id": str(listings[listing]),
        "need": {"category": "employment" if receiver == "emploi" else "housing"},
        "categories": ["identity", "contact", "housing"],
        "note": "We met twice; a call before noon works best.",
    }
    referral_id = id_of(await desk.post("/v1/referrals", draft))
    life = LIVES[2] if somebody.waits_for_an_answer else LIVES[somebody.number % len(LIVES)]
    for by, noun, body in life:
        await (desk if by == "sender" else desks[receiver]).post(f"/v1/referrals/{referral_id}/{noun}", dict(body))
