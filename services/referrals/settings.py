"""Every environment variable that referrals reads."""

from pydantic import AliasChoices, Field
from pydantic_settings import SettingsConfigDict

from shared.encryption.settings import SettingsWithKeys


class Settings(SettingsWithKeys):
    """`PARCOURS_REFERRALS_DATABASE_URL`, `PARCOURS_CASES_URL` and the shared ones."""

    model_config = SettingsConfigDict(env_prefix="PARCOURS_REFERRALS_", extra="ignore", populate_by_name=True)

    cases_url: str = Field(
        "http://127.0.0.1:8002",
        description="where cases answers",
        validation_alias=AliasChoices("cases_url", "PARCOURS_CASES_URL"),
    )
    host: str = Field("127.0.0.1", description="where `python -m services.referrals` listens")
    port: int = Field(8003, ge=1, le=65535)
    clocks_every_seconds: float = Field(
        5.0, gt=0, description="how often a replica looks for referrals whose clock has run out"
    )
