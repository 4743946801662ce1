"""How often somebody tries: counted before anything is compared, and committed whatever comes of it."""

from datetime import timedelta

from services.identity.sign_in.domain import throttle
from services.identity.sign_in.store import passwords
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Refusal


class TooManyAttempts(Refusal):
    """Too many attempts with this sign-in name, or from this network; wait as long as `Retry-After` says."""

    code = "too-many-attempts"
    title = "Too many attempts"
    title_fr = "Trop de tentatives"

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


async def count_network(work: UnitOfWork, secret: bytes, address: str) -> None:
    """Count an attempt for the network it comes from. Commit it before anything else is counted: an attempt on a name
    that has to wait, too, is one of this network.

    Raises:
        TooManyAttempts: not counted.
    """
    await count_attempt(work, throttle.address(secret, address), throttle.FREE_FOR_AN_ADDRESS)


async def count_attempt(work: UnitOfWork, subject: bytes, free: int) -> None:
    """Count an attempt.

    Args:
        subject: under which name.
        free: how many may be made without a wait.

    Raises:
        TooManyAttempts: not counted.
    """
    earlier = await passwords.attempts_of(work, subject)
    wait = earlier.wait(work.now, free)
    if wait:
        raise TooManyAttempts(wait)
    await passwords.count_attempt(work, subject, earlier.one_more(work.now))
