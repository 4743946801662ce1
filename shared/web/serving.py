"""How a service is served when it runs alone."""

import structlog
import uvicorn
from fastapi import FastAPI

from shared.settings import ServiceSettings
from shared.telemetry.logs import configure_logs


def serve(app: FastAPI, settings: ServiceSettings, *, host: str, port: int) -> None:
    """Print the settings with secrets masked, then serve until told to stop."""
    configure_logs()
    structlog.get_logger("service").info("settings", service=app.title, settings=settings.described())
    uvicorn.run(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=10
    )
