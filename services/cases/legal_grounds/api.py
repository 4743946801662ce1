"""`/v1/legal-grounds`: a municipality's catalogue of laws on which mandates rest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.legal_grounds import actions
from services.cases.legal_grounds.domain import LONGEST_DAYS, Confirmer, GroundState, LegalTerms, OverridingGround
from shared.contracts.cases.vocabulary import Category, Level, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Scope
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/legal-grounds", tags=["mandates"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.MANDATES_WRITE)]

_LEVELS: Final = {"know-of": Level.KNOW_OF, "summary": Level.SUMMARY, "full": Level.FULL}
_SAID: Final = {level: said for said, level in _LEVELS.items()}
_TERMS: Final[JsonDict] = {
    "name": "Report of a child in danger",
    "article": "Child Protection Act § 8",
    "categories": ["identity", "household", "education", "safeguarding"],
    "operations": ["read", "contribute"],
    "purposes": ["care-coordination", "safeguarding"],
    "level": "full",
    "longest_days": 366,
    "review_days": 90,
    "confirmed_by": "privacy_officer",
    "overrides_refusal_because": "child_protection",
    "ends_unless_reviewed": True,
    "may_be_withheld": True,
}
_MUNICIPALITY: Final = "0198c0de-0000-7000-8000-000000000001"


class _Terms(BaseModel):
    """What a version says."""

    name: str = Field(min_length=1, max_length=200)
    article: str = Field(min_length=1, max_length=300)
    categories: list[Category] = Field(min_length=1, description="What a mandate on it covers at most.")
    operations: list[Operation] = Field(
        [Operation.READ], min_length=1, description="What it lets an agency do at most."
    )
    purposes: list[Purpose] = Field([Purpose.CARE_COORDINATION], min_length=1)
    level: Literal["know-of", "summary", "full"] = Field("full", description="How much of it a mandate shows.")
    longest_days: int = Field(ge=1, le=LONGEST_DAYS, description="How long a mandate on it lasts at most.")
    review_days: int = Field(ge=1, le=LONGEST_DAYS, description="Within how many days it is looked at again.")
    confirmed_by: Confirmer = Field(
        Confirmer.PRIVACY_OFFICER, description="Who confirms what another worker of the agency recorded."
    )
    overrides_refusal_because: OverridingGround | None = Field(
        None, description="Why the person's refusal does not stop a mandate on it; it does, when left out."
    )
    ends_unless_reviewed: bool = Field(True, description="A mandate ends on its day of review if nobody looked at it.")
    may_be_withheld: bool = Field(
        False, description="The law lets a mandate be kept from the person, until its day of review at most."
    )


class TermsBody(_Terms):
    """What the law permits, and under which conditions."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_TERMS]})

    def terms(self) -> LegalTerms:
        """As the action takes it."""
        return LegalTerms(
            name=self.name,
            article=self.article,
            categories=frozenset(self.categories),
            operations=frozenset(self.operations),
            purposes=frozenset(self.purposes),
            level=_LEVELS[self.level],
            longest_days=self.longest_days,
            review_days=self.review_days,
            confirmed_by=self.confirmed_by,
            overrides_refusal_because=self.overrides_refusal_because,
            ends_unless_reviewed=self.ends_unless_reviewed,
            may_be_withheld=self.may_be_withheld,
        )


class NewLegalGround(TermsBody):
    """An entry of a municipality's catalogue."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{**_TERMS, "municipality_id": _MUNICIPALITY}]}
    )

    municipality_id: UUID


class LegalGroundVersion(_Terms):
    """What it says, or said; it never changes."""

    version: int
    state: GroundState
    written_at: datetime
    accepted_at: datetime | None = Field(description="When a second worker confirmed it.")
    ended_at: datetime | None


class LegalGroundView(BaseModel):
    """An entry of the catalogue, with its versions."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000e7",
                    "municipality_id": _MUNICIPALITY,
                    "versions": [
                        {
                            **_TERMS,
                            "version": 1,
                            "state": "in_force",
                            "written_at": "2026-03-02T09:14:00+00:00",
                            "accepted_at": "2026-03-02T11:00:00+00:00",
                            "ended_at": None,
                        }
                    ],
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    versions: list[LegalGroundVersion] = Field(description="Oldest first; in a list one.")


@router.post("", status_code=201, responses=CREATES, summary="Propose a legal ground")
async def propose(
    body: NewLegalGround, actor: Writer, work: Work, once: OneTime, response: Response
) -> LegalGroundView:
    """Say that a law of the municipality lets agencies know without consent: what, for how long, and under which
    conditions. No mandate can rest on it until a privacy officer, who is not you, has confirmed it.
    """
    made = await once.run(work, lambda: actions.propose(work, actor, body.municipality_id, body.terms()))
    response.headers["Location"] = f"/v1/legal-grounds/{made}"
    return await _answer(work, actor, made)


@router.get("", responses=refusals(), summary="List legal grounds")
async def list_grounds(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[LegalGroundView]:
    """Versions in force, and those that wait to be confirmed, in the municipalities in which your agency operates."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_grounds(work, actor, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown([row]) for row in rows], next=following)


@router.get("/{legal_ground_id}", responses=READS, summary="Open a legal ground")
async def open_ground(legal_ground_id: UUID, actor: Reader, work: Work) -> LegalGroundView:
    """One entry with all its versions."""
    return await _answer(work, actor, legal_ground_id)


@router.post("/{legal_ground_id}/versions", responses=ACTS, summary="Propose another version of a legal ground")
async def propose_version(
    legal_ground_id: UUID, body: TermsBody, actor: Writer, work: Work, once: OneTime
) -> LegalGroundView:
    """Say what it is to say in future. It takes the place of the present version when it is confirmed; mandates that
    rest on the present one go on as it says.
    """
    await once.run(work, lambda: actions.propose_version(work, actor, legal_ground_id, body.terms()))
    return await _answer(work, actor, legal_ground_id)


@router.post("/{legal_ground_id}/confirmation", responses=ACTS, summary="Confirm a legal ground")
async def confirm(legal_ground_id: UUID, actor: Writer, work: Work, once: OneTime) -> LegalGroundView:
    """Confirm what another worker wrote; for privacy officers."""
    await once.run(work, lambda: actions.confirm(work, actor, legal_ground_id))
    return await _answer(work, actor, legal_ground_id)


@router.post("/{legal_ground_id}/retirement", responses=ACTS, summary="Retire a legal ground")
async def retire(legal_ground_id: UUID, actor: Writer, work: Work, once: OneTime) -> LegalGroundView:
    """Let no further mandate rest on it; for privacy officers. Those that do go on until their own end."""
    await once.run(work, lambda: actions.retire(work, actor, legal_ground_id))
    return await _answer(work, actor, legal_ground_id)


async def _answer(work: UnitOfWork, actor: Actor, legal_ground_id: UUID) -> LegalGroundView:
    return _shown(await actions.read_ground(work, actor, legal_ground_id))


def _shown(rows: Sequence[asyncpg.Record]) -> LegalGroundView:
    values: dict[str, Any] = {
        "id": rows[0]["legal_ground_id"],
        "municipality_id": rows[0]["municipality_id"],
        "versions": [{**row, "level": _SAID[row["level"]]} for row in rows],
    }
    return LegalGroundView.model_validate(values)
