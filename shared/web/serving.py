"""How a service is served when it runs alone."""

import uvicorn
from fastapi import FastAPI

from shared.telemetry.logs import configure_logs


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until told to stop."""
    configure_logs()
    uvicorn.run(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=10
    )
