"""Wires the areas of identity together; the only file that sees all of them."""

import hmac
from datetime import timedelta
from typing import Any

from fastapi import FastAPI

from services.identity.accounts.api import router as accounts
from services.identity.accounts.subscriptions import ENDED_ACCOUNTS
from services.identity.agencies.api import router as agencies
from services.identity.fhir.api import router as fhir
from services.identity.keys.actions.ring import KeyRing
from services.identity.keys.api import router as keys
from services.identity.keys.domain.sealing import Seal
from services.identity.sessions.api import router as sessions
from services.identity.settings import Settings
from services.identity.sign_in.actions.hashing import Hashing
from services.identity.sign_in.api.activation import router as activation
from services.identity.sign_in.api.authorize import router as authorize
from services.identity.sign_in.api.password import pages as password_pages
from services.identity.sign_in.api.password import router as invitations
from services.identity.sign_in.api.second_factor import router as second_factor
from services.identity.systems.api import router as systems
from services.identity.tokens.actions.housekeeping import forget_the_old
from services.identity.tokens.actions.issuing import Mint
from services.identity.tokens.api.discovery import router as discovery
from services.identity.tokens.api.documented import CLIENT_SECRET_BASIC
from services.identity.tokens.api.explaining import router as explaining
from services.identity.tokens.api.me import router as me
from services.identity.tokens.api.token import router as token
from services.identity.tokens.api.wire import token_refused
from services.identity.tokens.domain.refusals import TokenRefused
from services.identity.workers.api import router as workers
from shared.clients.carriage import Carriage, InProcess, Scope
from shared.clock import Clock, system_clock
from shared.web.service import Plan, Service, service_app


def create_app(settings: Settings, *, identity: Carriage | None = None, clock: Clock = system_clock) -> FastAPI:
    """The application of identity.

    Args:
        identity: how it reaches itself, for the keys and ended sign-ins; directly when not given.
    """
    secret = settings.key_secret.get_secret_value()
    ring = KeyRing(Seal(secret), timedelta(days=settings.key_days))

    async def look_after_keys(service: Service) -> None:
        await ring.run(service.database)

    async def itself(scope: Scope, receive: Any, send: Any) -> None:
        await app(scope, receive, send)

    plan = Plan(
        name="identity",
        package="services.identity",
        title="Parcours identity",
        description="Which agencies exist, who works there, and the tokens that prove it.",
        routers=(
            token,  # the busiest, so that it is found first
            me,
            agencies,
            workers,
            invitations,
            systems,
            accounts,
            authorize,
            second_factor,
            activation,
            password_pages,
            explaining,
            discovery,
            keys,
            sessions,
            fhir,
        ),
        subscriptions=(ENDED_ACCOUNTS,),
        background=(look_after_keys,),
        housekeeping=(forget_the_old,),
    )
    app = service_app(plan, settings, identity=identity or InProcess(itself), clock=clock)
    app.state.keys = ring
    app.state.mint = Mint(ring, settings.public_url, timedelta(seconds=settings.token_seconds))
    app.state.hashing = Hashing()
    app.state.factor_seal = Seal(secret, "second factors")
    app.state.counting_secret = hmac.digest(secret.encode(), b"parcours identity attempts", "sha256")
    _describe_client_authentication(app)
    app.add_exception_handler(TokenRefused, token_refused)
    return app


def _describe_client_authentication(app: FastAPI) -> None:
    """Into the API document; a dependency that does nothing would cost each token a little."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        document = described()
        document["components"]["securitySchemes"]["client_secret_basic"] = CLIENT_SECRET_BASIC
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI documents it
