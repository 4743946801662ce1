"""What identity forgets, because it is of no use any more."""

from services.identity.sessions.actions import forget_old_endings
from services.identity.sign_in.actions.signing_in import forget_old_sign_ins
from services.identity.systems.actions import forget_used_assertions
from services.identity.tokens import store
from shared.database.unit_of_work import UnitOfWork


async def forget_the_old(work: UnitOfWork) -> None:
    """Delete what has expired. Sessions stay: they say who signed in when."""
    await forget_old_endings(work)
    await forget_used_assertions(work)
    await forget_old_sign_ins(work)
    await store.forget_old(work)
