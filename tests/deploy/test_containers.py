"""Image and compose file, without a container engine: their syntax, and what must be true of them."""

import importlib.util
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_pydantic import ComposeSpecification
from dockerfile_parse import DockerfileParser
from pydantic import ValidationError

from deploy.embedded.nats_server import executable
from services.cases.settings import Settings as CasesSettings
from services.identity.settings import Settings as IdentitySettings
from services.referrals.settings import Settings as ReferralsSettings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
PARTS = ("prepare", "identity", "cases", "referrals", "gateway")
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN")


@pytest.fixture(scope="module")
def dockerfile() -> list[tuple[str, str]]:
    with (ROOT / "deploy/Dockerfile").open("rb") as file:
        return [(step["instruction"], step["value"]) for step in DockerfileParser(fileobj=file).structure]


def specification(compose: dict[str, Any]) -> ComposeSpecification:
    """Read by the published schema; fragments (`x-…`) are the reader's business."""
    return ComposeSpecification(**{name: part for name, part in compose.items() if not name.startswith("x-")})


def test_the_compose_file_follows_its_schema() -> None:
    assert set(specification(COMPOSE).services) == {"postgres", "nats", *PARTS}


def test_the_schema_notices_a_misspelt_key() -> None:
    with pytest.raises(ValidationError):
        specification({**COMPOSE, "services": {"cases": {"comand": "python"}}})


@pytest.mark.parametrize("part", PARTS)
def test_a_part_runs_without_rights(part: str) -> None:
    service = COMPOSE["services"][part]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in service, "the image says so"


@pytest.mark.parametrize("part", PARTS[1:])
def test_a_part_has_a_health_check_and_an_entry_that_exists(part: str) -> None:
    service = COMPOSE["services"][part]
    assert service["healthcheck"]["test"][:4] == ["CMD", "python", "-m", "deploy.launch.probe"]
    _, flag, module = service["command"]
    assert flag == "-m"
    assert importlib.util.find_spec(f"{module}.__main__")


def test_only_the_gateway_can_be_reached_from_outside() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["gateway"]


@pytest.mark.parametrize("service", ["identity", "cases", "referrals"])
def test_a_service_knows_no_secret_but_its_own(service: str) -> None:
    others = {"IDENTITY", "CASES", "REFERRALS", "ADMIN", "OWNER"} - {service.upper()}
    secret = {name: str(value) for name, value in environment(service).items() if SECRET.search(str(value))}
    assert set(secret) >= {"PARCOURS_NATS_URL", f"PARCOURS_{service.upper()}_DATABASE_URL"}
    assert not [name for name, value in secret.items() if any(f"PARCOURS_{other}_" in value for other in others)]
    assert not [name for name, value in secret.items() if "OWNER" in value or "ADMIN" in value]


def test_the_gateway_knows_no_secret() -> None:
    assert not SECRET.search(str(environment("gateway")))


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "deploy/compose.yaml").read_text()
    variables = re.findall(r"\$\{(\w+)([^}]*)\}", text)
    assert variables
    assert not [name for name, rest in variables if SECRET.search(name) and not rest.startswith(":?")]


@pytest.mark.parametrize(
    ("service", "settings"),
    [("identity", IdentitySettings), ("cases", CasesSettings), ("referrals", ReferralsSettings)],
)
def test_a_service_starts_with_these_settings(
    service: str,
    settings: type[IdentitySettings | CasesSettings | ReferralsSettings],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment(service).items():
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", re.sub(r"\$\{\w+:\?[^}]*\}", "x" * 40, value)))
    read = settings()
    assert read.environment == "production"
    assert read.host == "0.0.0.0"  # noqa: S104 - inside its container
    assert str(read.port) in COMPOSE["services"][service]["healthcheck"]["test"][-1]


def test_the_image_runs_as_nobody_who_matters_and_starts_the_gateway(dockerfile: list[tuple[str, str]]) -> None:
    user = [value for instruction, value in dockerfile if instruction == "USER"]
    assert user
    assert int(user[-1].split(":")[0]) >= 1000
    assert dockerfile[-1] == ("CMD", '["python", "-m", "gateway"]')


def test_the_image_installs_the_lock_with_its_hashes(dockerfile: list[tuple[str, str]]) -> None:
    runs = [value for instruction, value in dockerfile if instruction == "RUN"]
    assert any("--require-hashes" in run and "requirements.lock" in run for run in runs)


def test_what_the_image_copies_exists_and_is_sent_to_the_builder(dockerfile: list[tuple[str, str]]) -> None:
    sent = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    copied = [
        source
        for instruction, value in dockerfile
        if instruction == "COPY" and not value.startswith("--from")
        for source in shlex.split(value)[:-1]
    ]
    assert set(copied) == sent
    assert not [source for source in copied if not (ROOT / source).exists()]


@pytest.mark.parametrize("token", ["t0123456789abcdef", "tdeadbeef"])
def test_nats_understands_its_configuration(token: str) -> None:
    checked = subprocess.run(
        [executable(), "--config", ROOT / "deploy/nats.conf", "-t"],
        env={"PARCOURS_NATS_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert checked.returncode == 0, checked.stderr


def environment(part: str) -> dict[str, str]:
    found: dict[str, str] = COMPOSE["services"][part]["environment"]
    return found
