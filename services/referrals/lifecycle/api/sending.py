"""What is said when drafts are sent, one or several."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.referrals.directory.domain.intake import Declared

_Codes = Annotated[frozenset[Annotated[str, Field(max_length=60)]], Field(max_length=30)]


class Sending(BaseModel):
    """Send a draft. What is said for the listing's intake rules is compared with them, and not kept."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"despite_similar": False, "documents": ["identity_paper"]}]}
    )

    despite_similar: bool = Field(False, description="Send although a similar referral of your agency lives.")
    documents: _Codes = Field(frozenset(), description="Codes of those the listing asks for that are at hand.")
    exclusions: _Codes = Field(frozenset(), description="Codes of the listing's exclusions that apply.")
    despite_warnings: bool = Field(
        False, description="Send although intake rules warn; what they refuse stays refused."
    )

    def declared(self) -> Declared:
        """As the domain takes it."""
        return Declared(documents=self.documents, exclusions=self.exclusions, despite_warnings=self.despite_warnings)
