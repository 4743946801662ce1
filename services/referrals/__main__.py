"""Run this service alone: `python -m services.referrals`."""

import uvicorn

from services.referrals.app import create_app
from services.referrals.settings import Settings
from shared.telemetry.logs import configure_logs

if __name__ == "__main__":
    configure_logs()
    settings = Settings()
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_config=None, access_log=False)
