"""Runs the gateway alone, in front of services that run elsewhere: `python -m gateway`."""

import uvicorn

from gateway.app import Gateway, create_gateway
from gateway.carriage.remote import Remote
from gateway.routes import CASES, IDENTITY, REFERRALS
from gateway.server import server_config
from gateway.settings import Settings
from shared.settings import settings_or_exit
from shared.telemetry.logs import configure_logs
from shared.web.serving import stay


def remote_gateway(settings: Settings) -> Gateway:
    """The gateway with every service over the network."""
    urls = {IDENTITY: settings.identity_url, CASES: settings.cases_url, REFERRALS: settings.referrals_url}
    return create_gateway(
        settings,
        {
            name: Remote(
                url,
                connect_timeout_seconds=settings.connect_timeout_seconds,
                most=settings.connections_per_service,
                most_streams=settings.streams_per_service,
            )
            for name, url in urls.items()
        },
    )


def main() -> None:
    """Serve until told to stop."""
    configure_logs()
    settings = settings_or_exit(Settings)
    server = uvicorn.Server(server_config(remote_gateway(settings), settings))
    stay()
    server.run()


if __name__ == "__main__":
    main()
