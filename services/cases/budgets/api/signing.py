"""`/v1/cases/{id}/budgets/{id}/signatures`."""

from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.cases.budgets.actions import signing as actions
from services.cases.items.api import Reader, Writer
from services.cases.plans.domain.agreeing import SignedHow
from shared.contracts.cases.budgets import BudgetParty
from shared.contracts.cases.plans import SignedAs
from shared.refusals import WrongValue
from shared.web.caller import Work
from shared.web.documented import EDITS, READS
from shared.web.entity_tags import IfMatch, expected_version
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/budgets/{budget_id}/signatures", tags=["budgets"])

_SIGNATURE: Final[JsonDict] = {
    "party": "person",
    "person_id": "0198c0de-0000-7000-8000-000000000f01",
    "representative_id": None,
    "answer": "agreed",
    "signed_how": "oral",
}


class NewSignature(BaseModel):
    """What somebody says to a budget as it is now."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SIGNATURE]})

    party: BudgetParty
    person_id: UUID | None = Field(None, description="For whom; may be left out where it is one person's.")
    representative_id: UUID | None = Field(None, description="Who speaks for them, where they have a record you know.")
    answer: SignedAs
    signed_how: SignedHow = SignedHow.ELECTRONIC

    @model_validator(mode="after")
    def _says_for_whom(self) -> "NewSignature":
        if self.party is BudgetParty.WORKER and (self.person_id or self.representative_id):
            raise WrongValue("a worker signs for nobody else", "un intervenant ne signe pour personne d'autre")
        if self.representative_id and self.party is not BudgetParty.REPRESENTATIVE:
            raise WrongValue(
                "representative_id comes with the party representative",
                "representative_id va avec la partie representative",
            )
        return self

    def command(self) -> actions.NewSignature:
        """As the action takes it."""
        return actions.NewSignature(
            party=self.party,
            person_id=self.person_id,
            representative_id=self.representative_id,
            answer=self.answer,
            signed_how=self.signed_how,
        )


class SignatureView(BaseModel):
    """What somebody said, when and before whom; never changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_SIGNATURE,
                    "id": "0198c0de-0000-7000-8000-0000000000bd",
                    "budget_id": "0198c0de-0000-7000-8000-0000000000bb",
                    "terms_version": 1,
                    "signed_at": "2026-03-21T10:00:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "decision_id": "0198c0de-0000-7000-8000-0000000000dd",
                }
            ]
        }
    )

    id: UUID
    budget_id: UUID
    terms_version: int = Field(description="The version of the budget since which money and time were these.")
    party: BudgetParty
    person_id: UUID | None
    representative_id: UUID | None
    answer: SignedAs
    signed_how: SignedHow
    signed_at: datetime
    agency_id: UUID
    worker_id: UUID = Field(description="Who signed as worker, or wrote down what the person said.")
    decision_id: UUID


@router.post("", status_code=201, responses=EDITS, summary="Agree to a personal budget")
async def sign_budget(
    case_id: UUID,
    budget_id: UUID,
    body: NewSignature,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
    if_match: IfMatch = None,
) -> SignatureView:
    """Agree or disagree to the version that you read: as a worker, or by writing down what the person or their
    representative says. The signature names you, the time and your sign-in; of each side the last word counts.
    """
    version = expected_version(if_match)
    made = await once.run(work, lambda: actions.sign_budget(work, actor, case_id, budget_id, version, body.command()))
    row = await actions.read_signature(work, case_id, budget_id, made)
    response.headers["Location"] = f"/v1/cases/{case_id}/budgets/{budget_id}/signatures"
    return SignatureView.model_validate(dict(row))


@router.get("", responses=READS, summary="List who signed a personal budget")
async def list_signatures(
    case_id: UUID, budget_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[SignatureView]:
    """What each side said, to which version, oldest first."""
    keys = keys_of(after, UUID)
    found = await actions.list_signatures(work, case_id, budget_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[SignatureView.model_validate(dict(row)) for row in rows], next=following)
