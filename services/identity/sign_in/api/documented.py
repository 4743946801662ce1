"""The sign-in pages, for the API document."""

from typing import Any, Final

from shared.web.forms import FORM

_TEXT: Final = {"type": "string"}


def _parameter(name: str, description: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": {**_TEXT, **schema},
    }


AUTHORIZE: Final[dict[str, Any]] = {
    "security": [],
    "parameters": [
        _parameter("response_type", "Always `code`.", required=True, enum=["code"]),
        _parameter("client_id", "The front end.", required=True, format="uuid"),
        _parameter("redirect_uri", "Exactly as registered.", required=True),
        _parameter("code_challenge", "PKCE, S256.", required=True, pattern="^[A-Za-z0-9_-]{43}$"),
        _parameter("code_challenge_method", "Always `S256`.", required=True, enum=["S256"]),
        _parameter("scope", "Separated by spaces; `openid` for an id_token. All the worker may have when absent."),
        _parameter("state", "Handed back as it is."),
        _parameter("nonce", "Handed back in the id_token."),
        _parameter("ui_locales", "Languages of the page in the order of preference: en, fr."),
        _parameter("prompt", "`none` is answered with login_required: nobody stays signed in here."),
    ],
}


def _form(example: dict[str, str], **fields: str) -> dict[str, Any]:
    properties = {name: {**_TEXT, "description": description} for name, description in fields.items()}
    properties["form"] = {**_TEXT, "description": "Hidden field of the page: binds the form to this browser."}
    body = {"schema": {"type": "object", "properties": properties}, "example": {**example, "form": "8f4e…"}}
    return {"requestBody": {"required": True, "content": {FORM: body}}}


GIVE_PASSWORD: Final = AUTHORIZE | _form(
    {"login": "nadia.belkacem", "password": "…"},
    login="Sign-in name.",
    password="Password.",  # noqa: S106 - a description
)
CHOOSE_AGENCY: Final = AUTHORIZE | _form(
    {"agency": "019aa7a0-0000-7000-8000-0000000000a1"}, agency="Id of one of the agencies on the page."
)
CHOOSE_PASSWORD: Final = {"security": []} | _form(
    {"login": "nadia.belkacem", "code": "K7QF-2M9X-AB3D-7WZT", "password": "…"},
    login="Sign-in name.",
    code="Code from the administrator.",
    password="New password, 12 to 200 characters.",  # noqa: S106 - a description
)
GIVE_DIGITS: Final = AUTHORIZE | _form({"digits": "492039"}, digits="Of the authenticator application.")
GIVE_CODE: Final = {"security": []} | _form(
    {"code": "K7QF-2M9X-AB3D-7WZT", "password": "…"},
    code="Code that a worker handed over.",
    password="New password, 12 to 200 characters.",  # noqa: S106 - a description
)
GIVE_FIRST_DIGITS: Final = {"security": []} | _form({"digits": "492039"}, digits="Of the authenticator application.")
_PAGE: Final = {"text/html": {"schema": _TEXT, "example": '<!doctype html><html lang="en">…</html>'}}
PAGES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The page.", "content": _PAGE},
    303: {"description": "On to the next page, or back to the front end with `code` or `error`, `state` and `iss`."},
    400: {"description": "The page again, saying what is wrong; or no way back to the front end.", "content": _PAGE},
    403: {"description": "The worker may act for no agency here.", "content": _PAGE},
    422: {"description": "The form cannot be read.", "content": _PAGE},
    429: {"description": "Too many attempts; wait.", "content": _PAGE},
    503: {"description": "Not available at the moment.", "content": _PAGE},
}
PASSWORD_PAGES: Final = {status: described for status, described in PAGES.items() if status not in {303, 403}}
ACCOUNT_PAGES: Final = PASSWORD_PAGES | {303: {"description": "On to the second factor."}}
