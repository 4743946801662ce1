"""`/v1/persons/{id}/privacy-information`: what a person is told about the use of their data."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, ConfigDict, Field

from services.cases.governance.actions.informing import information_about
from services.cases.governance.domain.information import agencies_in, information
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import OpenWork, PassedOn, holding
from shared.web.documented import READS
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/persons/{person_id}/privacy-information", tags=["governance"])


class SectionView(BaseModel):
    """A heading with its sentences."""

    title: str
    sentences: list[str]


class InformationView(BaseModel):
    """The information that a person is given (GDPR Art. 13 and 14)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "language": "en",
                    "made_at": "2026-03-01T09:00:00Z",
                    "sections": [
                        {
                            "title": "Who may see what, and why",
                            "sentences": [
                                "Office HLM may read (housing), because you, or who represents you, agreed to it."
                            ],
                        }
                    ],
                }
            ]
        }
    )

    person_id: UUID
    language: str = Field(description="en or fr.")
    made_at: datetime
    sections: list[SectionView]


@router.get("", responses=READS, summary="Make the information for a person about the use of their data")
async def privacy_information(
    person_id: UUID,
    actor: Annotated[Actor, holding(Scope.RECORD_READ)],
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    accept_language: Annotated[
        str, Header(alias="Accept-Language", description="`fr` for French; English otherwise.")
    ] = "",
) -> InformationView:
    """Who answers for this person's data, who may see what and why, on what basis and for how long, and which rights
    they have: in plain words, English or French, to hand over. Made of what holds now. For privacy officers.
    """
    async with open_work() as work:
        known = await information_about(work, actor, person_id)
        made_at = work.now
    facts = await request.app.state.service.identity.agencies(agencies_in(known), passed_on)
    french = speaks_french(accept_language)
    sections = information(known, {one: agency.name for one, agency in facts.items()}, french=french)
    return InformationView(
        person_id=person_id,
        language="fr" if french else "en",
        made_at=made_at,
        sections=[SectionView(title=one.title, sentences=list(one.sentences)) for one in sections],
    )
