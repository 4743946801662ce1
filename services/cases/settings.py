"""Every environment variable that cases reads."""

from pathlib import Path
from secrets import token_urlsafe

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from shared.clients.virus_scanner import VirusScanner
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """`PARCOURS_CASES_DATABASE_URL` and the shared ones."""

    model_config = SettingsConfigDict(env_prefix="PARCOURS_CASES_", extra="ignore", populate_by_name=True)

    host: str = Field("127.0.0.1", description="where `python -m services.cases` listens")
    port: int = Field(8002, ge=1, le=65535)
    documents_folder: Path = Field(
        description="contents of documents; one folder for all replicas, and for nothing else: housekeeping sweeps it"
    )
    virus_scanner: str | None = Field(
        None, description="clamd, like unix:///run/clamav/clamd.ctl or tcp://host:3310; without it nothing is scanned"
    )
    link_secret: SecretStr = Field(
        default_factory=lambda: SecretStr(token_urlsafe(32)),
        min_length=32,
        description="signs links to documents, the same for all replicas; made up at each start when it is not given",
    )

    @field_validator("virus_scanner")
    @classmethod
    def _is_an_address(cls, written: str | None) -> str | None:
        if written:
            VirusScanner(written)
        return written or None
