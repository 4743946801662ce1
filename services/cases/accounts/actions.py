"""Invite somebody to sign in, end their account, and find out for whom a caller speaks."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.access.domain import Standing
from services.cases.accounts import events, store
from services.cases.accounts.domain import EVERYTHING, Speaker
from services.cases.accounts.policy import END, INVITE, RULES, SEE, AboutAccounts, AboutMyself
from services.cases.people.actions.representatives import may_for
from services.cases.people.domain.parts import Power
from services.cases.people.domain.powers import representation_of
from services.cases.timeline.actions import add_lines, add_record_line
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from shared.contracts.identity.actor import Actor, PersonActor
from shared.database.access_log import Look, log_if_denied, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import Rule, decide, decide_for_a_person
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound


class SpeaksForNobody(NotAllowed):
    """Your account speaks for nobody: it has ended, or what let you act for somebody has. Ask who works with you."""

    code = "speaks-for-nobody"
    title = "This account speaks for nobody"
    title_fr = "Ce compte ne parle pour personne"


async def may_invite(work: UnitOfWork, actor: Actor, person_id: UUID, relationship_id: UUID | None) -> Standing:
    """Nothing, when the caller may invite this person, or this representative of theirs.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: the caller does not coordinate.
        Invalid: there is no such representative of whom the caller knows, with the power to be informed.
    """
    stands = await standing_to(work, person_id)
    decide(RULES, INVITE, actor, AboutAccounts(stands))
    if relationship_id is not None and not await may_for(work, person_id, relationship_id, Power.BE_INFORMED):
        raise Invalid.field(
            "#/relationship_id",
            "no_power",
            "There is no such representative of whom you know, with the power to be informed.",
            "Vous ne connaissez aucun représentant de cet identifiant qui ait le droit d'être informé.",
        )
    return stands


async def link_account(
    work: UnitOfWork, actor: Actor, person_id: UUID, relationship_id: UUID | None, account_id: UUID
) -> None:
    """Say whose a new account is; the one before ends.

    Raises:
        NotFound, NotAllowed, Invalid: as `may_invite`, asked again in this transaction.
        Conflict: somebody else has invited them in the same moment.
    """
    stands = await may_invite(work, actor, person_id, relationship_id)
    for earlier in await store.end_earlier(work, person_id, relationship_id):
        await _tell_end(work, person_id, stands.municipality_id, earlier)
    values = {
        "account_id": account_id,
        "person_id": person_id,
        "municipality_id": stands.municipality_id,
        "relationship_id": relationship_id,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
    }
    if not await store.link(work, values):
        raise Conflict("Somebody has just invited them.", detail_fr="Une invitation vient d'être remise.")
    await _add_line(work, actor, stands, LineKind.ACCOUNT_OPENED, account_id, "opened")
    await work.tell(
        events.AccountOpened(person_id=person_id, municipality_id=stands.municipality_id, account_id=account_id)
    )


async def end_account(work: UnitOfWork, actor: Actor, person_id: UUID, account_id: UUID) -> None:
    """End somebody's account; it reads nothing from this answer on.

    Raises:
        NotFound: no ground for this person, or no such account of theirs.
        NotAllowed: the caller does not coordinate.
    """
    stands = await standing_to(work, person_id)
    decide(RULES, END, actor, AboutAccounts(stands))
    if not await store.end(work, person_id, account_id):
        raise NotFound
    await _add_line(work, actor, stands, LineKind.ACCOUNT_ENDED, account_id, "ended")
    await _tell_end(work, person_id, stands.municipality_id, account_id)


async def account_lapsed(work: UnitOfWork, account_id: UUID) -> None:
    """Nobody took an account into use in time: the person, or who represents them, has none. Background work."""
    ended = await store.end_lapsed(work, account_id)
    if ended is not None:
        line = Line(
            person_id=ended["person_id"],
            municipality_id=ended["municipality_id"],
            kind=LineKind.ACCOUNT_ENDED,
            agency_id=ended["agency_id"],
            worker_id=ended["worker_id"],
            by_agency_id=None,
            by_id=None,
            item_id=account_id,
            state="ended",
        )
        work.lies_in(line.person_id, line.municipality_id)
        await add_lines(work, line)
        await _tell_end(work, line.person_id, line.municipality_id, account_id)


async def list_accounts(
    work: UnitOfWork, actor: Actor, person_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Who signs in about a person; one more than `limit` when there is a next page.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: the caller does not coordinate.
    """
    decide(RULES, SEE, actor, AboutAccounts(await standing_to(work, person_id)))
    await log_looks(work, [Look("list-accounts", person_id=person_id)])
    return await store.list_some(work, person_id, after, limit + 1)


async def can_be_written_to(work: UnitOfWork, person_id: UUID, relationship_id: UUID | None) -> bool:
    """Whether the person signs in, or a representative of whom the caller knows and who may be informed today."""
    if relationship_id is not None and not await may_for(work, person_id, relationship_id, Power.BE_INFORMED):
        return False
    return await store.is_in_use(work, person_id, relationship_id)


async def speaker(work: UnitOfWork, caller: PersonActor) -> Speaker:
    """For whom the caller speaks: asked of the tables each time, never of the token.

    Raises:
        SpeaksForNobody: nobody, or not any more, or somebody of whom they may not be informed.
    """
    row = await store.spoken_for(work)
    if row is None:
        raise SpeaksForNobody
    powers = EVERYTHING if row["relationship_id"] is None else _powers(work, row)
    if Power.BE_INFORMED not in powers:
        raise SpeaksForNobody
    work.lies_in(row["person_id"], row["municipality_id"])
    return Speaker(caller.account_id, row["person_id"], row["municipality_id"], row["relationship_id"], powers)


async def who_may(
    work: UnitOfWork, caller: PersonActor, rules: Sequence[Rule[AboutMyself]], action: str, operation: str
) -> Speaker:
    """For whom the caller speaks, where the rules let them; a refusal is in the access log.

    Raises:
        SpeaksForNobody: as above.
        NotAllowed: no rule permits it.
    """
    found = await speaker(work, caller)
    log_if_denied(work, Look(operation, person_id=found.person_id))
    decide_for_a_person(rules, action, caller, AboutMyself(found))
    return found


async def hold_account(work: UnitOfWork, mine: Speaker) -> None:
    """Let whoever speaks with this account do one thing after the other, until the transaction ends.

    Raises:
        SpeaksForNobody: it has ended meanwhile.
    """
    if not await store.hold(work, mine.account_id):
        raise SpeaksForNobody


async def end_own_account(work: UnitOfWork, caller: PersonActor) -> None:
    """The holder ends their account; nothing opens it again.

    Raises:
        SpeaksForNobody: it has ended.
    """
    row = await store.spoken_for(work)
    if row is None or not await store.end(work, row["person_id"], caller.account_id):
        raise SpeaksForNobody
    work.lies_in(row["person_id"], row["municipality_id"])
    await _tell_end(work, row["person_id"], row["municipality_id"], caller.account_id)


def _powers(work: UnitOfWork, row: asyncpg.Record) -> frozenset[Power]:
    return representation_of(dict(row)).powers_at(work.now)


async def _add_line(
    work: UnitOfWork, actor: Actor, stands: Standing, kind: LineKind, account_id: UUID, state: str
) -> None:
    await add_record_line(work, actor, kind, stands.person_id, stands.municipality_id, item_id=account_id, state=state)


async def _tell_end(work: UnitOfWork, person_id: UUID, municipality_id: UUID, account_id: UUID) -> None:
    await work.tell(events.AccountEnded(person_id=person_id, municipality_id=municipality_id, account_id=account_id))
