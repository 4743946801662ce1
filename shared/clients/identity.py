"""What the other services ask identity."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.clients.carriage import Answer, Carriage
from shared.contracts.identity.account import OpenedAccount
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.municipality import MunicipalityFacts
from shared.contracts.identity.vocabulary import AgencyKind, Sector
from shared.contracts.identity.worker import WorkerFacts
from shared.refusals import NotAllowed, NotFound, Unavailable
from shared.telemetry.traces import headers_to_pass_on

HTTP_OK = 200
HTTP_CREATED = 201
HTTP_FORBIDDEN = 403
HTTP_NOT_FOUND = 404
AGENCIES_AT_ONCE = 100
AGENCIES_KEPT_SECONDS = 30.0
MOST_AGENCIES_KEPT = 10_000


class IdentityClient:
    """Keys, ended sign-ins, agencies and workers."""

    def __init__(self, carriage: Carriage) -> None:
        self._carriage = carriage
        self._agencies: dict[UUID, tuple[float, AgencyFacts]] = {}
        self._municipalities: dict[UUID, tuple[float, MunicipalityFacts]] = {}

    async def signing_keys(self) -> Sequence[Mapping[str, Any]]:
        """The public keys of access tokens, as JSON Web Keys.

        Raises:
            Unavailable: identity cannot be reached.
        """
        answer = await self._public("/.well-known/jwks.json")
        keys: Sequence[Mapping[str, Any]] = answer.json()["keys"]
        return keys

    async def ended_sessions(self) -> frozenset[str] | None:
        """Ids of sign-ins and tokens that were ended and whose access tokens may still be young; None when unknown."""
        try:
            answer = await self._public("/.well-known/ended-sessions.json")
        except Unavailable:
            return None
        return frozenset(answer.json()["ended"])

    async def agencies(
        self, ids: Iterable[UUID], headers: Mapping[str, str], path: str = "/v1/agencies"
    ) -> Mapping[UUID, AgencyFacts]:
        """The agencies of these ids that exist, asked with the caller's own token: a hundred in a call.

        Answers are kept for 30 seconds: what an agency is and what it is called is no secret and seldom changes.

        Args:
            headers: the caller's authorization (`shared.web.caller.PassedOn`).
            path: where whoever calls may ask.

        Raises:
            Unavailable: identity cannot be reached.
        """
        wanted = frozenset(ids)
        known = {one: self._remembered(one) for one in wanted}
        missing = sorted(one for one, facts in known.items() if facts is None)
        asked: dict[UUID, AgencyFacts] = {}
        for start in range(0, len(missing), AGENCIES_AT_ONCE):
            asked |= await self._ask_for(missing[start : start + AGENCIES_AT_ONCE], headers, path)
        return {one: facts for one in wanted if (facts := known[one] or asked.get(one)) is not None}

    async def agencies_for_people(self, ids: Iterable[UUID], headers: Mapping[str, str]) -> Mapping[UUID, AgencyFacts]:
        """As `agencies`, asked with the token of a person."""
        return await self.agencies(ids, headers, "/v1/my/agencies")

    async def agency(self, agency_id: UUID, headers: Mapping[str, str]) -> AgencyFacts:
        """One agency; remembered like the others.

        Raises:
            NotFound: there is no such agency.
            Unavailable: identity cannot be reached.
        """
        found = await self.agencies([agency_id], headers)
        if agency_id not in found:
            raise NotFound
        return found[agency_id]

    async def open_account(self, headers: Mapping[str, str]) -> OpenedAccount:
        """An account that is nobody's yet, made with a worker's own rights.

        Args:
            headers: the caller's authorization (`shared.web.caller.PassedOn`).

        Raises:
            NotAllowed: the caller does not work with people.
            Unavailable: identity cannot be reached.
        """
        answer = await self._carriage.ask("POST", "/v1/accounts", headers=headers)
        if answer.status == HTTP_FORBIDDEN:
            raise NotAllowed
        if answer.status != HTTP_CREATED:
            raise Unavailable("A part of the system is not ready.", detail_fr="Une partie du système n'est pas prête.")
        told = answer.json()
        return OpenedAccount(
            UUID(told["id"]), told["sign_in_name"], told["code"], datetime.fromisoformat(told["expires_at"])
        )

    async def worker(self, worker_id: UUID, headers: Mapping[str, str]) -> WorkerFacts:
        """Who a worker is, asked anew each time.

        Args:
            headers: the caller's authorization (`shared.web.caller.PassedOn`).

        Raises:
            NotFound: there is no such worker.
            Unavailable: identity cannot be reached.
        """
        answer = await self._carriage.ask("GET", f"/v1/workers/{worker_id}", headers=headers)
        if answer.status == HTTP_NOT_FOUND:
            raise NotFound
        if answer.status != HTTP_OK:
            raise Unavailable("A part of the system is not ready.", detail_fr="Une partie du système n'est pas prête.")
        told = answer.json()
        return WorkerFacts(UUID(told["id"]), told["display_name"], tuple(UUID(one) for one in told["agencies"]))

    async def municipality(self, municipality_id: UUID, headers: Mapping[str, str]) -> MunicipalityFacts:
        """A municipality; remembered for 30 seconds, as agencies are.

        Args:
            headers: the caller's authorization (`shared.web.caller.PassedOn`).

        Raises:
            NotFound: there is no such municipality.
            Unavailable: identity cannot be reached.
        """
        asked_at, remembered = self._municipalities.get(municipality_id, (0.0, None))
        if remembered is not None and time.monotonic() - asked_at < AGENCIES_KEPT_SECONDS:
            return remembered
        facts = await self._ask_for_municipality(municipality_id, headers)
        self._municipalities[municipality_id] = (time.monotonic(), facts)
        return facts

    async def time_zone(self, municipality_id: UUID, headers: Mapping[str, str]) -> str:
        """The IANA time zone of a municipality's offices, asked anew each time.

        Args:
            headers: the caller's authorization (`shared.web.caller.PassedOn`).

        Raises:
            NotFound: there is no such municipality.
            Unavailable: identity cannot be reached.
        """
        return (await self._ask_for_municipality(municipality_id, headers)).time_zone

    async def _ask_for_municipality(self, municipality_id: UUID, headers: Mapping[str, str]) -> MunicipalityFacts:
        answer = await self._carriage.ask("GET", f"/v1/municipalities/{municipality_id}", headers=headers)
        if answer.status == HTTP_NOT_FOUND:
            raise NotFound
        if answer.status != HTTP_OK:
            raise Unavailable("A part of the system is not ready.", detail_fr="Une partie du système n'est pas prête.")
        told = answer.json()
        return MunicipalityFacts(UUID(told["id"]), told["country"], told["code"], told["time_zone"])

    def _remembered(self, agency_id: UUID) -> AgencyFacts | None:
        asked_at, facts = self._agencies.get(agency_id, (-AGENCIES_KEPT_SECONDS, None))
        return facts if time.monotonic() - asked_at < AGENCIES_KEPT_SECONDS else None

    async def _ask_for(self, ids: Sequence[UUID], headers: Mapping[str, str], path: str) -> Mapping[UUID, AgencyFacts]:
        wanted = ",".join(str(one) for one in ids)
        answer = await self._carriage.ask("GET", f"{path}?ids={wanted}", headers=headers)
        if answer.status != HTTP_OK:
            raise Unavailable("A part of the system is not ready.", detail_fr="Une partie du système n'est pas prête.")
        now = time.monotonic()
        if len(self._agencies) > MOST_AGENCIES_KEPT:
            self._agencies.clear()
        told = {facts.id: facts for facts in map(_agency_from, answer.json()["items"])}
        self._agencies |= {agency_id: (now, facts) for agency_id, facts in told.items()}
        return told

    async def _public(self, path: str) -> Answer:
        answer = await self._carriage.ask("GET", path, headers=headers_to_pass_on())
        if answer.status != HTTP_OK:
            raise Unavailable("A part of the system is not ready.", detail_fr="Une partie du système n'est pas prête.")
        return answer


def _agency_from(told: Mapping[str, Any]) -> AgencyFacts:
    return AgencyFacts(
        id=UUID(told["id"]),
        name=told["name"],
        sector=Sector(told["sector"]),
        kind=AgencyKind(told["kind"]),
        municipalities=tuple(UUID(one) for one in told["municipalities"]),
        active=told["active"],
    )
