"""Goals and actions in the database. A link leads to what the reader may see, or nowhere."""

from typing import Final

from services.cases.access.predicate import may_know, may_read_about_all
from services.cases.items.predicate import seen_as_said
from services.cases.items.store.item_table import item_table
from services.cases.plans.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.timeline.predicate import link_to_referral

_OWNER: Final = f"CASE WHEN i.owner_kind <> 'carer' OR {may_know('i.owner_id')} THEN i.owner_id END"
_NEEDS: Final = f"""ARRAY(SELECT linked.id FROM need linked WHERE linked.id = ANY (i.need_ids)
    AND {may_read_about_all("linked")} ORDER BY linked.id)"""
_GOAL: Final = f"""(
    SELECT linked.id FROM goal linked WHERE linked.id = i.goal_id AND {may_read_about_all("linked")})"""
OWNER: Final = ("owner_kind", "owner_agency_id", "owner_id")
_SEEN: Final = seen_as_said("p", "i")


def _latest(seen: str, *voices: str) -> str:
    said_by = ", ".join(f"'{voice}'" for voice in voices)
    return f"""(SELECT jsonb_build_object('level', p.level, 'said_by', p.said_by, 'words', p.words,
            'marked_at', p.marked_at, 'agency_id', p.agency_id, 'worker_id', p.worker_id, 'id', p.id,
            'goal_id', p.goal_id)
        FROM goal_progress p WHERE p.goal_id = i.id AND p.said_by IN ({said_by}) AND {seen}
        ORDER BY p.id DESC LIMIT 1)"""


def last_words(seen: str = _SEEN) -> tuple[str, str]:
    """SQL: what a worker, and the person or a representative, said last of the goal `i`, as JSON.

    Args:
        seen: of what was said `p`, what counts.
    """
    return _latest(seen, "worker"), _latest(seen, "person", "representative")


def levels(seen: str = _SEEN) -> str:
    """SQL: the level in the last word of each, as columns `by_worker` and `by_person`."""
    by_worker, by_person = last_words(seen)
    return f"({by_worker} ->> 'level')::smallint AS by_worker, ({by_person} ->> 'level')::smallint AS by_person"


_OF_A_GOAL: Final = (
    "state", "own_words", "wording", "horizon", "target_on", "scale", "weight", "baseline", "need_ids",
)  # fmt: skip

GOALS: Final = item_table(
    "goal",
    (*OWNER, *_OF_A_GOAL),
    links={"owner_id": _OWNER, "need_ids": _NEEDS},
    unsaid=("owner_agency_id",),
    beside=("{} AS by_worker, {} AS by_person".format(*last_words()),),
)
ACTIONS: Final = item_table(
    "planned_action",
    (*OWNER, "goal_id", "state", "title", "due_on", "referral_id"),
    links={"owner_id": _OWNER, "goal_id": _GOAL, "referral_id": link_to_referral("i")},
    unsaid=("owner_agency_id",),
)
