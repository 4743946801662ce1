"""`/v1/cases/{id}/plan/versions` and their signatures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.cases.coordination.actions.cases import people_shown, read_case
from services.cases.items.api import Reader, Writer
from services.cases.plans.actions import agreeing as actions
from services.cases.plans.api.lines import LineView, page_of_lines
from services.cases.plans.domain.agreeing import SignedHow
from shared.contracts.cases.plans import Party, SignedAs, VersionState
from shared.refusals import WrongValue
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import content_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/plan/versions", tags=["plans"])

_SIGNATURE: Final[JsonDict] = {
    "party": "person",
    "person_id": "0198c0de-0000-7000-8000-000000000f01",
    "representative_id": None,
    "answer": "agreed",
    "words": "But not on Mondays.",
    "signed_how": "oral",
}


class NewVersion(BaseModel):
    """The plan as it stands: nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class NewSignature(BaseModel):
    """What somebody says to a version."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SIGNATURE]})

    party: Party
    person_id: UUID | None = Field(None, description="For whom; may be left out where the case is about one person.")
    representative_id: UUID | None = Field(None, description="Who speaks for them, where they have a record you know.")
    answer: SignedAs
    words: str | None = Field(None, min_length=1, max_length=2_000, description="As they say it.")
    signed_how: SignedHow = SignedHow.ELECTRONIC

    @model_validator(mode="after")
    def _says_for_whom(self) -> "NewSignature":
        if self.party is Party.LEAD and (self.person_id or self.representative_id):
            raise WrongValue("the lead signs for nobody else", "le référent ne signe pour personne d'autre")
        if self.representative_id and self.party is not Party.REPRESENTATIVE:
            raise WrongValue(
                "representative_id comes with party representative",
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
            words=self.words,
            signed_how=self.signed_how,
        )


class VersionView(BaseModel):
    """A plan as it was proposed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000a7",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "number": 2,
                    "state": "proposed",
                    "proposed_at": "2026-03-02T09:14:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "lead_agrees": True,
                    "awaiting": ["0198c0de-0000-7000-8000-000000000f01"],
                    "agreed_at": None,
                }
            ]
        }
    )

    id: UUID
    case_id: UUID
    number: int
    state: VersionState
    proposed_at: datetime
    agency_id: UUID
    worker_id: UUID = Field(description="Worker or system that proposed it.")
    lead_agrees: bool = Field(description="The lead's last word.")
    awaiting: list[UUID] = Field(description="Of those you may know of, for whom nobody agrees at present.")
    agreed_at: datetime | None = Field(description="When the last who was missing agreed.")


class SignatureView(BaseModel):
    """What somebody said to a version; never changed, the last word counts."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_SIGNATURE,
                    "id": "0198c0de-0000-7000-8000-0000000000a8",
                    "version_id": "0198c0de-0000-7000-8000-0000000000a7",
                    "signed_at": "2026-03-02T09:14:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "decision_id": "0198c0de-0000-7000-8000-0000000000d9",
                }
            ]
        }
    )

    id: UUID
    version_id: UUID
    party: Party
    person_id: UUID | None
    representative_id: UUID | None = Field(description="Null also for one of whom you may not know.")
    answer: SignedAs
    words: str | None = Field(description="For those who may see everybody whom the case is about; else null.")
    signed_how: SignedHow
    signed_at: datetime
    agency_id: UUID
    worker_id: UUID | None = Field(
        description="Who signed as lead, or wrote down what the person said; null where they signed themselves."
    )
    decision_id: UUID = Field(description="The access decision under which it was done; also in the access log.")


@router.post("", status_code=201, responses=ACTS, summary="Propose a version of the plan")
async def propose_plan(
    case_id: UUID, _body: NewVersion, actor: Writer, work: Work, once: OneTime, response: Response
) -> VersionView:
    """Put the plan, as you see it now, before the people and the lead. It takes the place of the version before. For
    the lead, or a supervisor of the lead's agency.
    """
    version_id = await once.run(work, lambda: actions.propose_plan(work, actor, case_id))
    case = await read_case(work, case_id)
    version = await actions.read_version(work, case_id, version_id, "propose-plan")
    response.headers["Location"] = f"/v1/cases/{case_id}/plan/versions/{version_id}"
    return version_shown(version, people_shown(case))


@router.get("", responses=READS, summary="List the versions of a plan")
async def list_versions(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[VersionView]:
    """Versions of the plan of a case that you may see, newest first."""
    keys = keys_of(after, int)
    case = await read_case(work, case_id)
    found = await actions.list_versions(work, case_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "number")
    return Page(items=[version_shown(row, people_shown(case)) for row in rows], next=following)


@router.get("/{version_id}", responses=READS, summary="Read a version of a plan")
async def read_version(case_id: UUID, version_id: UUID, _actor: Reader, work: Work, response: Response) -> VersionView:
    """One version, and how far it is agreed on."""
    case = await read_case(work, case_id)
    version = await actions.read_version(work, case_id, version_id)
    shown = version_shown(version, people_shown(case))
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


@router.get("/{version_id}/changes", responses=READS, summary="List what stands in a version of a plan")
async def list_changes(
    case_id: UUID, version_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[LineView]:
    """Goals and actions of this version that you may see, as they stood then, beside the version before."""
    await read_case(work, case_id)
    await actions.find_version(work, case_id, version_id)
    return await page_of_lines(work, version_id, after, limit, "list-plan-version-changes")


@router.post("/{version_id}/signatures", status_code=201, responses=ACTS, summary="Sign a version of a plan")
async def sign_plan(
    case_id: UUID,
    version_id: UUID,
    body: NewSignature,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
) -> SignatureView:
    """Agree or disagree: as its lead, or by writing down what the person or their representative says, for whoever may
    contribute about them. The signature names you, the time and your sign-in. A version is agreed when the lead and
    everybody whom the case is about agree; of each the last word counts.
    """
    act = await once.run(work, lambda: actions.sign_plan(work, actor, case_id, version_id, body.command()))
    case = await read_case(work, case_id)
    signature = await actions.read_signature(work, case, version_id, act)
    response.headers["Location"] = f"/v1/cases/{case_id}/plan/versions/{version_id}/signatures"
    return _signature_shown(signature, words=case["words"])


@router.get("/{version_id}/signatures", responses=READS, summary="List the signatures of a version")
async def list_signatures(
    case_id: UUID, version_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[SignatureView]:
    """What was said to this version, in its order: by the lead, and for people of whom you may know."""
    keys = keys_of(after, UUID)
    case = await read_case(work, case_id)
    found = await actions.list_signatures(work, case, version_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_signature_shown(row, words=case["words"]) for row in rows], next=following)


def version_shown(row: asyncpg.Record, known: Sequence[UUID]) -> VersionView:
    """A version as a caller reads it who knows these people of the case."""
    state = VersionState.AGREED if row["agreed_at"] else VersionState.PROPOSED
    shown = {"state": VersionState.SUPERSEDED if row["is_superseded"] else state}
    return VersionView.model_validate({**row, **shown, "awaiting": [one for one in row["awaiting"] if one in known]})


def _signature_shown(row: asyncpg.Record, *, words: bool) -> SignatureView:
    return SignatureView.model_validate({**row, "words": row["words"] if words else None})
