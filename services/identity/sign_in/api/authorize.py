"""The authorization endpoint: the page on which workers, and people with accounts of their own, sign in."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.identity.sign_in.actions.counting import TooManyAttempts, count_network
from services.identity.sign_in.actions.hashing import Hashing
from services.identity.sign_in.actions.signing_in import (
    SIGN_IN,
    attempt,
    choices_of,
    choose,
    front_end_for,
    make_code,
    seat_of,
    start_second_step,
    succeeded,
)
from services.identity.sign_in.api.documented import AUTHORIZE, CHOOSE_AGENCY, GIVE_PASSWORD, PAGES
from services.identity.sign_in.api.pages import SIGN_IN_COOKIE, Page, PageRoute, Problem
from services.identity.sign_in.api.texts import minutes
from services.identity.sign_in.domain.request import (
    AccessDenied,
    AuthorizationRefused,
    AuthorizationRequest,
    address_back,
    client_id_in,
    once_each,
    origin_of,
    read_request,
)
from services.identity.systems.domain import System
from shared.database.engine import Database
from shared.web.forms import read_form

router = APIRouter(
    prefix="/oauth/authorize", tags=["sign-in"], route_class=PageRoute, default_response_class=HTMLResponse
)

_AGENCY_PATH: Final = "/oauth/authorize/agency"
SECOND_FACTOR_PATH: Final = "/oauth/authorize/second-factor"


@dataclass(frozen=True)
class Visit:
    """Somebody whom a front end has sent here.

    Attributes:
        parameters: what the front end asked, as it asked.
        asked: the same, checked.
    """

    page: Page
    front_end: System
    parameters: dict[str, str]
    asked: AuthorizationRequest
    issuer: str

    def here(self, path: str = "/oauth/authorize") -> str:
        """An address of ours that carries on with the same request."""
        return f"{path}?{urlencode(self.parameters)}"

    def sent_back(self, **told: str) -> Response:
        """To the front end, with our answer."""
        return RedirectResponse(
            address_back(self.asked.redirect_uri, self.issuer, self.asked.state, **told), 303, NEVER_STORED
        )

    def show(self, template: str, *, status: int = 200, problem: Problem | None = None, **values: Any) -> Response:
        """A page of the sign-in."""
        denied = {"error": AccessDenied.error, "error_description": AccessDenied.title}
        return self.page.render(
            template,
            status=status,
            problem=problem,
            leads_to=origin_of(self.asked.redirect_uri),
            front_end=self.front_end.name,
            back=address_back(self.asked.redirect_uri, self.issuer, self.asked.state, **denied),
            **values,
        )

    def sign_in_page(self, *, status: int = 200, problem: Problem | None = None, login: str = "") -> Response:
        return self.show("sign_in.html", status=status, problem=problem, login=login, action=self.here())


NEVER_STORED: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@router.get("", summary="Sign somebody in", openapi_extra=AUTHORIZE, responses=PAGES)
async def authorize(request: Request) -> Response:
    """OAuth 2.1 authorization endpoint: `response_type=code` with PKCE (S256) and a `redirect_uri` exactly as it was
    registered. Shows the sign-in page; what is wrong with the request is told to the front end at its own address.
    """
    visit = await visit_of(request)
    return visit if isinstance(visit, Response) else visit.sign_in_page()


@router.post("", summary="Give sign-in name and password", openapi_extra=GIVE_PASSWORD, responses=PAGES)
async def give_password(request: Request) -> Response:
    """The form of the sign-in page. A worker of several agencies is asked next for which one they act; somebody with an
    account of their own for their second factor.
    """
    visit = await visit_of(request)
    if isinstance(visit, Response):
        return visit
    form = await read_form(request)
    login, password = form.get("login", ""), form.get("password", "")
    text = visit.page.text
    if not visit.page.is_ours(form):
        return visit.sign_in_page(status=400, problem=Problem(text["old_page"]), login=login)
    for field, given in (("login", login), ("password", password)):
        if not given.strip():
            return visit.sign_in_page(status=400, problem=Problem(text[f"missing_{field}"], field), login=login)
    try:
        return await _sign_in(request, visit, login, password)
    except TooManyAttempts as refusal:
        answer = visit.sign_in_page(status=429, problem=too_many(visit.page, refusal), login=login)
        return told_to_wait(answer, refusal)
    except AuthorizationRefused as refusal:
        return visit.sent_back(error=refusal.error, error_description=refusal.detail or refusal.title)


@router.get("/agency", summary="Choose an agency", openapi_extra=AUTHORIZE, responses=PAGES)
async def agencies(request: Request) -> Response:
    """Asks a worker of several agencies for which one they act."""
    visit = await visit_of(request)
    return visit if isinstance(visit, Response) else await _ask_for_agency(request, visit)


@router.post("/agency", summary="Say for which agency", openapi_extra=CHOOSE_AGENCY, responses=PAGES)
async def choose_agency(request: Request) -> Response:
    """The form of that page. The front end gets its code."""
    visit = await visit_of(request)
    if isinstance(visit, Response):
        return visit
    form = await read_form(request)
    code = None
    if visit.page.is_ours(form) and (agency_id := _uuid(form.get("agency", ""))):
        cookie = visit.page.cookie(SIGN_IN_COOKIE)
        try:
            async with database_of(request).work(SIGN_IN) as work:
                code = await choose(work, visit.asked, visit.front_end, cookie, agency_id)
        except AuthorizationRefused as refusal:
            return visit.sent_back(error=refusal.error, error_description=refusal.detail or refusal.title)
    if code is None:
        return await _ask_for_agency(request, visit, Problem(visit.page.text["missing_agency"], "agency-1"))
    return visit.sent_back(code=code)


def too_many(page: Page, refusal: TooManyAttempts) -> Problem:
    """How a page says that somebody has to wait."""
    return Problem(page.text["too_many"].format(minutes=minutes(refusal.wait)))


def told_to_wait(answer: Response, refusal: TooManyAttempts) -> Response:
    """The same answer, with the wait in its header."""
    answer.headers["Retry-After"] = str(minutes(refusal.wait) * 60)
    return answer


async def visit_of(request: Request) -> Visit | Response:
    """The visit; or the way back, when the front end asked something that cannot be.

    Raises:
        NoWayBack: there is none.
    """
    parameters = once_each(request.query_params.multi_items())
    issuer: str = request.app.state.mint.issuer
    async with database_of(request).work(SIGN_IN) as work:
        front_end = await front_end_for(work, client_id_in(parameters), parameters)
    try:
        asked = read_request(parameters)
    except AuthorizationRefused as refusal:
        told = {"error": refusal.error, "error_description": refusal.detail or refusal.title}
        back = address_back(parameters["redirect_uri"], issuer, parameters.get("state"), **told)
        return RedirectResponse(back, 303, NEVER_STORED)
    return Visit(Page(request, parameters.get("ui_locales", "")), front_end, parameters, asked, issuer)


async def _sign_in(request: Request, visit: Visit, login: str, password: str) -> Response:
    hashing: Hashing = request.app.state.hashing
    database = database_of(request)
    async with database.work(SIGN_IN) as work:
        await count_network(work, request.app.state.counting_secret, client_address(request))
    async with database.work(SIGN_IN) as work:
        counted = await attempt(work, request.app.state.counting_secret, login=login, address=client_address(request))
    is_right, stronger = await hashing.opens(password, counted.kept)
    if not is_right:
        return visit.sign_in_page(status=400, problem=Problem(visit.page.text["wrong"], "login"), login=login)
    async with database.work(SIGN_IN) as work:
        signed_in = await succeeded(work, counted, visit.front_end, stronger)
        if len(signed_in.choices) == 1:
            (standing,) = signed_in.choices
            code = await make_code(
                work,
                visit.asked,
                visit.front_end,
                seat_of(standing),
                scopes=standing.scopes,
                signed_in_at=work.now,
            )
            return visit.sent_back(code=code)
        cookie = await start_second_step(work, visit.asked, signed_in) if signed_in.may_go_on else None
    if cookie is None:
        return visit.sign_in_page(status=403, problem=Problem(visit.page.text["no_agency"]), login=login)
    next_page = SECOND_FACTOR_PATH if signed_in.account_id is not None else _AGENCY_PATH
    answer = RedirectResponse(visit.here(next_page), 303, NEVER_STORED)
    visit.page.set_cookie(answer, SIGN_IN_COOKIE, cookie)
    return answer


async def _ask_for_agency(request: Request, visit: Visit, problem: Problem | None = None) -> Response:
    async with database_of(request).work(SIGN_IN) as work:
        choices = await choices_of(work, visit.asked, visit.front_end, visit.page.cookie(SIGN_IN_COOKIE))
    if not choices:
        return visit.sign_in_page(status=400, problem=Problem(visit.page.text["old_page"]))
    status = 400 if problem else 200
    return visit.show("agency.html", status=status, problem=problem, choices=choices, action=visit.here(_AGENCY_PATH))


def database_of(request: Request) -> Database:
    """That of identity."""
    database: Database = request.app.state.service.database
    return database


def client_address(request: Request) -> str:
    """The caller's network address; the gateway sets the header and drops what others wrote there."""
    peer = request.client.host if request.client else ""
    return request.headers.get("x-forwarded-for", peer)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
