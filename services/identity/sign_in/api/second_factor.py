"""The page on which somebody with an account of their own shows their second factor."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from services.identity.sign_in.actions.counting import TooManyAttempts
from services.identity.sign_in.actions.second_factor import account_on_its_way, count_second_step, take_digits
from services.identity.sign_in.actions.signing_in import SIGN_IN
from services.identity.sign_in.api.authorize import (
    SECOND_FACTOR_PATH,
    Visit,
    database_of,
    told_to_wait,
    too_many,
    visit_of,
)
from services.identity.sign_in.api.documented import AUTHORIZE, GIVE_DIGITS, PAGES
from services.identity.sign_in.api.pages import SIGN_IN_COOKIE, PageRoute, Problem
from services.identity.sign_in.domain.request import AuthorizationRefused
from shared.web.forms import read_form

router = APIRouter(tags=["sign-in"], route_class=PageRoute, default_response_class=HTMLResponse)


@router.get(SECOND_FACTOR_PATH, summary="Show the second factor", openapi_extra=AUTHORIZE, responses=PAGES)
async def second_factor(request: Request) -> Response:
    """Asks for the six digits that an authenticator application shows."""
    visit = await visit_of(request)
    if isinstance(visit, Response):
        return visit
    async with database_of(request).work(SIGN_IN) as work:
        account_id = await account_on_its_way(work, visit.asked, visit.page.cookie(SIGN_IN_COOKIE))
    if account_id is None:
        return visit.sign_in_page(status=400, problem=Problem(visit.page.text["old_page"]))
    return _page(visit)


@router.post(SECOND_FACTOR_PATH, summary="Give the six digits", openapi_extra=GIVE_DIGITS, responses=PAGES)
async def give_digits(request: Request) -> Response:
    """The form of that page. The front end gets its code; digits work once."""
    visit = await visit_of(request)
    if isinstance(visit, Response):
        return visit
    form = await read_form(request)
    if not visit.page.is_ours(form):
        return _page(visit, Problem(visit.page.text["old_page"]))
    try:
        return await _take(request, visit, form.get("digits", ""))
    except TooManyAttempts as refusal:
        return told_to_wait(_page(visit, too_many(visit.page, refusal), status=429), refusal)
    except AuthorizationRefused as refusal:
        return visit.sent_back(error=refusal.error, error_description=refusal.detail or refusal.title)


async def _take(request: Request, visit: Visit, typed: str) -> Response:
    state, cookie = request.app.state, visit.page.cookie(SIGN_IN_COOKIE)
    async with database_of(request).work(SIGN_IN) as work:
        account_id = await count_second_step(work, state.counting_secret, visit.asked, cookie)
    if account_id is None:
        return visit.sign_in_page(status=400, problem=Problem(visit.page.text["old_page"]))
    async with database_of(request).work(SIGN_IN) as work:
        code = await take_digits(
            work,
            state.factor_seal,
            state.counting_secret,
            visit.asked,
            visit.front_end,
            cookie=cookie,
            typed=typed,
        )
    if code is None:
        return _page(visit, Problem(visit.page.text["wrong_digits"], "digits"))
    return visit.sent_back(code=code)


def _page(visit: Visit, problem: Problem | None = None, *, status: int = 400) -> Response:
    return visit.show(
        "second_factor.html",
        status=status if problem else 200,
        problem=problem,
        action=visit.here(SECOND_FACTOR_PATH),
    )
