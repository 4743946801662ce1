"""How the gateway is served."""

import uvicorn

from gateway.app import Gateway
from gateway.public_protocol import PublicProtocol
from gateway.settings import Settings


def server_config(app: Gateway, settings: Settings) -> uvicorn.Config:
    """The settings of uvicorn for the public address.

    `proxy_headers` is off because the gateway decides itself whose `X-Forwarded-For` it believes.
    """
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=PublicProtocol,
        ws="none",
        lifespan="on",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=10,
    )
