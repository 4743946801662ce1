"""`/v1/persons/{id}/consents/{id}/confirmation`: the second of two words."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.cases.consents.actions import reading
from services.cases.consents.actions.confirming import confirm_consent
from services.cases.consents.api.bodies import ConsentView, Heard, shown
from services.cases.consents.domain import GivenBy
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import ACTS
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/persons/{person_id}/consents/{consent_id}", tags=["consents"])


class SecondWord(BaseModel):
    """Who said yes too, and how."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"given_by": "person", "given_how": "oral"}]}
    )

    given_by: GivenBy
    representative_id: UUID | None = Field(None, description="The relationship under which a representative spoke.")
    given_how: Heard
    evidence: str | None = Field(
        None, min_length=1, max_length=500, description="Where the signed form or recording is kept."
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> "SecondWord":
        if (self.given_by is GivenBy.REPRESENTATIVE) != (self.representative_id is not None):
            raise WrongValue(
                "representative_id is given exactly when a representative spoke",
                "representative_id est indiqué quand un représentant a parlé, et seulement alors",
            )
        return self

    def spoken(self) -> dict[str, Any]:
        """As the action takes it."""
        return dict(self)


@router.post("/confirmation", responses=ACTS, summary="Record the word that a consent still takes")
async def confirm(
    person_id: UUID,
    consent_id: UUID,
    body: SecondWord,
    actor: Annotated[Actor, holding(Scope.RECORD_WRITE)],
    work: Work,
    once: OneTime,
) -> ConsentView:
    """Between two ages that the municipality says, a consent takes the word of the person and of who represents them.
    With the second it is in force.
    """
    await once.run(work, lambda: confirm_consent(work, actor, person_id, consent_id, body.spoken()))
    return shown(await reading.open_consent(work, person_id, consent_id))
