"""A case in which somebody says what they think of the help, on the real database."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.cases.voice.actions.complaints import NewComplaint, answer_complaint, list_complaints, record_complaint
from services.cases.voice.actions.ratings import NewRating, give_rating, list_ratings
from services.cases.voice.domain.words import Address, Outcome, Rating
from shared.clock import system_clock
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.cases.voice import Aspect
from shared.contracts.identity.actor import Actor
from tests.cases.notices.noticing import Noticing

TEAM, SUPERVISORS = Address.TEAM, Address.SUPERVISORS


def today() -> date:
    return system_clock().date()


class Voices(Noticing):
    """A scene in which people say what they think."""

    case_id: UUID

    def _said(self, about: Actor, **more: Any) -> dict[str, Any]:
        said = {
            "person_id": None,
            "category": Category.SOCIAL,
            "sensitivity": Sensitivity.ORDINARY,
            "agency_id": about.agency_id,
            "addressed_to": TEAM,
            "spoken_by": Voice.PERSON,
        }
        return said | more

    async def complains(
        self, about: Actor, *, by: Actor | None = None, answer_due_on: date | None = None, **more: Any
    ) -> UUID:
        """The lead takes down a complaint about an agency, to the team unless said otherwise."""
        command = NewComplaint(text="Nobody rang back", answer_due_on=answer_due_on, **self._said(about, **more))
        by = by or self.lead
        async with self.work(by) as work:
            return await record_complaint(work, by, self.case_id, command)

    async def rates(self, about: Actor, score: int, **more: Any) -> UUID:
        """The lead takes down how somebody was heard."""
        rating = Rating(
            aspect=Aspect.BEING_HEARD,
            score=score,
            began_on=today() - timedelta(days=30),
            ended_on=today(),
            comment="In their own words",
        )
        async with self.work(self.lead) as work:
            return await give_rating(
                work, self.lead, self.case_id, NewRating(rating=rating, **self._said(about, **more))
            )

    async def answers(self, who: Actor, complaint_id: UUID) -> None:
        async with self.work(who) as work:
            await answer_complaint(work, who, self.case_id, complaint_id, Outcome.UPHELD, "You are right")

    async def shown(self, who: Actor, *, without_locks: bool = False) -> tuple[list[UUID], list[UUID]]:
        """The complaints and ratings that somebody is shown; by the predicate alone where no lock stands behind it."""
        async with (self.owner if without_locks else self.database).work(who) as work:
            complaints = await list_complaints(work, self.case_id, None, 50)
            ratings = await list_ratings(work, self.case_id, None, 50)
        return [row["id"] for row in complaints], [row["id"] for row in ratings]
