"""How accounts begin and end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.identity.accounts import events, store
from services.identity.accounts.domain import (
    INVITATION_LASTS,
    AccountStanding,
    Prepared,
    new_code,
    new_sign_in_name,
    plain_code,
)
from services.identity.accounts.policy import OPEN, RULES, AccountFacts
from services.identity.sessions.actions import end_sessions_of_account
from services.identity.systems.domain import digest_of
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AccountId
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide


@dataclass(frozen=True, slots=True)
class Opened:
    """A new account.

    Attributes:
        code: to hand over, shown now and never again.
    """

    account_id: AccountId
    sign_in_name: str
    code: str
    expires_at: datetime


async def open_account(work: UnitOfWork, actor: Actor) -> Opened:
    """An account that is nobody's yet, with the code that lets its holder take it into use.

    Raises:
        NotAllowed: the caller does not work with people.
    """
    decide(RULES, OPEN, actor, AccountFacts())
    assert actor.worker_id is not None, "systems work with nobody"
    account_id, name = AccountId(new_id()), new_sign_in_name()
    while not await store.open_account(work, account_id, name, agency_id=actor.agency_id, opened_by=actor.worker_id):
        name = new_sign_in_name()
    code, expires_at = new_code(), work.now + INVITATION_LASTS
    await store.invite(work, account_id, digest_of(plain_code(code)), expires_at)
    return Opened(account_id, name, code, expires_at)


async def prepare_account(
    work: UnitOfWork, code: str, *, browser: bytes, kept: str, key_for: Callable[[AccountId], bytes]
) -> bool:
    """Whether the code is good: then password and key wait for the second factor to work, in place of earlier ones.

    Args:
        browser: hash of the cookie of whoever gave the code.
        kept: hash of the password.
        key_for: makes the encrypted key of the second factor.
    """
    account_id = await store.invited(work, digest_of(plain_code(code)))
    if account_id is None:
        return False
    await store.prepare(work, account_id, browser=browser, password=kept, key=key_for(account_id))
    return True


async def prepared_account(work: UnitOfWork, browser: bytes) -> Prepared | None:
    """What this browser has prepared; None when it gave no code, or too long ago."""
    return await store.prepared(work, browser)


async def activate_account(work: UnitOfWork, prepared: Prepared, step: int) -> None:
    """Whoever has the code also has the second factor: the account is in use, and the code used up.

    Args:
        step: the time step whose digits were shown.
    """
    await store.activate(work, prepared, step)


async def kept_password(work: UnitOfWork, sign_in_name: str) -> tuple[AccountId, str] | None:
    """Whose sign-in name it is, and the hash of their password."""
    return await store.kept_password(work, sign_in_name)


async def strengthen_password(work: UnitOfWork, account_id: AccountId, kept: str, stronger: str) -> None:
    """Keep the same password under a stronger hash."""
    await store.strengthen(work, account_id, kept, stronger)


async def factor_key(work: UnitOfWork, account_id: AccountId) -> bytes | None:
    """The encrypted key of somebody's second factor."""
    return await store.factor_key(work, account_id)


async def take_step(work: UnitOfWork, account_id: AccountId, step: int) -> bool:
    """Whether the digits of this time step were not taken before; then they are now."""
    return await store.take_step(work, account_id, step)


async def standing_of_account(work: UnitOfWork, account_id: UUID) -> AccountStanding | None:
    """What the holder of an account may ask for; None when it is not in use, or has ended."""
    return AccountStanding(AccountId(account_id)) if await store.is_open(work, account_id) else None


async def forget_lapsed_accounts(work: UnitOfWork) -> None:
    """Delete accounts that nobody took into use within the time of their invitation; whoever links them is told."""
    await work.tell(*(events.AccountLapsed(account_id=one) for one in await store.forget_lapsed(work)))


async def end_account(work: UnitOfWork, account_id: UUID) -> None:
    """End an account for good, with all its sign-ins. Nothing happens to one that has ended."""
    await store.end_account(work, account_id)
    await end_sessions_of_account(work, account_id)
