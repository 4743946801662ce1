"""`/v1/persons/{id}/consents/{id}/receipt`, and the same as a page."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.items.api import Reader
from services.cases.receipts import actions
from services.cases.receipts.domain.printed import printed_receipt
from services.cases.receipts.domain.receipt import RIGHTS, SCHEMA, Receipt
from services.cases.summaries.api import PRINTED, Printer
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import READS

router = APIRouter(prefix="/v1/persons/{person_id}/consents/{consent_id}", tags=["consents"])


class PiiInformation(BaseModel):
    """What is shared, by category."""

    pii_type: Category
    special_pii_category: bool = Field(description="Special by GDPR Art. 9(1).")


class Processing(BaseModel):
    """What is done for one purpose."""

    purpose: Purpose
    purpose_type: str = Field(description="Address of the purpose in the W3C Data Privacy Vocabulary.")
    lawful_basis: list[str] = Field(description="Of the agreements under which it is shared; none where nothing is.")
    articles: list[str] = Field(description="National articles of law of these agreements.")
    pii_information: list[PiiInformation]
    pii_controllers: list[UUID] = Field(description="Agencies whose contributions flow, by `party_id`.")
    recipient_third_parties: list[UUID] = Field(description="Agencies named or reached, by `party_id`.")
    recipient_sectors: list[Sector]
    recipient_case: UUID | None = Field(description="The case whose team is the recipient.")
    collection_method: str
    retention_period: list[str]
    jurisdiction: UUID = Field(description="The municipality.")


class PartyIdentification(BaseModel):
    """An agency that the receipt names."""

    party_id: UUID
    party_name: str | None
    party_role: Literal["recipient", "recorder", "pii_controller"]
    party_type: Sector | None


class ReceiptEvent(BaseModel):
    """What happened to the consent."""

    event_type: Literal["given", "withdrawn", "expired"]
    event_state: str = Field(description="Address of the state in the W3C Data Privacy Vocabulary.")
    event_time: datetime
    entity_id: UUID | None = Field(description="The agency that wrote it down; null where that is not shown.")
    validity_until: datetime | None


class ReceiptView(BaseModel):
    """A receipt with the fields of ISO/IEC TS 27560:2023, as it is at this moment."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "schema_version": SCHEMA,
                    "receipt_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "consent_record_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "pii_principal_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "issued_at": "2026-03-01T09:05:00Z",
                    "language": "fr",
                    "withdrawal_method": "/v1/persons/0198c0de-0000-7000-8000-0000000000f1/consents/"
                    "0198c0de-0000-7000-8000-0000000000c1/withdrawal",
                    "privacy_rights": list(RIGHTS),
                    "processing": [
                        {
                            "purpose": "care-coordination",
                            "purpose_type": "https://w3id.org/dpv/sector/publicservices#SocialWelfareProvision",
                            "lawful_basis": ["https://w3id.org/dpv/legal/eu/gdpr#A6-1-e"],
                            "articles": ["Social Welfare Act § 12"],
                            "pii_information": [{"pii_type": "housing", "special_pii_category": False}],
                            "pii_controllers": ["0198c0de-0000-7000-8000-0000000000a1"],
                            "recipient_third_parties": ["0198c0de-0000-7000-8000-0000000000a2"],
                            "recipient_sectors": [],
                            "recipient_case": None,
                            "collection_method": "oral",
                            "retention_period": ["two years"],
                            "jurisdiction": "0198c0de-0000-7000-8000-000000000001",
                        }
                    ],
                    "party_identification": [
                        {
                            "party_id": "0198c0de-0000-7000-8000-0000000000a2",
                            "party_name": "Office HLM",
                            "party_role": "recipient",
                            "party_type": "housing",
                        }
                    ],
                    "events": [
                        {
                            "event_type": "given",
                            "event_state": "https://w3id.org/dpv#ConsentGiven",
                            "event_time": "2026-03-01T09:00:00Z",
                            "entity_id": "0198c0de-0000-7000-8000-0000000000a1",
                            "validity_until": None,
                        }
                    ],
                }
            ]
        }
    )

    schema_version: str
    receipt_id: UUID
    consent_record_id: UUID
    pii_principal_id: UUID = Field(description="The person.")
    issued_at: datetime
    language: str = Field(description="BCP 47: in which it was explained.")
    withdrawal_method: str = Field(description="Where its withdrawal is recorded.")
    privacy_rights: list[str]
    processing: list[Processing]
    party_identification: list[PartyIdentification]
    events: list[ReceiptEvent]


@router.get("/receipt", responses=READS, summary="Read the receipt for a consent or refusal")
async def read_receipt(
    person_id: UUID, consent_id: UUID, actor: Reader, request: Request, open_work: OpenWork, rights: PassedOn
) -> ReceiptView:
    """What the person can keep, in the structure of ISO/IEC TS 27560:2023: what is shared, with whom, for what, on
    which legal basis, how it was said, and how it is taken back. For who sees all whom it names.
    """
    async with open_work() as work:
        receipt = await actions.gather_receipt(work, actor, person_id, consent_id)
    known = await request.app.state.service.identity.agencies(receipt.agencies(), rights)
    return _shown(receipt, known)


@router.get(
    "/printed-receipt", responses=PRINTED, response_class=Response, summary="Print the receipt for a consent or refusal"
)
async def print_receipt(
    person_id: UUID, consent_id: UUID, actor: Reader, open_work: OpenWork, printer: Printer
) -> Response:
    """The same in plain words, English or French, as an accessible PDF to hand over."""
    async with open_work() as work:
        receipt = await actions.gather_receipt(work, actor, person_id, consent_id)
    return await printer.printed(receipt.agencies(), partial(printed_receipt, receipt), "consent-receipt")


def _shown(receipt: Receipt, known: Mapping[UUID, AgencyFacts]) -> ReceiptView:
    consent = receipt.consent
    return ReceiptView.model_validate(
        {
            "schema_version": SCHEMA,
            "receipt_id": consent["id"],
            "consent_record_id": consent["id"],
            "pii_principal_id": consent["person_id"],
            "issued_at": receipt.made_at,
            "language": consent["language"],
            "withdrawal_method": f"/v1/persons/{consent['person_id']}/consents/{consent['id']}/withdrawal",
            "privacy_rights": RIGHTS,
            "processing": list(receipt.processing()),
            "party_identification": [
                {
                    "party_id": agency_id,
                    "party_name": known[agency_id].name if agency_id in known else None,
                    "party_role": role,
                    "party_type": known[agency_id].sector if agency_id in known else None,
                }
                for agency_id, role in receipt.parties()
            ],
            "events": list(receipt.events()),
        }
    )
