"""Every environment variable that cases reads."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """`PARCOURS_CASES_DATABASE_URL` and the shared ones."""

    model_config = SettingsConfigDict(env_prefix="PARCOURS_CASES_", extra="ignore", populate_by_name=True)
