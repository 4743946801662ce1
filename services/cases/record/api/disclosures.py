"""`/v1/persons/{id}/disclosures`: asked by referrals with the caller's own rights, and by whoever prepares one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.cases.record.actions.disclose import disclose
from shared.contracts.cases.disclosure import Disclosure, DisclosureQuestion
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import Work, holding
from shared.web.documented import READS

router = APIRouter(tags=["record"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]


@router.post("/v1/persons/{person_id}/disclosures", responses=READS, summary="Ask what may travel to another agency")
async def ask(person_id: UUID, body: DisclosureQuestion, actor: Reader, work: Work) -> Disclosure:
    """Which of these categories may travel to that agency with a referral, on which ground, and their content.

    Nothing is sent and no grant is made: the answer is what a referral would carry.
    """
    return await disclose(work, actor, person_id, body)
