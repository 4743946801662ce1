"""The gateway as a process of its own, as it runs in production."""

import os
import signal
import socket
import sys
from asyncio import create_subprocess_exec, sleep, timeout
from asyncio.subprocess import DEVNULL, PIPE

import httpx
import pytest
from pydantic import ValidationError

from gateway.settings import Settings
from tests.gateway.worlds import PUBLIC_URL, IdentityEcho, Keys, served, service_config

pytestmark = pytest.mark.anyio


@pytest.mark.processes
async def test_it_reads_its_environment_serves_and_stops() -> None:
    keys = Keys()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with served(service_config(IdentityEcho(keys))) as (identity,):
        environment = {
            **os.environ,
            "PARCOURS_GATEWAY_PORT": str(port),
            "PARCOURS_PUBLIC_URL": PUBLIC_URL,
            "PARCOURS_IDENTITY_URL": f"http://127.0.0.1:{identity}",
            "PARCOURS_CASES_URL": f"http://127.0.0.1:{identity}",
            "PARCOURS_REFERRALS_URL": "http://127.0.0.1:1",
        }
        process = await create_subprocess_exec(
            sys.executable, "-m", "gateway", env=environment, stdout=DEVNULL, stderr=PIPE
        )
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            await _until_it_answers(http)
            mine = {"Authorization": f"Bearer {keys.token()}"}
            assert (await http.get("/v1/persons/echo", headers=mine)).json()["service"] == "identity"
            assert (await http.get("/v1/referrals/echo", headers=mine)).status_code == 503
            ready = await http.get("/health/ready")
            assert (ready.status_code, ready.json()["services"]["referrals"]) == (503, "unreachable")
        process.send_signal(signal.SIGTERM)
        async with timeout(5):
            _, log = await process.communicate()

    assert process.returncode in {0, -signal.SIGTERM}
    assert b"Traceback" not in log
    assert b'"settings"' in log
    assert keys.token()[:40].encode() not in log


async def _until_it_answers(http: httpx.AsyncClient) -> None:
    async with timeout(20):
        while True:
            try:
                await http.get("/health/live")
            except httpx.ConnectError:
                await sleep(0.05)
            else:
                return


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARCOURS_PUBLIC_URL", "parcours.example"),
        ("PARCOURS_PUBLIC_URL", "https://parcours.example/api"),
        ("PARCOURS_GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8, everybody"),
        ("PARCOURS_GATEWAY_PORT", "80000"),
        ("PARCOURS_GATEWAY_ANSWER_TIMEOUT_SECONDS", "0"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError):
        Settings()


def test_proxies_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCOURS_GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1")

    assert Settings().trusted_proxies == ("10.0.0.0/8", "192.0.2.1")
