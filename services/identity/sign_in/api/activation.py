"""The two pages on which somebody takes their account into use: code and password, then the second factor."""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.identity.sign_in.actions.activating import (
    begin_enrolment,
    count_first_digits,
    enrolment_of,
    finish_enrolment,
)
from services.identity.sign_in.actions.counting import TooManyAttempts, count_network
from services.identity.sign_in.actions.hashing import Hashing
from services.identity.sign_in.actions.signing_in import SIGN_IN
from services.identity.sign_in.api.authorize import NEVER_STORED, client_address, database_of, told_to_wait, too_many
from services.identity.sign_in.api.documented import ACCOUNT_PAGES, GIVE_CODE, GIVE_FIRST_DIGITS
from services.identity.sign_in.api.pages import Page, PageRoute, Problem
from services.identity.sign_in.domain.passwords import check_new_password
from services.identity.sign_in.domain.second_factor import enrolment_address, typed_key
from shared.refusals import Invalid
from shared.web.forms import read_form

router = APIRouter(tags=["sign-in"], route_class=PageRoute, default_response_class=HTMLResponse)

PATH: Final = "/oauth/account"
FACTOR_PATH: Final = "/oauth/account/second-factor"
COOKIE: Final = "parcours_account"


@router.get(PATH, summary="Take an account into use", openapi_extra={"security": []}, responses=ACCOUNT_PAGES)
async def account(request: Request) -> Response:
    """The page on which somebody who was given a code chooses a password."""
    return _first_page(Page(request))


@router.post(PATH, summary="Give the code and choose a password", openapi_extra=GIVE_CODE, responses=ACCOUNT_PAGES)
async def give_code(request: Request) -> Response:
    """The form of that page; the second factor comes next. Until it works, the code stays good."""
    page, form = Page(request), await read_form(request)
    password = form.get("password", "")
    if not page.is_ours(form):
        return _first_page(page, Problem(page.text["old_page"]))
    try:
        check_new_password(password, "")
    except Invalid:
        return _first_page(page, Problem(page.text["weak_own_password"], "password"))
    try:
        cookie = await _begin(request, form.get("code", ""), password)
    except TooManyAttempts as refusal:
        return told_to_wait(_first_page(page, too_many(page, refusal), status=429), refusal)
    if cookie is None:
        return _first_page(page, Problem(page.text["wrong_account_code"], "code"))
    answer = RedirectResponse(FACTOR_PATH, 303, NEVER_STORED)
    page.set_cookie(answer, COOKIE, cookie)
    return answer


@router.get(FACTOR_PATH, summary="Set up the second factor", openapi_extra={"security": []}, responses=ACCOUNT_PAGES)
async def second_factor(request: Request) -> Response:
    """Shows sign-in name and key, to this browser alone, until the digits were given."""
    return await _second_page(request, Page(request))


@router.post(FACTOR_PATH, summary="Give the first six digits", openapi_extra=GIVE_FIRST_DIGITS, responses=ACCOUNT_PAGES)
async def give_first_digits(request: Request) -> Response:
    """The form of that page. With the right digits the account is in use."""
    page, form = Page(request), await read_form(request)
    if not page.is_ours(form):
        return await _second_page(request, page, Problem(page.text["old_page"]))
    try:
        sign_in_name = await _finish(request, page.cookie(COOKIE), form.get("digits", ""))
    except TooManyAttempts as refusal:
        return told_to_wait(await _second_page(request, page, too_many(page, refusal), status=429), refusal)
    if sign_in_name is None:
        return await _second_page(request, page, Problem(page.text["wrong_digits"], "digits"))
    return page.said(page.text["account_kept"], page.text["account_kept_text"].format(name=sign_in_name), status=200)


async def _begin(request: Request, code: str, password: str) -> str | None:
    state = request.app.state
    hashing: Hashing = state.hashing
    async with database_of(request).work(SIGN_IN) as work:
        await count_network(work, state.counting_secret, client_address(request))
    kept = await hashing.hashed(password)
    async with database_of(request).work(SIGN_IN) as work:
        return await begin_enrolment(work, state.factor_seal, code=code, kept=kept)


async def _finish(request: Request, cookie: str, typed: str) -> str | None:
    state = request.app.state
    async with database_of(request).work(SIGN_IN) as work:
        await count_first_digits(work, state.counting_secret, cookie)
    async with database_of(request).work(SIGN_IN) as work:
        return await finish_enrolment(work, state.factor_seal, state.counting_secret, cookie=cookie, typed=typed)


def _first_page(page: Page, problem: Problem | None = None, *, status: int = 400) -> Response:
    return page.render("account.html", status=status if problem else 200, problem=problem, action=PATH)


async def _second_page(request: Request, page: Page, problem: Problem | None = None, *, status: int = 400) -> Response:
    async with database_of(request).work(SIGN_IN) as work:
        enrolment = await enrolment_of(work, request.app.state.factor_seal, page.cookie(COOKIE))
    if enrolment is None:
        return _first_page(page, Problem(page.text["old_page"]))
    return page.render(
        "account_factor.html",
        status=status if problem else 200,
        problem=problem,
        action=FACTOR_PATH,
        sign_in_name=enrolment.sign_in_name,
        key=typed_key(enrolment.key),
        address=enrolment_address(enrolment.key, enrolment.sign_in_name),
    )
