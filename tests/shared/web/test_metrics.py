import httpx
import pytest

from services.cases.app import create_app
from services.cases.settings import Settings

NOWHERE = {
    "database_url": "postgresql://nobody@127.0.0.1:1/nothing",
    "nats_url": "nats://127.0.0.1:1",
    "documents_folder": "nowhere",
}


def service(*, metrics: bool) -> httpx.AsyncClient:
    app = create_app(Settings.model_validate({**NOWHERE, "metrics": metrics}))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://cases")


async def test_durations_are_counted_by_route_template_and_never_by_address() -> None:
    async with service(metrics=True) as asking:
        await asking.get("/health/live")
        await asking.get("/problems/not-found")
        told = (await asking.get("/metrics")).text
    assert 'parcours_request_seconds_count{route="/health/live",service="cases",status="2xx"}' in told
    assert 'route="/problems/{code}"' in told
    assert "/problems/not-found" not in told


@pytest.mark.parametrize("path", ["/metrics"])
async def test_without_the_setting_there_are_no_metrics(path: str) -> None:
    async with service(metrics=False) as asking:
        assert (await asking.get(path)).status_code == 404
