"""Say who helps without being paid for it, and correct that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.coordination.actions.cases import about, read_case
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.informal import events
from services.cases.informal.domain import Bond, must_be_somebody_else, named_anew
from services.cases.informal.policy import ADD, CORRECT, MEMBER_RULES, PEOPLE_RULES, AboutInformalMember
from services.cases.informal.store import INFORMAL_MEMBERS
from services.cases.items.actions import (
    NewItem,
    change_item,
    find_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewInformalMember(NewItem):
    """What is needed to add one.

    Attributes:
        helper_id, name: a person who is known here, or a name.
    """

    helper_id: UUID | None
    name: str | None
    bond: Bond
    helps_with: str | None


async def add_informal_member(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewInformalMember) -> UUID:
    """Let somebody who helps without being paid for it belong to the team. They read nothing.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        NotFound: no ground for the person who helps, or no such person.
        Invalid: as `must_be_somebody_else` says.
    """
    standings = await may_write(work, actor, ADD, case_id, command.person_ids, command.category, PEOPLE_RULES)
    content = {
        "helper_id": command.helper_id,
        "name": command.name,
        "bond": command.bond,
        "helps_with": command.helps_with,
        "ended_on": None,
    }
    people = [one.person_id for one in standings]
    await _must_be_somebody(work, content, people)
    member_id = await keep_item(
        work, actor, INFORMAL_MEMBERS, case_id, standings, command, content, LineKind.INFORMAL_MEMBER_JOINED
    )
    await tell_each(
        work,
        people,
        lambda one: events.InformalMemberJoined(case_id=case_id, person_id=one, informal_member_id=member_id),
    )
    return member_id


async def correct_informal_member(
    work: UnitOfWork, actor: Actor, case_id: UUID, member_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Correct what is known of them, or from when they no longer help; the earlier version is kept.

    Raises:
        NotFound: no such informal member in this case that the caller may see; or of a person to be named, no ground.
        NotAllowed: the caller neither said so, nor leads the case, nor supervises in the agency of either.
        Stale: somebody changed it since.
        Invalid: as `must_be_somebody_else` says.
    """
    member = await load_for_change(work, INFORMAL_MEMBERS, case_id, member_id, version)
    case = about(await read_case(work, case_id))
    facts = AboutInformalMember(member.row["agency_id"], member.row["worker_id"], case)
    decide_about(work, MEMBER_RULES, CORRECT, actor, facts, member.people)
    wanted = {**member.content, **named_anew(changes)}
    if member.changed_by(wanted):
        if changes.keys() & {"helper_id", "name"}:
            await _must_be_somebody(work, wanted, member.people)
        await change_item(work, actor, INFORMAL_MEMBERS, member, wanted)
        await tell_each(
            work,
            member.people,
            lambda one: events.InformalMemberChanged(case_id=case_id, person_id=one, informal_member_id=member_id),
        )
    return member_id


async def speaks_in(work: UnitOfWork, case_id: UUID, member_id: UUID, on: date) -> bool:
    """Whether this is an informal member of the case whom the caller may see and who helps on this day."""
    member = await find_item(work, INFORMAL_MEMBERS, case_id, member_id)
    return member is not None and (member["ended_on"] is None or on < member["ended_on"])


async def read_informal_member(work: UnitOfWork, case_id: UUID, member_id: UUID, operation: str) -> asyncpg.Record:
    """One informal member; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, INFORMAL_MEMBERS, case_id, member_id, operation)


async def list_informal_members(
    work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Informal members of a case whom the caller may see, as `items.list_items` says."""
    return await list_items(work, INFORMAL_MEMBERS, case_id, after, limit)


async def list_informal_member_versions(
    work: UnitOfWork, case_id: UUID, member_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What was known of one before, as `items.list_versions` says."""
    return await list_versions(work, INFORMAL_MEMBERS, case_id, member_id, after, limit)


async def _must_be_somebody(work: UnitOfWork, content: Mapping[str, Any], people: Any) -> None:
    must_be_somebody_else(content, people)
    if content["helper_id"] is not None:
        await standing_to(work, content["helper_id"])
