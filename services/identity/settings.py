"""Every environment variable that identity reads."""

from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings
from shared.web.access_tokens import LONGEST_TOKEN_SECONDS

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Settings(ServiceSettings):
    """`PARCOURS_IDENTITY_DATABASE_URL`, `PARCOURS_IDENTITY_KEY_SECRET` and the shared ones.

    There is no default for the key secret, in development either: the launcher makes one up and keeps it beside the
    data, and without it the service does not start.
    """

    model_config = SettingsConfigDict(env_prefix="PARCOURS_IDENTITY_", extra="ignore", populate_by_name=True)

    key_secret: SecretStr = Field(min_length=32, description="encrypts the signing keys at rest")
    token_seconds: int = Field(
        LONGEST_TOKEN_SECONDS, ge=60, le=LONGEST_TOKEN_SECONDS, description="how long an access token lives"
    )
    key_days: int = Field(30, ge=1, le=365, description="how long a key signs before its successor takes over")
    host: str = Field("127.0.0.1", description="where `python -m services.identity` listens")
    port: int = Field(8001, ge=1, le=65535)

    @model_validator(mode="after")
    def _passwords_travel_protected(self) -> Self:
        address = urlsplit(self.public_url)
        is_protected = address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
        if self.environment == "production" and not is_protected:
            raise ValueError("PARCOURS_PUBLIC_URL begins with https://, because passwords and tokens travel there")
        if self.public_url.endswith("/"):
            raise ValueError("PARCOURS_PUBLIC_URL ends without a slash, because tokens name it exactly")
        return self
