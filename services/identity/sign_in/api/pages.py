"""Rendering pages: without script, in two languages, with headers that let nothing else in."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from typing_extensions import override

from services.identity.sign_in.api.texts import TEXTS, language_of
from services.identity.systems.domain import new_secret
from shared.refusals import Refusal
from shared.web.problems import status_of

_TEMPLATES: Final = Path(__file__).parent / "templates"
_STYLE: Final = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_environment: Final = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_FORM_COOKIE: Final = "parcours_form"
SIGN_IN_COOKIE: Final = "parcours_sign_in"


@dataclass(frozen=True)
class Problem:
    """What was wrong with a form.

    Attributes:
        field: the id of the field it is about; empty when it is about none.
    """

    message: str
    field: str = ""


class Page:
    """One page for one request."""

    def __init__(self, request: Request, ui_locales: str = "") -> None:
        self._request = request
        self.language = language_of(ui_locales, request.headers.get("accept-language", ""))
        self.text = TEXTS[self.language]
        self.is_secure: bool = request.app.state.mint.issuer.startswith("https:")

    def render(
        self, template: str, *, status: int = 200, problem: Problem | None = None, leads_to: str = "", **values: Any
    ) -> Response:
        """The page.

        Args:
            leads_to: where its form may send the browser beside ourselves, after a redirect.
        """
        form_cookie = self.cookie(_FORM_COOKIE) or new_secret()
        body = _environment.get_template(template).render(
            language=self.language,
            text=self.text,
            style=Markup(_STYLE),  # noqa: S704 - our own file, and its hash is in the policy
            problem=problem or Problem(""),
            form_token=_form_token(form_cookie),
            **values,
        )
        answer = HTMLResponse(body, status, _headers(leads_to, self.language))
        self.set_cookie(answer, _FORM_COOKIE, form_cookie)
        return answer

    def said(self, heading: str, sentence: str, *, status: int) -> Response:
        """A page without a form."""
        return self.render("said.html", status=status, heading=heading, sentence=sentence)

    def is_ours(self, form: dict[str, str]) -> bool:
        """Whether the form comes from a page that we gave to this browser."""
        cookie = self.cookie(_FORM_COOKIE)
        return bool(cookie) and hmac.compare_digest(_form_token(cookie).encode(), form.get("form", "").encode())

    def cookie(self, name: str) -> str:
        """A cookie of ours; empty without."""
        return self._request.cookies.get(self._named(name), "")

    def set_cookie(self, answer: Response, name: str, value: str) -> None:
        """Let the browser keep something until it is closed, out of reach of scripts."""
        answer.set_cookie(self._named(name), value, path="/", secure=self.is_secure, httponly=True, samesite="lax")

    def _named(self, name: str) -> str:
        """Over https the prefix keeps other hosts of the same domain from setting it (RFC 6265bis)."""
        return f"__Host-{name}" if self.is_secure else name


class PageRoute(APIRoute):
    """A route that answers a refusal with a page, because a person is looking at it."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answered = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await answered(request)
            except Refusal as refusal:
                page = Page(request, request.query_params.get("ui_locales", ""))
                is_french = page.language == "fr"
                heading = refusal.title_fr if is_french else refusal.title
                sentence = (refusal.detail_fr if is_french else refusal.detail) or page.text["go_back"]
                return page.said(heading, sentence, status=status_of(refusal))

        return answer


def _form_token(cookie: str) -> str:
    return hashlib.sha256(b"parcours form " + cookie.encode()).hexdigest()


def _headers(leads_to: str, language: str) -> dict[str, str]:
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self' {leads_to}".rstrip()
        + "; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Content-Language": language,
        "Referrer-Policy": "same-origin",
        "Vary": "Accept-Language, Cookie",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
