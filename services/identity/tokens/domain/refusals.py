"""How the token endpoint says no: in the words of RFC 6749, with a page about each.

TokenRefused
├── InvalidRequest         malformed, or a parameter twice
├── InvalidClient          not a client of ours, or it did not prove it
├── InvalidGrant           the code or refresh token does not open anything (any more)
├── UnauthorizedClient     the client is not registered for this
├── UnsupportedGrantType   we do not know this grant type
└── InvalidScope           more than the client or worker may have
"""

from typing import ClassVar

from shared.refusals import Refusal


class TokenRefused(Refusal):
    """A request to an OAuth endpoint that is answered with no (RFC 6749, section 5.2)."""

    error: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 400


class InvalidRequest(TokenRefused):
    """The OAuth request lacks a parameter, has one twice, or mixes two ways to authenticate."""

    code = "oauth-invalid-request"
    title = "The token request is not valid"
    title_fr = "La demande de jeton n'est pas valide"


class InvalidClient(TokenRefused):
    """The client is not known, is revoked, or did not prove that it is itself; the answer does not say which."""

    code = "oauth-invalid-client"
    title = "The client did not authenticate"
    title_fr = "Le client ne s'est pas authentifié"
    error = "invalid_client"
    status = 401


class InvalidGrant(TokenRefused):
    """The code or refresh token is not known, has expired, was used before, or belongs to another client."""

    code = "oauth-invalid-grant"
    title = "The code or refresh token opens nothing"
    title_fr = "Le code ou le jeton n'ouvre aucun droit"
    error = "invalid_grant"


class UnauthorizedClient(TokenRefused):
    """The client is not registered for what it asks."""

    code = "oauth-unauthorized-client"
    title = "The client may not ask for this"
    title_fr = "Le client ne peut pas demander cela"
    error = "unauthorized_client"


class UnsupportedGrantType(TokenRefused):
    """The grant type is none of client_credentials, authorization_code and refresh_token."""

    code = "oauth-unsupported-grant-type"
    title = "This grant type is not offered"
    title_fr = "Ce type d'autorisation n'est pas proposé"
    error = "unsupported_grant_type"


class InvalidScope(TokenRefused):
    """A scope that was asked for is not one that this client, or this worker, may have."""

    code = "oauth-invalid-scope"
    title = "The scope is too wide"
    title_fr = "La portée demandée est trop large"
    error = "invalid_scope"
