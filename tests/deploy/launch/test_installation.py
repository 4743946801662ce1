"""What is wrong with an installation is said before anything starts."""

from pathlib import Path

import pytest

from deploy.launch.installation import free_port, prepared_installation
from deploy.launch.refusals import LaunchRefused


@pytest.mark.parametrize("written", ["", "abc", "0", "-1", "65536", "²"])
async def test_what_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str) -> None:
    monkeypatch.setenv("PARCOURS_POSTGRES_PORT", written)
    with pytest.raises(LaunchRefused, match="PARCOURS_POSTGRES_PORT must be a port number"):
        async with prepared_installation(tmp_path / "var"):
            pass


async def test_an_external_database_that_does_not_answer_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PARCOURS_NATS_URL", "nats://127.0.0.1")
    monkeypatch.setenv("PARCOURS_IDENTITY_KEY_SECRET", "a secret for tests only, of forty letters")
    for service in ("IDENTITY", "CASES", "REFERRALS"):
        monkeypatch.setenv(f"PARCOURS_{service}_DATABASE_URL", f"postgresql://127.0.0.1:{free_port()}/parcours")
    with pytest.raises(LaunchRefused, match="does not answer at PARCOURS_IDENTITY_DATABASE_URL"):
        async with prepared_installation(tmp_path / "var"):
            pass
