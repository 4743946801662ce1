"""Let known days come: perform what is due, look at what is ahead, begin what prepares it. Background work."""

from services.cases.transitions.actions.looking import LOOK_EVERY_SECONDS, look_at_all_due
from services.cases.transitions.actions.performing import perform_all_due
from services.cases.transitions.actions.planning import begin_all_plans
from shared.database.engine import Database

__all__ = ["LOOK_EVERY_SECONDS", "let_dates_come"]


async def let_dates_come(database: Database) -> None:
    """All that the day brings, each once in all replicas."""
    await perform_all_due(database)
    await look_at_all_due(database)
    await begin_all_plans(database)
