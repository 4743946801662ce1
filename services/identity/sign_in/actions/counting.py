"""How often somebody tries: counted before anything is compared, and committed whatever comes of it."""

from datetime import timedelta

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


async def count_attempt(work: UnitOfWork, *counted: tuple[bytes, int]) -> None:
    """Count an attempt.

    Args:
        counted: under which names, and how many attempts are free; always in the same order, so that two never wait for
            each other.

    Raises:
        TooManyAttempts: not counted.
    """
    for subject, free in counted:
        earlier = await passwords.attempts_of(work, subject)
        wait = earlier.wait(work.now, free)
        if wait:
            raise TooManyAttempts(wait)
        await passwords.count_attempt(work, subject, earlier.one_more(work.now))
