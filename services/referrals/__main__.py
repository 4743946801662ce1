"""Run this service alone: `python -m services.referrals`."""

from services.referrals.app import create_app
from services.referrals.settings import Settings
from shared.settings import settings_or_exit
from shared.web.serving import serve

if __name__ == "__main__":
    settings = settings_or_exit(Settings)
    serve(create_app(settings), host=settings.host, port=settings.port)
