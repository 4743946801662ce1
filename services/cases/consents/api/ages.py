"""`/v1/consent-ages`: from which age people consent themselves."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.cases.consents.actions import ages as actions
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, refusals
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/consent-ages", tags=["consents"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.MANDATES_WRITE)]

_AGE: dict[str, Any] = {
    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
    "category": "health",
    "age": 14,
    "alone_from": 16,
    "article": "Patients' Rights Act § 4",
}


class NewConsentAge(BaseModel):
    """From which age people consent themselves."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_AGE]})

    municipality_id: UUID
    category: Category | None = Field(None, description="Of which category; all others, without.")
    age: int = Field(ge=12, le=18, description="Years from which they have a say.")
    alone_from: int | None = Field(
        None,
        ge=12,
        le=18,
        description="Years from which they alone have: until then it takes who represents them too. As age, without.",
    )
    article: str = Field(min_length=1, max_length=300)

    @model_validator(mode="after")
    def _is_in_order(self) -> "NewConsentAge":
        if self.alone_from is not None and self.alone_from < self.age:
            raise WrongValue("alone_from must not be less than age", "alone_from ne doit pas être inférieur à age")
        return self

    def command(self) -> actions.NewAge:
        """As the action takes it."""
        return actions.NewAge(**self.model_dump())


class ConsentAgeView(BaseModel):
    """From which age people consent themselves; of age where a municipality says nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{**_AGE, "id": "0198c0de-0000-7000-8000-0000000000ea", "written_at": "2026-03-01T09:00:00Z"}]
        }
    )

    id: UUID
    municipality_id: UUID
    category: Category | None
    age: int
    alone_from: int
    article: str
    written_at: datetime


class ConsentAgesView(BaseModel):
    """What is said, at most one for each category."""

    items: list[ConsentAgeView]


@router.post("", status_code=201, responses=ACTS, summary="Say from which age people consent themselves")
async def say_age(body: NewConsentAge, actor: Writer, work: Work, once: OneTime) -> ConsentAgesView:
    """Until then who represents them consents, and from `alone_from` on they alone; between the two it takes the word
    of both. It takes the place of what was said of the same category. Answers all that is said where your agency
    operates.
    """
    await once.run(work, lambda: actions.say_age(work, actor, body.command()))
    return await list_ages(actor, work)


@router.get("", responses=refusals(), summary="List from which ages people consent themselves")
async def list_ages(actor: Reader, work: Work) -> ConsentAgesView:
    """In the municipalities in which your agency operates."""
    rows = await actions.list_ages(work, actor)
    return ConsentAgesView(items=[ConsentAgeView.model_validate(dict(row)) for row in rows])
