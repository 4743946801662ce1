"""What threads and messages share at the door."""

from pydantic import BaseModel, ConfigDict, Field

from services.cases.conversations.actions.messages import NewMessage
from shared.contracts.cases.vocabulary import Category, Sensitivity


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

    def command(self) -> NewMessage:
        """As the action takes it."""
        return NewMessage(text=self.text, urgent=self.urgent, category=self.category, sensitivity=self.sensitivity)
