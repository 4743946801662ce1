"""What every service reads from its environment. A service's own `settings.py` adds the prefix and the rest."""

from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """One service's environment.

    `PARCOURS_<SERVICE>_…` wins over `PARCOURS_…` where both exist.
    """

    model_config = SettingsConfigDict(
        env_prefix="PARCOURS_", extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

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

    seal_secret: SecretStr | None = Field(
        None, min_length=32, description="signs the checkpoints of access log and journal; without it neither is sealed"
    )
    witness_folder: Path = Field(
        Path("var/witness"),
        description="where each checkpoint is kept outside the database, best on another machine",
        validation_alias=AliasChoices("witness_folder", "PARCOURS_WITNESS_FOLDER"),
    )

    @model_validator(mode="after")
    def _logs_are_sealed(self) -> Self:
        if self.environment == "production" and self.seal_secret is None:
            raise ValueError(
                f"{self.model_config['env_prefix']}SEAL_SECRET is set, because access log and journal are sealed"
            )
        return self

    def described(self) -> dict[str, str]:
        """Each setting as it may be printed: secrets masked."""
        return {name: str(getattr(self, name)) for name in type(self).model_fields}


AnySettings = TypeVar("AnySettings", bound=BaseSettings)


def settings_or_exit(kind: type[AnySettings]) -> AnySettings:
    """The settings; or the end of the program, with a line for each variable that is wrong and never its value.

    Raises:
        SystemExit: carries these lines.
    """
    try:
        return kind()
    except ValidationError as failure:
        wrong = [f"  {_variable(kind, error['loc'])}{error['msg']}" for error in failure.errors(include_input=False)]
        raise SystemExit("\n".join(["These settings are not possible:", *wrong])) from None


def _variable(kind: type[BaseSettings], where: tuple[int | str, ...]) -> str:
    if not where:
        return ""
    name = str(where[0])
    alias = kind.model_fields[name].validation_alias if name in kind.model_fields else name
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    called = [choice for choice in choices if isinstance(choice, str) and choice.startswith("PARCOURS_")]
    return f"{called[0] if called else kind.model_config['env_prefix'] + name.upper()}: "
