"""The gateway's own pages as an application, carried like a service."""

from collections.abc import Mapping

from fastapi import FastAPI

from gateway.documents.library import Library
from gateway.pages import capabilities, documentation, front, health, problem_pages
from shared.clients.carriage import Carriage
from shared.web.problems import answer_refusals


def own_pages() -> FastAPI:
    """Front page, documentation, health, problem pages; `furnish` gives it what it shows."""
    app = FastAPI(
        title="Gateway",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in (front.router, documentation.router, health.router, problem_pages.router, capabilities.router):
        app.include_router(router)
    answer_refusals(app)
    return app


def furnish(app: FastAPI, library: Library, services: Mapping[str, Carriage], documentation_client_id: str) -> None:
    """Let the pages see the services.

    Args:
        documentation_client_id: as which OAuth client the documentation signs workers in; empty lets them say.
    """
    app.state.library = library
    app.state.services = services
    app.state.health = health.HealthOfAll(services)
    app.state.documentation_client_id = documentation_client_id
