"""What a service says when it starts, and when it cannot."""

import pytest
import structlog.testing

from deploy.embedded.process import free_port
from services.cases.app import create_app
from services.cases.settings import Settings


@pytest.mark.parametrize(
    ("address", "failure"),
    [
        ("postgresql://cases_service:hidden@127.0.0.1:{port}/parcours", "ConnectionRefusedError"),
        ("hidden", "ClientConfigurationError"),
    ],
)
async def test_a_database_that_does_not_let_it_in_is_named_by_its_setting(address: str, failure: str) -> None:
    """Whatever the libraries log is masked: without this line an operator would read nothing."""
    settings = Settings.model_validate(
        {
            "database_url": address.format(port=free_port()),
            "nats_url": "nats://127.0.0.1:1",
            "documents_folder": "nowhere",
        }
    )
    app = create_app(settings)
    with structlog.testing.capture_logs() as lines, pytest.raises((OSError, ValueError)):
        async with app.router.lifespan_context(app):
            pass
    assert {
        "event": "no database",
        "service": "cases",
        "setting": "PARCOURS_CASES_DATABASE_URL",
        "failure": failure,
        "log_level": "error",
    } in lines
    assert "hidden" not in str(lines)
