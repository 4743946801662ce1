"""How a service is served when it runs alone."""

import gc
from typing import Final

import uvicorn
from fastapi import FastAPI
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.telemetry.logs import configure_logs

LIVE: Final = "parcours.live"
"""Stands in the scope of a request whose answer has no end of its own."""


class Protocol(HttpToolsProtocol):
    """uvicorn's connection. When the server goes down it waits for answers to end, and live streams never would."""

    @override
    def shutdown(self) -> None:
        super().shutdown()
        if self.cycle is not None and not self.cycle.response_complete and self.cycle.scope.get(LIVE):
            self.transport.close()


def stay() -> None:
    """What was made at start stays until the end, so the garbage collector need not look through it again.

    A full collection of a loaded process stops it for 150 milliseconds, and under load there are two a second. Whoever
    starts a server switches the collector off until here: nothing of what is imported is garbage, and to look for some
    takes a quarter of the time that a start takes.
    """
    gc.collect()
    gc.freeze()
    gc.enable()


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until told to stop."""
    configure_logs()
    stay()
    uvicorn.run(
        app,
        host=host,
        port=port,
        http=Protocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
