"""Between a referral and its row."""

from dataclasses import fields
from datetime import timedelta
from typing import Any, Final

import asyncpg

from services.referrals.deadlines.domain.service_level import ServiceLevel
from services.referrals.deadlines.domain.territory import Territory
from services.referrals.deadlines.domain.working_time import Closed
from services.referrals.lifecycle.domain.moving import owes_next
from services.referrals.lifecycle.domain.referral import MoveMade, Progress, Proposal, Referral, Request, RunningClock
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Sector
from shared.contracts.referrals.vocabulary import (
    Clock,
    Confirmation,
    Evidence,
    Outcome,
    Party,
    Reason,
    Ring,
    State,
    Urgency,
)
from shared.identifiers import new_id

_WORDS: Final = {"reason": Reason, "outcome": Outcome, "evidence": Evidence, "confirmation": Confirmation}
_ONE_DAY: Final = timedelta(1)
_PROGRESS: Final = tuple(one.name for one in fields(Progress))


def referral_from(row: asyncpg.Record) -> Referral:
    """A row of `referral`."""
    return Referral(
        id=row["id"],
        municipality_id=row["municipality_id"],
        person_id=row["person_id"],
        sender_agency_id=row["sender_agency_id"],
        sender_name=row["sender_name"],
        request=_request_from(row),
        progress=Progress(**{name: _read(name, row[name]) for name in _PROGRESS}),
        flags=row["flags"],
        state=State(row["state"]),
        version=row["version"],
        moves_since_sent=row["moves_since_sent"],
        drafted_at=row["drafted_at"],
        sent_at=row["sent_at"],
        moved_at=row["moved_at"],
        moved_by_agency_id=row["moved_by_agency_id"],
        moved_by_id=row["moved_by_id"],
        closed_at=row["closed_at"],
        asked_in=row["asked_in"] and State(row["asked_in"]),
        held_in=row["held_in"] and State(row["held_in"]),
        held_by=row["held_by"] and Party(row["held_by"]),
        error_proposed=row["error_by"]
        and Proposal(by=row["error_by"], at=row["error_at"], reason=Reason(row["error_reason"])),
        clock=_clock_from(row),
        package_id=row["package_id"],
        place=row.get("place"),
        closed=tuple(Closed(one.lower, one.upper - _ONE_DAY) for one in row.get("closed", ())),
    )


def _request_from(row: asyncpg.Record) -> Request:
    return Request(
        case_id=row["case_id"],
        listing_id=row["listing_id"],
        listing_name=row["listing_name"],
        receiver_agency_id=row["receiver_agency_id"],
        receiver_name=row["receiver_name"],
        receiver_sector=Sector(row["receiver_sector"]),
        category=Category(row["category"]),
        term=row["term"],
        urgency=Urgency(row["urgency"]),
        note=row["note"],
        categories=tuple(Category(one) for one in row["categories"]),
        follows_id=row["follows_id"],
        territory=Territory(country=row["country"], region=row["region"], time_zone=row["time_zone"]),
        service_level=ServiceLevel.kept(row["service_level"]),
    )


def _clock_from(row: asyncpg.Record) -> RunningClock | None:
    if row["clock"] is None:
        return None
    return RunningClock(
        clock=Clock(row["clock"]),
        started_at=row["clock_started_at"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        ring=Ring(row["ring"]),
        rings_at=row["rings_at"],
        rang=row["rang"],
    )


def referral_values(referral: Referral) -> dict[str, Any]:
    """The columns of `referral`, by name."""
    request, proposal = referral.request, referral.error_proposed
    return {
        "id": referral.id,
        "municipality_id": referral.municipality_id,
        "person_id": referral.person_id,
        "case_id": request.case_id,
        "sender_agency_id": referral.sender_agency_id,
        "sender_name": referral.sender_name,
        "receiver_agency_id": request.receiver_agency_id,
        "receiver_name": request.receiver_name,
        "receiver_sector": request.receiver_sector,
        "listing_id": request.listing_id,
        "listing_name": request.listing_name,
        "category": request.category,
        "term": request.term,
        "urgency": request.urgency,
        "note": request.note,
        "categories": list(request.categories),
        "follows_id": request.follows_id,
        "flags": referral.flags,
        "state": referral.state,
        "version": referral.version,
        "moves_since_sent": referral.moves_since_sent,
        "drafted_at": referral.drafted_at,
        "sent_at": referral.sent_at,
        "moved_at": referral.moved_at,
        "moved_by_agency_id": referral.moved_by_agency_id,
        "moved_by_id": referral.moved_by_id,
        "closed_at": referral.closed_at,
        "asked_in": referral.asked_in,
        "held_in": referral.held_in,
        "held_by": referral.held_by,
        "package_id": referral.package_id,
        "error_by": proposal and proposal.by,
        "error_at": proposal and proposal.at,
        "error_reason": proposal and proposal.reason,
        **{name: getattr(referral.progress, name) for name in _PROGRESS},
        **_clock_values(referral),
    }


def _clock_values(referral: Referral) -> dict[str, Any]:
    clock, request = referral.clock, referral.request
    owing = {Party.SENDER: referral.sender_agency_id, Party.RECEIVER: referral.receiver_agency_id}
    owes = owes_next(referral)
    return {
        "country": request.territory.country,
        "region": request.territory.region,
        "time_zone": request.territory.time_zone,
        "service_level": request.service_level.values(),
        "clock": clock and clock.clock,
        "clock_started_at": clock and clock.started_at,
        "due_at": clock and clock.due_at,
        "expires_at": clock and clock.expires_at,
        "ring": clock and clock.ring,
        "rings_at": clock and clock.rings_at,
        "rang": clock and clock.rang,
        "owed_by_agency_id": owes and owing[owes],
    }


def move_values(made: MoveMade) -> dict[str, Any]:
    """The columns of `move` beyond those of the referral, by parameter name."""
    said = made.particulars.said
    return {
        "move_id": new_id(),
        "move": made.move,
        "party": made.by.party,
        "origin": made.origin,
        "by_agency_id": made.by.agency_id,
        "by_id": made.by.id,
        "move_note": made.particulars.note,
        "said": {name: value for name in _PROGRESS if (value := getattr(said, name)) is not None},
    }


def _read(name: str, value: Any) -> Any:
    return _WORDS[name](value) if value is not None and name in _WORDS else value
