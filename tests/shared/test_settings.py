"""Whoever starts a service with wrong settings reads which variable is wrong, and never what is in it."""

import pytest
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from gateway.settings import Settings as GatewaySettings
from shared.settings import ServiceSettings, settings_or_exit


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="PARCOURS_CASES_", extra="ignore", populate_by_name=True)

    port: int = Field(8002, ge=1, le=65535)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PARCOURS_CASES_DATABASE_URL", "PARCOURS_NATS_URL", "PARCOURS_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


def test_good_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCOURS_CASES_DATABASE_URL", "postgresql://127.0.0.1/parcours")
    monkeypatch.setenv("PARCOURS_NATS_URL", "nats://127.0.0.1")
    assert settings_or_exit(Settings).port == 8002


def test_each_wrong_variable_is_named_as_it_is_written_and_no_value_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCOURS_NATS_URL", "nats://hidden@127.0.0.1")
    monkeypatch.setenv("PARCOURS_CASES_PORT", "hidden")
    monkeypatch.setenv("PARCOURS_ENVIRONMENT", "hidden")
    with pytest.raises(SystemExit) as ended:
        settings_or_exit(Settings)
    first, *wrong = str(ended.value).splitlines()
    assert first == "These settings are not possible:"
    assert [line.partition(": ")[0].strip() for line in wrong] == [
        "PARCOURS_ENVIRONMENT",
        "PARCOURS_CASES_DATABASE_URL",
        "PARCOURS_CASES_PORT",
    ]
    assert "hidden" not in str(ended.value)


def test_the_gateway_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCOURS_GATEWAY_PORT", "99999")
    monkeypatch.setenv("PARCOURS_PUBLIC_URL", "parcours.example.org")
    with pytest.raises(SystemExit, match=r"PARCOURS_GATEWAY_PORT: .*65535") as ended:
        settings_or_exit(GatewaySettings)
    assert "PARCOURS_PUBLIC_URL: " in str(ended.value)
