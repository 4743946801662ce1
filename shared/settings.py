"""What every service reads from its environment. A service's own `settings.py` adds the prefix and the rest."""

from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """One service's environment.

    `PARCOURS_<SERVICE>_…` wins over `PARCOURS_…` where both exist.
    """

    model_config = SettingsConfigDict(env_prefix="PARCOURS_", extra="ignore", populate_by_name=True)

    environment: Literal["development", "production"] = Field("development", validation_alias="PARCOURS_ENVIRONMENT")
    database_url: SecretStr = Field(description="PostgreSQL, as the runtime role")
    nats_url: SecretStr = Field(
        description="NATS with JetStream", validation_alias=AliasChoices("nats_url", "PARCOURS_NATS_URL")
    )
    public_url: str = Field(
        "http://127.0.0.1:8000",
        description="where the gateway answers; issuer and audience of the tokens",
        validation_alias=AliasChoices("public_url", "PARCOURS_PUBLIC_URL"),
    )
    identity_url: str = Field(
        "http://127.0.0.1:8001",
        description="where identity answers",
        validation_alias=AliasChoices("identity_url", "PARCOURS_IDENTITY_URL"),
    )
    database_connections: int = Field(10, ge=2, le=200)
    metrics: bool = Field(False, validation_alias=AliasChoices("metrics", "PARCOURS_METRICS"))
    traces_url: str | None = Field(
        None,
        description="OTLP over HTTP; empty switches tracing off",
        validation_alias=AliasChoices("traces_url", "PARCOURS_TRACES_URL"),
    )

    def described(self) -> dict[str, str]:
        """Each setting as it may be printed: secrets masked."""
        return {name: str(getattr(self, name)) for name in type(self).model_fields}
