"""`/v1/warning-terms`."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.cases.alerts.domain.warning_terms import KINDS, PRECAUTIONS, Precaution, WarningKind
from services.cases.items.api import Reader
from services.cases.timeline.api import Language
from shared.contracts.cases.vocabulary import Category
from shared.web.documented import refusals
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/warning-terms", tags=["warnings"])


class KindView(BaseModel):
    """Of what a warning warns."""

    kind: WarningKind
    category: Category = Field(description="Its usual category.")
    label: str = Field(description="In the caller's language.")


class PrecautionView(BaseModel):
    """What to do at a visit."""

    precaution: Precaution
    label: str = Field(description="In the caller's language.")


class WarningTerms(BaseModel):
    """The coded terms of warnings."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kinds": [{"kind": "dog", "category": "household", "label": "Dog"}],
                    "precautions": [{"precaution": "visit_in_pairs", "label": "Do not go alone"}],
                }
            ]
        }
    )

    kinds: list[KindView]
    precautions: list[PrecautionView]


@router.get("", responses=refusals(), summary="List of what warnings warn, and what to do")
async def list_terms(_actor: Reader, accept_language: Language = "") -> WarningTerms:
    """All coded terms."""
    french = speaks_french(accept_language)
    kinds = [KindView(kind=kind, category=one.category, label=one.label(french=french)) for kind, one in KINDS.items()]
    said = [PrecautionView(precaution=one, label=labels[french]) for one, labels in PRECAUTIONS.items()]
    return WarningTerms(kinds=kinds, precautions=said)
