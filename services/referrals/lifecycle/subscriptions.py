"""What referrals do when a ground ends somewhere, and how sure they are to have heard of it."""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import nats.errors
import structlog

from services.referrals.disclosure.actions import announce_refusal, find_recipients, go_on, lift_restriction, restrict
from services.referrals.disclosure.domain import AnnouncedRefusal, Continued, Refusal, Restricted, Sought
from services.referrals.lifecycle.actions.keeping_out import (
    ConflictOfInterest,
    conflict_declared,
    conflict_lifted,
    person_restricted,
    person_unrestricted,
)
from services.referrals.lifecycle.actions.moving import ground_ended, sharing_refused
from shared.clients.cases import CasesClient
from shared.contracts.cases.rights import StepKind
from shared.contracts.referrals.vocabulary import Reason
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription, all_handled
from shared.refusals import Unavailable
from shared.web.service import Service

NAMES: Final[Mapping[str, tuple[str, Reason]]] = {
    "parcours.consent.withdrawn.v1": ("consent_id", Reason.CONSENT_WITHDRAWN),
    "parcours.consent.superseded.v1": ("consent_id", Reason.GROUND_ENDED),
    "parcours.mandate.ended.v1": ("mandate_id", Reason.GROUND_ENDED),
    "parcours.agreement.ended.v1": ("agreement_id", Reason.GROUND_ENDED),
    "parcours.grant.ended.v1": ("ground_id", Reason.GROUND_ENDED),
}
"""The events that say a ground ended: which field names it, and what the hold is called for it."""

LOOKS_EVERY_SECONDS: Final = 0.5
CERTAIN_FOR_SECONDS: Final = 5.0

_log = structlog.get_logger("certainty")


REFUSED: Final = "parcours.consent.refused.v1"


CONTINUED: Final = "parcours.consent.continued.v1"
SOUGHT: Final = "parcours.rights_step.recipients_sought.v1"
RESTRICTED_DATA: Final = "parcours.processing.restricted.v1"
LIFTED_RESTRICTION: Final = "parcours.processing.restriction_lifted.v1"


async def _take_back_what_rested_on_it(work: UnitOfWork, told: Told) -> None:
    if told.type == CONTINUED:
        await go_on(work, _continued(told.data))
        return
    if told.type == RESTRICTED_DATA:
        await restrict(work, _restricted(told.data, work.now))
        return
    if told.type == LIFTED_RESTRICTION:
        await lift_restriction(work, UUID(told.data["restriction_id"]))
        return
    if told.type == SOUGHT:
        await find_recipients(work, _sought(told.data))
        return
    if told.type == REFUSED:
        await _take_back_what_is_refused(work, told.data)
        return
    name, reason = NAMES[told.type]
    await ground_ended(work, UUID(told.data[name]), reason)


async def _take_back_what_is_refused(work: UnitOfWork, data: Mapping[str, Any]) -> None:
    starts_at = datetime.fromisoformat(data["valid_from"]) if "valid_from" in data else work.now
    if starts_at <= work.now:
        await sharing_refused(work, _refusal(data))
        return
    announced = AnnouncedRefusal(
        id=UUID(data["consent_id"]),
        municipality_id=UUID(data["municipality_id"]),
        starts_at=starts_at,
        refusal=_refusal(data),
    )
    await announce_refusal(work, announced)


def _continued(data: Mapping[str, Any]) -> Continued:
    until = data["valid_until"]
    return Continued(
        person_id=UUID(data["person_id"]),
        consent_id=UUID(data["consent_id"]),
        by_consent_id=UUID(data["by_consent_id"]),
        receiver_agency_id=UUID(data["agency_id"]),
        agreement_id=UUID(data["agreement_id"]),
        categories=data["categories"],
        purposes=data["purposes"],
        valid_until=datetime.fromisoformat(until) if until else None,
    )


def _refusal(data: Mapping[str, Any]) -> Refusal:
    return Refusal(
        person_id=UUID(data["person_id"]),
        categories=data["categories"],
        agencies=[UUID(one) for one in data["agencies"]],
        sectors=data["sectors"],
    )


def _restricted(data: Mapping[str, Any], now: datetime) -> Restricted:
    """What was taken until now: what was read while cases restricted it may have been read from before."""
    return Restricted(
        id=UUID(data["restriction_id"]),
        person_id=UUID(data["person_id"]),
        municipality_id=UUID(data["municipality_id"]),
        categories=data["categories"],
        since=max(now, datetime.fromisoformat(data["restricted_at"])),
    )


def _sought(data: Mapping[str, Any]) -> Sought:
    return Sought(
        step_id=UUID(data["step_id"]),
        kind=StepKind(data["kind"]),
        person_id=UUID(data["person_id"]),
        municipality_id=UUID(data["municipality_id"]),
        agency_id=UUID(data["agency_id"]),
        item_ids=[UUID(one) for one in data["item_ids"]],
        since=datetime.fromisoformat(data["since"]) if data["since"] else None,
        until=datetime.fromisoformat(data["until"]) if data["until"] else None,
        categories=data.get("categories", ()),
    )


DECLARED: Final = "parcours.conflict_of_interest.declared.v1"
LIFTED: Final = "parcours.conflict_of_interest.lifted.v1"


async def _keep_out_or_let_in(work: UnitOfWork, told: Told) -> None:
    conflict = ConflictOfInterest(
        id=UUID(told.data["conflict_id"]),
        municipality_id=UUID(told.data["municipality_id"]),
        person_id=UUID(told.data["person_id"]),
        worker_id=UUID(told.data["worker_id"]),
    )
    await (conflict_declared if told.type == DECLARED else conflict_lifted)(work, conflict, told.at)


RESTRICTED: Final = "parcours.person.restricted.v1"
UNRESTRICTED: Final = "parcours.person.unrestricted.v1"


async def _keep_to_those_named(work: UnitOfWork, told: Told) -> None:
    municipality_id = UUID(told.data["municipality_id"])
    if told.type == RESTRICTED:
        named = [UUID(one) for one in told.data["known_to"]]
        await person_restricted(work, told.about, municipality_id, named, told.at)
    else:
        await person_unrestricted(work, told.about, municipality_id, told.at)


KEPT_OUT_WORKERS: Final = Subscription(name="kept_out_workers", types=(DECLARED, LIFTED), handle=_keep_out_or_let_in)
RESTRICTED_PEOPLE: Final = Subscription(
    name="restricted_people", types=(RESTRICTED, UNRESTRICTED), handle=_keep_to_those_named
)
ENDED_GROUNDS: Final = Subscription(
    name="ended_grounds",
    types=(*NAMES, REFUSED, CONTINUED, SOUGHT, RESTRICTED_DATA, LIFTED_RESTRICTION),
    handle=_take_back_what_rested_on_it,
)


class Certainty:
    """Whether every withdrawal and restriction up to a few seconds ago has been handled here: cases says how far it has
    announced, and the bus that nothing of it waits or was set aside as a dead letter.

    Without it nothing that was disclosed is shown: better late than against the person's will, or their safety.
    """

    def __init__(self) -> None:
        self._known_at = -CERTAIN_FOR_SECONDS

    @property
    def is_given(self) -> bool:
        return time.monotonic() - self._known_at < CERTAIN_FOR_SECONDS

    async def follow(self, service: Service) -> None:
        """Ask cases, and then the bus, for as long as the service runs, whether anything waits that we have not heard.

        In this order: what cases had announced when it was asked is on the bus when that is asked.
        """
        cases = CasesClient(service.peers["cases"])
        while True:
            await service.bus.reached.wait()
            asked_at = time.monotonic()
            try:
                unannounced = await cases.unannounced_seconds()
                if await all_handled(service.database, service.bus, (ENDED_GROUNDS, RESTRICTED_PEOPLE)):
                    self._known_at = max(self._known_at, asked_at - unannounced)
            except (ConnectionError, TimeoutError, nats.errors.Error, Unavailable) as failure:
                _log.info("certainty waits", failure=type(failure).__name__)
            await asyncio.sleep(LOOKS_EVERY_SECONDS)
