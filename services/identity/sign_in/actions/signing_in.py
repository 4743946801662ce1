"""Somebody signs in: attempt, password, then agency or second factor, code. Between the first and the last the password
is hashed, and no transaction is open meanwhile.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import orjson

from services.identity.accounts import actions as accounts
from services.identity.accounts.domain import is_account_name
from services.identity.agencies.domain import Standing
from services.identity.sessions.domain import Holder, Seat
from services.identity.sign_in.actions.counting import count_attempt
from services.identity.sign_in.domain import throttle
from services.identity.sign_in.domain.code import LASTS, Code
from services.identity.sign_in.domain.request import AuthorizationRequest, NoWayBack, way_back
from services.identity.sign_in.store import codes, passwords
from services.identity.systems.actions import client
from services.identity.systems.domain import System, digest_of, new_secret
from services.identity.workers.actions.reading import standing_of, standings_of
from services.identity.workers.domain import tidy_login
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import AccountId, Scope, SystemId, WorkerId
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Refusal

SIGN_IN = TaskActor("sign_in")
"""Works for whoever is not signed in yet."""

CODES_KEPT: Final = timedelta(days=1)
"""So long a code that comes back ends the sign-in that was made of it."""

TIME_TO_CHOOSE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that was counted.

    Attributes:
        kept: the hash of the password; None when nobody signs in with this name.
    """

    account: bytes
    address: bytes
    worker_id: WorkerId | None = None
    account_id: AccountId | None = None
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who gave the right password.

    Attributes:
        choices: for which agencies a worker may act through this front end.
        account_id: instead of a worker's, that of somebody whose second factor is still to come.
    """

    worker_id: WorkerId | None
    choices: tuple[Standing, ...] = ()
    account_id: AccountId | None = None

    @property
    def may_go_on(self) -> bool:
        """Whether there is a second step, and something behind it."""
        return bool(self.choices) or self.account_id is not None


async def front_end_for(work: UnitOfWork, client_id: UUID, parameters: dict[str, str]) -> System:
    """The front end that asks, with an address that is its own.

    Raises:
        NoWayBack: no such front end, or not its address; the same answer.
    """
    found = await client(work, client_id)
    if found is None:
        raise NoWayBack
    way_back(found[0], parameters)
    return found[0]


async def attempt(work: UnitOfWork, secret: bytes, *, login: str, address: str) -> Attempt:
    """Count an attempt on a name before the password is looked at, after `count_network` counted it in a transaction of
    its own. Commit it, whatever comes of it.

    Args:
        secret: under which names and addresses are counted.

    Raises:
        TooManyAttempts: not counted for the name.
    """
    tidy = tidy_login(login)
    counted = Attempt(throttle.account(secret, tidy), throttle.address(secret, address))
    await count_attempt(work, counted.account, throttle.FREE_FOR_AN_ACCOUNT)
    if is_account_name(tidy):
        holder = await accounts.kept_password(work, tidy)
        return counted if holder is None else replace(counted, account_id=holder[0], kept=holder[1])
    worker = await passwords.kept_password(work, tidy)
    return counted if worker is None else replace(counted, worker_id=worker[0], kept=worker[1])


async def succeeded(work: UnitOfWork, attempt: Attempt, front_end: System, stronger: str | None) -> SignedIn:
    """The password was right: the attempt does not count, and a worker may choose from these agencies.

    Args:
        stronger: a hash to keep instead of the present one.
    """
    assert attempt.kept is not None, "no password is right for nobody"
    await passwords.take_back(work, attempt.address)  # in the order of `attempt`, so that two never wait for each other
    await passwords.forgive(work, attempt.account)
    if attempt.account_id is not None:
        if stronger is not None:
            await accounts.strengthen_password(work, attempt.account_id, attempt.kept, stronger)
        return SignedIn(None, account_id=attempt.account_id if front_end.open_to_all else None)
    assert attempt.worker_id is not None, "a password is a worker's or an account's"
    if stronger is not None:
        await passwords.strengthen(work, attempt.worker_id, attempt.kept, stronger)
    choices = tuple(one for one in await standings_of(work, attempt.worker_id) if _may_act_through(front_end, one))
    return SignedIn(attempt.worker_id, choices)


async def start_second_step(work: UnitOfWork, request: AuthorizationRequest, signed_in: SignedIn) -> str:
    """A worker still has to choose an agency, or somebody to show their second factor; returns what the browser keeps
    meanwhile.
    """
    cookie = new_secret()
    await codes.start_sign_in(
        work,
        digest=digest_of(cookie),
        request_digest=digest_of_request(request),
        worker_id=signed_in.worker_id,
        account_id=signed_in.account_id,
        expires_at=work.now + TIME_TO_CHOOSE,
    )
    return cookie


async def choices_of(
    work: UnitOfWork, request: AuthorizationRequest, front_end: System, cookie: str
) -> tuple[Standing, ...]:
    """For which agencies the worker of this browser may act; empty when nobody has given a password here."""
    on_its_way = await codes.sign_in_on_its_way(work, digest_of(cookie), digest_of_request(request))
    if on_its_way is None or on_its_way.worker_id is None:
        return ()
    return tuple(one for one in await standings_of(work, on_its_way.worker_id) if _may_act_through(front_end, one))


async def choose(
    work: UnitOfWork, request: AuthorizationRequest, front_end: System, cookie: str, agency_id: UUID
) -> str | None:
    """The code for the agency that was chosen; None when it was not one of the choices, or nobody chooses here.

    Raises:
        ScopeTooWide: nothing that was asked for may be had there.
    """
    on_its_way = await codes.sign_in_on_its_way(work, digest_of(cookie), digest_of_request(request))
    if on_its_way is None or on_its_way.worker_id is None:
        return None
    standing = await standing_of(work, on_its_way.worker_id, agency_id)
    if standing is None or not _may_act_through(front_end, standing):
        return None
    await codes.end_sign_in(work, digest_of(cookie))
    return await make_code(
        work,
        request,
        front_end,
        seat_of(standing),
        scopes=standing.scopes,
        signed_in_at=on_its_way.signed_in_at,
    )


def seat_of(standing: Standing) -> Seat:
    """The worker who may act, and for which agency."""
    return Seat(WorkerId(standing.subject), standing.agency_id)


class CodeReused(Refusal):
    """The code was redeemed before: one of the two was not the front end, so the sign-in that came of it ends."""

    code = "code-reused"
    title = "This code was used before"
    title_fr = "Ce code a déjà été utilisé"

    def __init__(self, session_id: UUID) -> None:
        super().__init__()
        self.session_id = session_id


async def redeem(
    work: UnitOfWork, code: str, *, system_id: SystemId, redirect_uri: str, verifier: str, session_id: UUID
) -> Code | None:
    """What a code stands for, for the front end that it was made for; None for anybody and anything else.

    Args:
        session_id: of the session that will be made of it.

    Raises:
        CodeReused: it was redeemed before.
    """
    kept = await codes.code_for_use(work, digest_of(code))
    if kept is None or not kept.belongs_to(system_id, redirect_uri=redirect_uri, verifier=verifier):
        return None
    if kept.session_id is not None:
        raise CodeReused(kept.session_id)
    if not kept.is_fresh(work.now):
        return None
    await codes.use_code(work, digest_of(code), session_id)
    return kept


async def make_code(
    work: UnitOfWork,
    request: AuthorizationRequest,
    front_end: System,
    holder: Holder,
    *,
    scopes: frozenset[Scope],
    signed_in_at: datetime,
) -> str:
    """A code for whoever has signed in, and this front end; only its hash is kept.

    Args:
        scopes: all that they may have.

    Raises:
        ScopeTooWide: nothing that was asked for may be had.
    """
    code = new_secret()
    kept = Code(
        system_id=front_end.id,
        redirect_uri=request.redirect_uri,
        code_challenge=request.code_challenge,
        holder=holder,
        scopes=request.granted(scopes & front_end.scopes),
        nonce=request.nonce,
        signed_in_at=signed_in_at,
        expires_at=work.now + LASTS,
    )
    await codes.add_code(work, digest_of(code), kept)
    return code


async def forget_old_sign_ins(work: UnitOfWork) -> None:
    """Delete attempts that no longer count, invitations and choices that are over, and codes a day old."""
    await passwords.forget_old(work)
    await codes.forget_old(work, codes_until=work.now - CODES_KEPT)
    await accounts.forget_lapsed_accounts(work)


def _may_act_through(front_end: System, standing: Standing) -> bool:
    return bool(standing.purposes) and (front_end.open_to_all or front_end.agency_id == standing.agency_id)


def digest_of_request(request: AuthorizationRequest) -> bytes:
    """What binds a browser's cookie to the request it was given for."""
    return hashlib.sha256(orjson.dumps(request)).digest()
