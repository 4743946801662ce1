"""Every environment variable that cases reads."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """`PARCOURS_CASES_DATABASE_URL` and the shared ones."""

    model_config = SettingsConfigDict(env_prefix="PARCOURS_CASES_", extra="ignore", populate_by_name=True)

    host: str = Field("127.0.0.1", description="where `python -m services.cases` listens")
    port: int = Field(8002, ge=1, le=65535)
