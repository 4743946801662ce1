"""A process that is taken over gives away its own secrets and no others."""

import pytest

from deploy.launch.processes import environment_of

EVERYTHING = {
    "PATH": "/usr/bin",
    "PARCOURS_ADMIN_URL": "secret",
    "PARCOURS_NATS_URL": "secret",
    "PARCOURS_IDENTITY_KEY_SECRET": "secret",
    "PARCOURS_IDENTITY_PORT": "8001",
    "PARCOURS_IDENTITY_URL": "http://127.0.0.1:8001",
    **{f"PARCOURS_{name}_DATABASE_URL": "secret" for name in ("IDENTITY", "CASES", "REFERRALS")},
    **{f"PARCOURS_{name}_OWNER_URL": "secret" for name in ("IDENTITY", "CASES", "REFERRALS")},
}


@pytest.mark.parametrize(
    ("part", "secrets"),
    [
        ("identity", {"PARCOURS_NATS_URL", "PARCOURS_IDENTITY_DATABASE_URL", "PARCOURS_IDENTITY_KEY_SECRET"}),
        ("cases", {"PARCOURS_NATS_URL", "PARCOURS_CASES_DATABASE_URL"}),
        ("referrals", {"PARCOURS_NATS_URL", "PARCOURS_REFERRALS_DATABASE_URL"}),
        ("gateway", set()),
    ],
)
def test_a_part_knows_its_own_secrets_only(part: str, secrets: set[str]) -> None:
    told = environment_of(part, EVERYTHING)
    assert {name for name, value in told.items() if value == "secret"} == secrets
    assert {name: told[name] for name in ("PATH", "PARCOURS_IDENTITY_PORT", "PARCOURS_IDENTITY_URL")} == {
        name: value for name, value in EVERYTHING.items() if value != "secret"
    }
