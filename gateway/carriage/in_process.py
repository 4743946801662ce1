"""Carries a request to a service that runs in this process: a function call, no socket."""

from gateway.carriage.forwarder import Receive, Scope, Send
from shared.clients.carriage import Asgi


class InProcess:
    """Calls the service's ASGI application with a scope of its own.

    The service's lifespan is not ours to enter: whoever made the application does that.
    """

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "state": {}}, receive, send)

    async def close(self) -> None:
        """Nothing is held open."""
