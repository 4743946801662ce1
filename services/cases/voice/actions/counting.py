"""Count what people said of an agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.cases.territories.actions import today_in
from services.cases.voice.domain.counting import Published, Quarter, published
from services.cases.voice.domain.words import SCORES
from services.cases.voice.policy import AGENCY_RULES, COUNT, AboutAgency
from services.cases.voice.store import counts as store
from shared.contracts.cases.vocabulary import Act
from shared.contracts.cases.voice import Aspect
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide


class Stands(StrEnum):
    """How far a complaint has come."""

    UNANSWERED = "unanswered"
    ANSWERED_IN_TIME = "answered_in_time"
    ANSWERED_LATE = "answered_late"


@dataclass(frozen=True)
class Counts:
    """Numbers of people, by the last that each of them said."""

    ratings: Mapping[Aspect, Published[int]]
    complaints: Published[Stands]


async def count_voices(work: UnitOfWork, actor: Actor, quarter: Quarter) -> Counts:
    """What people said of the caller's agency in a quarter, as far as the caller may hear it.

    Raises:
        NotAllowed: not a supervisor.
        Invalid: the quarter is not over in each municipality in which the agency acts.
    """
    decide(AGENCY_RULES, COUNT, actor, AboutAgency(actor.agency_id))
    for municipality_id in sorted(actor.municipalities):
        quarter.must_be_over(await today_in(work, municipality_id))
    within = (quarter.first_day, quarter.next_day)
    rated = await store.ratings(work, *within)
    complained = await store.complaints(work, *within)
    await log_looks(work, [Look("count-voices", act=Act.SEARCHED)])
    return Counts(
        ratings={aspect: published({score: rated.get((aspect, score), 0) for score in SCORES}) for aspect in Aspect},
        complaints=published({one: complained.get(one, 0) for one in Stands}),
    )
