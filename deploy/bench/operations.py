"""What is measured: seven operations, and for each whom it concerns, one target after the other."""

import base64
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

import asyncpg

from deploy.bench.population import Population, owners
from deploy.bench.prototypes import PENDING, SOCIAL_UNTIL
from deploy.bench.sealed_cells import fingerprint_of, opened_ring
from deploy.demo.cast import agency, worker
from deploy.demo.keys import SYSTEM_ID
from deploy.launch.installation import Installation
from services.cases.people.domain.criteria import Criteria
from services.cases.people.store.contributions import FINGERPRINT_BYTES

MOST_TARGETS: Final = 4_000


class Who(StrEnum):
    """In whose name an operation is asked for."""

    SOCIAL_WORKER = "nadia.belkacem"
    HOUSING_ADVISER = "lucie.petit"
    SYSTEM = "system"


@dataclass(frozen=True)
class Target:
    """One request.

    Attributes:
        path, body: as the product takes it.
        values: what of the request the recorded SQL needs, by name; as the bare server takes it.
    """

    path: str
    body: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """Something that is measured.

    Attributes:
        is_once: each target serves one request only.
        limit_milliseconds: at most so long for 95 of 100 requests at 8 connections, says the issue.
        peer: requests a second that a best-in-class server of the field does on this class of machine, from … to; None
            where none does the like.
    """

    name: str
    title: str
    method: str
    who: Who
    peer: tuple[int, int] | None
    limit_milliseconds: int | None
    is_write: bool = False
    is_once: bool = False
    content_type: str = "application/json"

    def bare_line(self, target: Target) -> tuple[str, str]:
        """Path and body of the same request to the bare server."""
        if self.method == "GET":
            return f"/{self.name}?{urlencode(target.values)}", ""
        return f"/{self.name}", json.dumps(target.values)


OPERATIONS: Final = (
    Operation("record", "Read a record", "GET", Who.SOCIAL_WORKER, (880, 1120), 20),
    Operation("worklist", "Work list", "GET", Who.SOCIAL_WORKER, (155, 180), 20),
    Operation("tasks", "What a team must do", "GET", Who.SOCIAL_WORKER, None, 40),
    Operation("search", "Search people", "POST", Who.SOCIAL_WORKER, (710, 880), 20),
    Operation("create", "Create a referral", "POST", Who.SOCIAL_WORKER, (111, 128), 40, is_write=True),
    Operation("accept", "Accept a referral", "POST", Who.HOUSING_ADVISER, (160, 195), 40, is_write=True, is_once=True),
    Operation("token", "Token", "POST", Who.SYSTEM, (700, 790), None, content_type="application/x-www-form-urlencoded"),
)


@dataclass
class Targets:
    """The targets of each operation; those that serve once are taken from the front and do not come back."""

    of: Mapping[str, Sequence[Target]]
    _taken: dict[str, Iterator[Target]] = field(default_factory=dict)

    def take(self, operation: Operation, most: int) -> Sequence[Target]:
        """Targets for one run: all of them each time, or the next ones where each serves once."""
        if not operation.is_once:
            return self.of[operation.name]
        left = self._taken.setdefault(operation.name, iter(self.of[operation.name]))
        return list(itertools.islice(left, most))


async def read_targets(installation: Installation, population: Population) -> Targets:
    """Whom the operations concern, drawn from the whole population by a hash of their ids."""
    social = agency("social-valmont").id
    async with owners(installation) as connections:
        people = await connections["cases"].fetch(_PEOPLE, social, MOST_TARGETS)
        numbers = await _compared(installation, connections["cases"], _LIVES_AT)
        referable = await connections["cases"].fetch(_REFERABLE, social, numbers, MOST_TARGETS)
        waiting = await connections["referrals"].fetch(_WAITING, agency("habitat").id, social)
    listing = str(population.listings["temporary-housing"])
    return Targets(
        {
            "record": [Target(f"/v1/persons/{one['id']}/record", "", {"person": str(one["id"])}) for one in people],
            "worklist": [Target("/v1/worklist?limit=20")],
            "tasks": [Target("/v1/tasks?of=team&limit=50")],
            "search": [_search(one) for one in people],
            "create": [_create(str(one["id"]), listing) for one in referable],
            "accept": [_accept(one) for one in waiting],
            "token": [Target("/oauth/token", urlencode({"grant_type": "client_credentials"}))],
        }
    )


async def _compared(
    installation: Installation, owner: "asyncpg.Connection[Any]", numbers: Sequence[str]
) -> Sequence[str]:
    """Numbers of houses, as they are kept to be compared."""
    fingerprint = await fingerprint_of(await opened_ring("cases", installation.environment, owner), owner)
    return [fingerprint(number.encode())[:FINGERPRINT_BYTES].hex() for number in numbers]


def system_credentials(population: Population) -> str:
    """The header with which the demonstration's system asks for a token."""
    pair = f"{SYSTEM_ID}:{population.keys.system_secret}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"


def login_of(who: Who) -> tuple[Any, str]:
    """The worker, and the agency for which they act."""
    one = worker(who.value)
    return one, one.memberships[0][0]


_LIVES_AT: Final = [str(number) for number in range(PENDING, SOCIAL_UNTIL)]
_PEOPLE: Final = """
    SELECT p.person_id AS id, p.family_name, p.given_name, p.birth_date FROM cases.person p
    WHERE EXISTS (SELECT FROM cases.access_grant g WHERE g.person_id = p.person_id AND g.agency_id = $1
                  AND g.worker_id IS NULL AND 'identity' = ANY (g.categories))
      AND p.agency_id = $1 AND p.birth_date IS NOT NULL
    ORDER BY md5(p.person_id::text) LIMIT $2
"""
_REFERABLE: Final = """
    SELECT p.person_id AS id FROM cases.person p
    JOIN cases.address_place a ON a.person_id = p.person_id
    WHERE p.agency_id = $1 AND a.place_numbers && $2
    ORDER BY md5(p.person_id::text) LIMIT $3
"""
_WAITING: Final = """
    SELECT r.id, r.person_id FROM referrals.referral r
    WHERE r.receiver_agency_id = $1 AND r.sender_agency_id = $2 AND r.state = 'received'
      AND r.flags - 'safe_contact' = (
          SELECT mode() WITHIN GROUP (ORDER BY flags - 'safe_contact') FROM referrals.referral
          WHERE receiver_agency_id = $1 AND sender_agency_id = $2 AND state = 'received')
    ORDER BY md5(r.id::text)
"""
"""With the same sender and flags, so that accepting one differs from accepting another by ids and times alone."""


def _search(one: "asyncpg.Record") -> Target:
    sought = {name: one[name] for name in ("family_name", "given_name", "birth_date")}
    criteria = Criteria(**sought, system=None, value=None)
    assert criteria.birth_dates is not None
    family, given, births = criteria.family_keys, criteria.given_keys, criteria.birth_dates
    values = {
        "family": family.first,
        "family_until": family.until,
        "given": given.first,
        "given_until": given.until,
        "born": births.first,
        "born_until": births.until,
        **{f"born_{place}": stored for place, stored in enumerate(births.some)},
    }
    return Target("/v1/persons/search", json.dumps(sought), values)


def _create(person_id: str, listing_id: str) -> Target:
    draft = {
        "person_id": person_id,
        "listing_id": listing_id,
        "need": {"category": "housing", "term": "housing-instability"},
        "urgency": "soon",
        "note": "Has to leave the present flat at the end of the month.",
        "categories": ["identity", "contact", "housing"],
    }
    return Target("/v1/referrals", json.dumps(draft), {"person": person_id})


def _accept(one: "asyncpg.Record") -> Target:
    values = {"referral": str(one["id"]), "person": str(one["person_id"])}
    body = json.dumps({"responsible_team": "First reception", "reason": "decided_together"})  # others wait there
    return Target(f"/v1/referrals/{one['id']}/acceptance", body, values)
