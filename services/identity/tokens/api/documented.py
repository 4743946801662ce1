"""What the OAuth endpoints take and give, for the API document."""

from typing import Any, Final

from services.identity.tokens.domain.refusals import (
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    TokenRefused,
    UnauthorizedClient,
    UnsupportedGrantType,
)
from shared.refusals import Unavailable
from shared.web.documented import PROBLEM
from shared.web.forms import FORM
from shared.web.problems import PROBLEM_JSON, PROBLEM_PATH

_TEXT: Final = {"type": "string"}
_CLIENT: Final[dict[str, Any]] = {
    "client_id": {**_TEXT, "format": "uuid", "description": "Of a client without credentials."},
    "client_assertion_type": {
        **_TEXT,
        "enum": ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
        "description": "With client_assertion.",
    },
    "client_assertion": {**_TEXT, "description": "A JWT signed by a registered key of the client (RFC 7523)."},
}


def form(fields: dict[str, Any], required: list[str], example: dict[str, str]) -> dict[str, Any]:
    """A request body of an OAuth endpoint."""
    schema = {"type": "object", "required": required, "properties": {**fields, **_CLIENT}}
    return {"required": True, "content": {FORM: {"schema": schema, "example": example}}}


def answers(success: dict[str, Any], *refused: type[TokenRefused]) -> dict[int | str, dict[str, Any]]:
    """The responses of an OAuth endpoint."""
    documented: dict[int | str, dict[str, Any]] = {200: success}
    kinds: tuple[type[TokenRefused], ...] = (InvalidRequest, InvalidClient, *refused)
    for kind in kinds:
        described = documented.setdefault(kind.status, {"description": "", "content": {"application/json": {}}})
        described["description"] = "; ".join(filter(None, (described["description"], kind.title)))
        content = described["content"]["application/json"]
        content["schema"] = _ERROR_SCHEMA
        content.setdefault("examples", {})[kind.error] = {
            "value": {"error": kind.error, "error_description": kind.title, "error_uri": PROBLEM_PATH + kind.code}
        }
    documented[503] = {"description": Unavailable.title, "content": {PROBLEM_JSON: {"schema": PROBLEM}}}
    return documented


def success(description: str, properties: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """The answer of an OAuth endpoint that says yes."""
    schema = {"type": "object", "properties": properties}
    return {"description": description, "content": {"application/json": {"schema": schema, "example": example}}}


_ERROR_SCHEMA: Final = {
    "type": "object",
    "title": "OAuthError",
    "description": "RFC 6749, section 5.2.",
    "required": ["error"],
    "properties": {"error": _TEXT, "error_description": _TEXT, "error_uri": _TEXT},
}

CLIENT_SECURITY: Final[list[dict[str, list[str]]]] = [{"client_secret_basic": []}, {}]
"""`{}` stands for a signed assertion in the form, or for a client without credentials."""

CLIENT_SECRET_BASIC: Final = {
    "type": "http",
    "scheme": "basic",
    "description": "client_id and client_secret of an agency's system (RFC 6749, section 2.3.1).",
}

TOKEN_REQUEST: Final = form(
    {
        "grant_type": {**_TEXT, "enum": ["client_credentials", "authorization_code", "refresh_token"]},
        "scope": {**_TEXT, "description": "Separated by spaces; all the client may have when absent."},
        "code": {**_TEXT, "description": "With authorization_code."},
        "redirect_uri": {**_TEXT, "description": "With authorization_code: the same as in the request."},
        "code_verifier": {**_TEXT, "pattern": "^[A-Za-z0-9._~-]{43,128}$", "description": "With authorization_code."},
        "refresh_token": {**_TEXT, "description": "With refresh_token."},
    },
    ["grant_type"],
    {"grant_type": "client_credentials", "scope": "record:read referrals:write"},
)
TOKEN_RESPONSES: Final = answers(
    success(
        "A bearer token.",
        {
            "access_token": {**_TEXT, "description": "ES256 JWT (RFC 9068)."},
            "token_type": {**_TEXT, "enum": ["Bearer"]},
            "expires_in": {"type": "integer", "description": "Seconds; at most 600."},
            "scope": _TEXT,
            "refresh_token": {**_TEXT, "description": "Works once; for front ends registered for it."},
            "id_token": {**_TEXT, "description": "With the scope openid."},
        },
        {"access_token": "eyJhbGciOiJFUzI1NiIs…", "token_type": "Bearer", "expires_in": 600, "scope": "record:read"},
    ),
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    InvalidScope,
)

TOKEN_ITSELF: Final = form(
    {
        "token": {**_TEXT, "description": "An access token or a refresh token."},
        "token_type_hint": {**_TEXT, "enum": ["access_token", "refresh_token"], "description": "Not needed."},
    },
    ["token"],
    {"token": "eyJhbGciOiJFUzI1NiIs…"},
)
REVOCATION_RESPONSES: Final = answers(
    success("It is not valid any more, or never was.", {}, {}),
    UnauthorizedClient,
)
INTROSPECTION_RESPONSES: Final = answers(
    success(
        "What it is worth.",
        {"active": {"type": "boolean"}, "scope": _TEXT, "client_id": _TEXT, "sub": _TEXT, "exp": {"type": "integer"}},
        {"active": True, "scope": "record:read", "client_id": "019aa7a0-0000-7000-8000-0000000000c1"},
    ),
)
