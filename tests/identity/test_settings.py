"""Identity does not start with settings that would give its secrets away."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.identity.settings import Settings

GOOD: dict[str, Any] = {
    "database_url": "postgresql://identity_service@127.0.0.1/parcours",
    "nats_url": "nats://127.0.0.1",
    "key_secret": "a secret for tests only, of forty letters",
    "seal_secret": "another secret for tests, of forty letters",
    "public_url": "https://parcours.example.org",
}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PARCOURS_IDENTITY_KEY_SECRET", "PARCOURS_ENVIRONMENT", "PARCOURS_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("environment", ["development", "production"])
def test_with_a_secret_and_a_protected_address_it_starts(monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    monkeypatch.setenv("PARCOURS_ENVIRONMENT", environment)
    assert Settings(**GOOD).environment == environment


@pytest.mark.parametrize("environment", ["development", "production"])
@pytest.mark.parametrize("secret", [None, "", "too short"])
def test_without_a_key_secret_it_does_not(
    monkeypatch: pytest.MonkeyPatch, environment: str, secret: str | None
) -> None:
    monkeypatch.setenv("PARCOURS_ENVIRONMENT", environment)
    given = {name: value for name, value in (GOOD | {"key_secret": secret}).items() if value is not None}
    with pytest.raises(ValidationError, match="key_secret") as refusal:
        Settings(**given)
    assert "too short" not in str(refusal.value)


@pytest.mark.parametrize(
    ("address", "starts"),
    [
        ("http://parcours.example.org", False),
        ("https://parcours.example.org/", False),
        ("parcours.example.org", False),
        ("http://127.0.0.1:8000", True),
        ("https://parcours.example.org:8443", True),
    ],
)
def test_in_production_passwords_travel_protected(
    monkeypatch: pytest.MonkeyPatch, address: str, *, starts: bool
) -> None:
    monkeypatch.setenv("PARCOURS_ENVIRONMENT", "production")
    if starts:
        assert Settings(**GOOD | {"public_url": address}).public_url == address
    else:
        with pytest.raises(ValidationError, match="PARCOURS_PUBLIC_URL"):
            Settings(**GOOD | {"public_url": address})


def test_the_secrets_are_masked_when_settings_are_printed() -> None:
    printed = str(Settings(**GOOD).described())
    assert "forty letters" not in printed
    assert "identity_service@" not in printed


@pytest.mark.parametrize("seconds", [59, 601])
def test_a_token_lives_between_one_and_ten_minutes(seconds: int) -> None:
    with pytest.raises(ValidationError, match="token_seconds"):
        Settings(**GOOD, token_seconds=seconds)
