"""The second step of somebody with an account of their own: after the password, the digits."""

from services.identity.accounts import actions as accounts
from services.identity.keys.domain.sealing import Seal
from services.identity.sign_in.actions.activating import count_digits
from services.identity.sign_in.actions.signing_in import digest_of_request, make_code
from services.identity.sign_in.domain import throttle
from services.identity.sign_in.domain.request import AuthorizationRequest
from services.identity.sign_in.domain.second_factor import step_shown_by
from services.identity.sign_in.store import codes, passwords
from services.identity.systems.domain import System, digest_of
from shared.contracts.identity.vocabulary import AccountId
from shared.database.unit_of_work import UnitOfWork


async def account_on_its_way(work: UnitOfWork, request: AuthorizationRequest, cookie: str) -> AccountId | None:
    """Whose digits are awaited in this browser; None when nobody with an account gave a password here."""
    on_its_way = await codes.sign_in_on_its_way(work, digest_of(cookie), digest_of_request(request))
    return None if on_its_way is None else on_its_way.account_id


async def count_second_step(
    work: UnitOfWork, secret: bytes, request: AuthorizationRequest, cookie: str
) -> AccountId | None:
    """Count an attempt with the digits before they are looked at; whose they should be.

    Raises:
        TooManyAttempts: not counted.
    """
    account_id = await account_on_its_way(work, request, cookie)
    if account_id is not None:
        await count_digits(work, secret, account_id)
    return account_id


async def take_digits(
    work: UnitOfWork,
    seal: Seal,
    secret: bytes,
    request: AuthorizationRequest,
    front_end: System,
    *,
    cookie: str,
    typed: str,
) -> str | None:
    """The code for the front end; None when the digits are wrong, were used before, or nobody is on their way here.

    Raises:
        ScopeTooWide: nothing that was asked for is for people.
    """
    on_its_way = await codes.sign_in_on_its_way(work, digest_of(cookie), digest_of_request(request))
    if on_its_way is None or on_its_way.account_id is None:
        return None
    standing = await accounts.standing_of_account(work, on_its_way.account_id)
    key = await accounts.factor_key(work, on_its_way.account_id)
    if standing is None or key is None:
        return None
    step = step_shown_by(seal.open(key, str(standing.account_id)), typed, work.now)
    if step is None or not await accounts.take_step(work, standing.account_id, step):
        return None
    await codes.end_sign_in(work, digest_of(cookie))
    await passwords.forgive(work, throttle.second_factor(secret, standing.account_id))
    return await make_code(
        work,
        request,
        front_end,
        standing.account_id,
        scopes=standing.scopes,
        signed_in_at=on_its_way.signed_in_at,
    )
