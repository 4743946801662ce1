"""The master keys among the settings of a service that keeps something encrypted."""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from shared.encryption.masters import DEVELOPMENT, Masters, MastersInSettings
from shared.settings import ServiceSettings


class SettingsWithKeys(ServiceSettings):
    """The environment of a service that holds what people tell."""

    encryption_keys: SecretStr | None = Field(
        None,
        description="master keys of what is encrypted, apart by spaces: the first wraps data keys, all unwrap them",
    )

    def masters(self) -> Masters:
        """The master keys; without any, in development, one that everybody knows."""
        return (
            DEVELOPMENT if self.encryption_keys is None else MastersInSettings(self.encryption_keys.get_secret_value())
        )

    @model_validator(mode="after")
    def _keys_are_given(self) -> Self:
        if self.environment == "production" and self.encryption_keys is None:
            raise ValueError(
                f"{self.model_config['env_prefix']}ENCRYPTION_KEYS is set, because names of streets are secrets too"
            )
        self.masters()
        return self
