"""Run this service alone: `python -m services.identity`."""

import uvicorn

from services.identity.app import create_app
from services.identity.settings import Settings
from shared.telemetry.logs import configure_logs

if __name__ == "__main__":
    configure_logs()
    settings = Settings()
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_config=None, access_log=False)
