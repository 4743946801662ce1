"""Inviting a worker to choose a password, and the page on which they do."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from services.identity.sessions.api import HEARD_AT_ONCE
from services.identity.sign_in.actions.choosing_password import choose_password, invite_to_choose, invited_worker
from services.identity.sign_in.actions.counting import TooManyAttempts, count_network
from services.identity.sign_in.actions.hashing import Hashing
from services.identity.sign_in.actions.signing_in import SIGN_IN, attempt
from services.identity.sign_in.api.authorize import client_address, told_to_wait, too_many
from services.identity.sign_in.api.documented import CHOOSE_PASSWORD, PASSWORD_PAGES
from services.identity.sign_in.api.pages import Page, PageRoute, Problem
from services.identity.sign_in.domain.passwords import check_new_password
from services.identity.workers.domain import tidy_login
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import Invalid
from shared.web.caller import Work, holding
from shared.web.documented import ACTS
from shared.web.forms import read_form

router = APIRouter(tags=["workers"])
pages = APIRouter(tags=["sign-in"], route_class=PageRoute, default_response_class=HTMLResponse)

PATH = "/oauth/password"


class Invitation(BaseModel):
    """A code with which a worker chooses a password at /oauth/password."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "K7QF-2M9X-AB3D-7WZT", "expires_at": "2026-01-08T08:00:00Z"}]}
    )

    code: str = Field(description="To be handed over in person; shown in this answer only.")
    expires_at: datetime


@router.post(
    "/v1/workers/{worker_id}/password-invitation",
    status_code=201,
    summary="Let a worker choose a password",
    responses=ACTS,
)
async def invite(
    worker_id: UUID, _actor: Annotated[Actor, holding(Scope.IDENTITY_ADMIN)], work: Work, response: Response
) -> Invitation:
    """A code for a worker who is new or has forgotten their password. An earlier code ends; the present password stays
    good until a new one is chosen. Not for workers who also work for another agency: the installation invites those.
    """
    code, expires_at = await invite_to_choose(work, worker_id)
    response.headers["Cache-Control"] = "no-store"
    return Invitation(code=code, expires_at=expires_at)


@pages.get(PATH, summary="Choose a password", openapi_extra={"security": []}, responses=PASSWORD_PAGES)
async def password_page(request: Request) -> Response:
    """The page on which a worker with an invitation chooses a password."""
    return _page(Page(request))


@pages.post(
    PATH,
    summary="Give code and new password",
    openapi_extra=CHOOSE_PASSWORD,
    responses=PASSWORD_PAGES,
    dependencies=[HEARD_AT_ONCE],
)
async def give_new_password(request: Request) -> Response:
    """The form of that page. Whoever chooses a password is signed out everywhere."""
    page, form = Page(request), await read_form(request)
    login, code, password = (form.get(name, "") for name in ("login", "code", "password"))
    if not page.is_ours(form):
        return _page(page, Problem(page.text["old_page"]), login)
    try:
        check_new_password(password, tidy_login(login))
    except Invalid:
        return _page(page, Problem(page.text["weak_password"], "password"), login)
    try:
        is_chosen = await _choose(request, login, code, password)
    except TooManyAttempts as refusal:
        return told_to_wait(_page(page, too_many(page, refusal), login, status=429), refusal)
    if not is_chosen:
        return _page(page, Problem(page.text["wrong_code"], "login"), login)
    return page.said(page.text["password_kept"], page.text["password_kept_text"], status=200)


async def _choose(request: Request, login: str, code: str, password: str) -> bool:
    state = request.app.state
    hashing: Hashing = state.hashing
    async with state.service.database.work(SIGN_IN) as work:
        await count_network(work, state.counting_secret, client_address(request))
    async with state.service.database.work(SIGN_IN) as work:
        counted = await attempt(work, state.counting_secret, login=login, address=client_address(request))
    kept = await hashing.hashed(password)
    async with state.service.database.work(SIGN_IN) as work:
        worker_id = await invited_worker(work, login=login, code=code)
        if worker_id is not None:
            await choose_password(work, worker_id, kept, counted)
    return worker_id is not None


def _page(page: Page, problem: Problem | None = None, login: str = "", *, status: int = 400) -> Response:
    return page.render("password.html", status=status if problem else 200, problem=problem, login=login, action=PATH)
