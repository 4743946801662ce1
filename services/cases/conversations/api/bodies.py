"""What threads and messages share at the door."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.cases.conversations.actions.messages import NewMessage
from services.cases.conversations.domain import ATTACHMENTS_AT_MOST
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.refusals import WrongValue


class Said(BaseModel):
    """A message to be written."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "I call him on Thursday."}]},
    )

    text: str = Field(min_length=1, max_length=20_000)
    urgent: bool = Field(False, description="You ask to read it before others.")
    category: Category | None = Field(None, description="What it is about; that of the thread when left out.")
    sensitivity: Sensitivity | None = Field(None, description="How sensitive it is; as the thread when left out.")

    attachments: list[UUID] = Field(
        [], max_length=ATTACHMENTS_AT_MOST, description="Documents of the case or these people that you see."
    )

    def command(self, pointer: str = "#") -> NewMessage:
        """As the action takes it.

        Args:
            pointer: where in the request it stands.
        """
        return NewMessage(
            text=self.text,
            urgent=self.urgent,
            category=self.category,
            sensitivity=self.sensitivity,
            attachments=self.attachments,
            pointer=pointer,
        )

    @field_validator("attachments")
    @classmethod
    def _names_none_twice(cls, named: list[UUID]) -> list[UUID]:
        if len(set(named)) < len(named):
            raise WrongValue("a document is named once", "un document est cité une seule fois")
        return named
