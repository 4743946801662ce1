"""Somebody takes an account into use: code and password, then the digits of the second factor."""

from dataclasses import dataclass

from services.identity.accounts import actions as accounts
from services.identity.keys.domain.sealing import Seal
from services.identity.sign_in.actions.counting import count_attempt
from services.identity.sign_in.domain import throttle
from services.identity.sign_in.domain.second_factor import new_key, step_shown_by
from services.identity.sign_in.store import passwords
from services.identity.systems.domain import digest_of, new_secret
from shared.contracts.identity.vocabulary import AccountId
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What somebody needs to set up their second factor."""

    sign_in_name: str
    key: bytes


async def begin_enrolment(work: UnitOfWork, seal: Seal, *, code: str, kept: str) -> str | None:
    """The code was given and a password chosen: what the browser keeps until the second factor works.

    Args:
        kept: the hash of the password, computed before, whether the code is good or not.

    Returns:
        None when the code is not good.
    """
    cookie = new_secret()
    is_good = await accounts.prepare_account(
        work,
        code,
        browser=digest_of(cookie),
        kept=kept,
        key_for=lambda account_id: seal.close(new_key(), str(account_id)),
    )
    return cookie if is_good else None


async def enrolment_of(work: UnitOfWork, seal: Seal, cookie: str) -> Enrolment | None:
    """What this browser has to set up; None when it has given no code, or too long ago."""
    prepared = await accounts.prepared_account(work, digest_of(cookie))
    if prepared is None:
        return None
    return Enrolment(prepared.sign_in_name, seal.open(prepared.factor_key, str(prepared.account_id)))


async def count_digits(work: UnitOfWork, secret: bytes, account_id: AccountId) -> bytes:
    """Count an attempt with the second factor of an account; under which name.

    Raises:
        TooManyAttempts: not counted.
    """
    counted = throttle.second_factor(secret, account_id)
    await count_attempt(work, counted, throttle.FREE_FOR_AN_ACCOUNT)
    return counted


async def count_first_digits(work: UnitOfWork, secret: bytes, cookie: str) -> None:
    """Count an attempt with the digits that this browser's account begins with.

    Raises:
        TooManyAttempts: not counted.
    """
    prepared = await accounts.prepared_account(work, digest_of(cookie))
    if prepared is not None:
        await count_digits(work, secret, prepared.account_id)


async def finish_enrolment(work: UnitOfWork, seal: Seal, secret: bytes, *, cookie: str, typed: str) -> str | None:
    """The digits are right: the account is in use; its sign-in name. None when they are not."""
    prepared = await accounts.prepared_account(work, digest_of(cookie))
    if prepared is None:
        return None
    key = seal.open(prepared.factor_key, str(prepared.account_id))
    step = step_shown_by(key, typed, work.now)
    if step is None:
        return None
    await accounts.activate_account(work, prepared, step)
    await passwords.forgive(work, throttle.second_factor(secret, prepared.account_id))
    return prepared.sign_in_name
