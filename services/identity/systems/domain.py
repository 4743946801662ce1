"""What an OAuth client is here, and what a valid registration looks like."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from services.identity.keys.domain.signatures import is_public_key
from shared.contracts.identity.vocabulary import SCOPES_OF_PEOPLE, AgencyId, Purpose, Scope, SystemId
from shared.refusals import Invalid

MOST_KEYS: Final = 5
SECRET_BYTES: Final = 32
LONGEST_KEY_ID: Final = 200
_LOOPBACK: Final = frozenset({"127.0.0.1", "[::1]", "::1", "localhost"})

SCOPES_FOR_SYSTEMS: Final = frozenset(Scope) - {Scope.IDENTITY_ADMIN} - SCOPES_OF_PEOPLE
"""Who acts for an agency is decided by people, and nobody speaks for a person but they themselves."""


class Authentication(StrEnum):
    """How a client proves at the token endpoint that it is itself."""

    PRIVATE_KEY_JWT = "private_key_jwt"
    CLIENT_SECRET_BASIC = "client_secret_basic"  # noqa: S105 - a word of RFC 7591
    NONE = "none"
    """A front end that cannot keep a secret: a browser or a telephone."""


class GrantType(StrEnum):
    """What a client may ask the token endpoint for."""

    CLIENT_CREDENTIALS = "client_credentials"
    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - a word of RFC 6749


@dataclass(frozen=True, slots=True)
class Secret:
    """A client's shared secret, as its SHA-256: it has 256 random bits, so that nothing slower adds anything.

    Attributes:
        previous: the one before, which still opens until `previous_until`, so that a rotation interrupts nobody.
    """

    digest: bytes
    previous: bytes | None = None
    previous_until: datetime | None = None

    def opens(self, given: str, at: datetime) -> bool:
        """Whether the given secret is the right one; takes as long when it is not."""
        digest = digest_of(given)
        is_present = hmac.compare_digest(digest, self.digest)
        is_previous = hmac.compare_digest(digest, self.previous or NOBODY)
        return is_present or (is_previous and self.previous_until is not None and at < self.previous_until)

    def replaced(self, digest: bytes, *, keep_until: datetime) -> "Secret":
        return Secret(digest, previous=self.digest, previous_until=keep_until)


NOBODY: Final = bytes(32)
"""No secret hashes to this (and who finds one has broken SHA-256)."""


@dataclass(frozen=True, slots=True)
class System:
    """Software that an agency runs: it acts itself, or workers sign in through it.

    Attributes:
        id: also the OAuth client_id.
        scopes, purposes: the ceiling of its own tokens, and of sign-ins through it.
        keys: public JSON Web Keys that check its assertions.
        session_id: the `sid` of the tokens it holds itself; revoking the system ends it.
        open_to_all: whether workers of other agencies may sign in through it too; else an agency could register a
            front end to get hold of their tokens.
    """

    id: SystemId
    agency_id: AgencyId
    name: str
    authentication: Authentication
    grants: frozenset[GrantType]
    redirect_uris: tuple[str, ...]
    scopes: frozenset[Scope]
    purposes: frozenset[Purpose]
    keys: Sequence[Mapping[str, Any]]
    session_id: UUID
    open_to_all: bool = False
    secret: Secret | None = None
    revoked_at: datetime | None = None
    version: int = 1

    @property
    def active(self) -> bool:
        return self.revoked_at is None

    def with_secret(self, secret: Secret) -> "System":
        return replace(self, secret=secret, version=self.version + 1)

    def with_keys(self, keys: Sequence[Mapping[str, Any]]) -> "System":
        return replace(self, keys=tuple(keys), version=self.version + 1)

    def described(
        self,
        *,
        name: str | None = None,
        redirect_uris: Sequence[str] | None = None,
        scopes: frozenset[Scope] | None = None,
        purposes: frozenset[Purpose] | None = None,
    ) -> "System":
        """The same system, with what is given instead of what was."""
        return replace(
            self,
            name=self.name if name is None else name,
            redirect_uris=self.redirect_uris if redirect_uris is None else tuple(redirect_uris),
            scopes=self.scopes if scopes is None else scopes,
            purposes=self.purposes if purposes is None else purposes,
            version=self.version + 1,
        )

    def may_do_all_of(self, earlier: "System") -> bool:
        """Whether nothing was taken away from it."""
        return self.scopes >= earlier.scopes and self.purposes >= earlier.purposes

    def in_a_new_session(self, session_id: UUID) -> "System":
        """The same system, whose tokens from now on outlive the end of those before."""
        return replace(self, session_id=session_id)

    def revoked(self, at: datetime) -> "System":
        return replace(self, revoked_at=at, version=self.version + 1)


def new_secret() -> str:
    """A secret nobody can guess."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> bytes:
    """What is stored of a secret, code or refresh token of ours."""
    return hashlib.sha256(secret.encode()).digest()


def check_registration(system: System) -> None:
    """Nothing, when what the system says of itself belongs together.

    Raises:
        Invalid: points at what does not.

    Source:
        OAuth 2.1 draft, sections 2.3 and 4; RFC 8252 for addresses of native applications.
    """
    _check_grants(system)
    _check_addresses(system)
    if (system.authentication is Authentication.PRIVATE_KEY_JWT) != bool(system.keys):
        raise Invalid.field(
            "#/keys",
            "keys",
            "Exactly the systems that use private_key_jwt have keys.",
            "Seuls les systèmes qui utilisent private_key_jwt ont des clés, et tous en ont.",
        )


def _check_grants(system: System) -> None:
    grants = system.grants
    if GrantType.CLIENT_CREDENTIALS in grants and system.authentication is Authentication.NONE:
        raise Invalid.field(
            "#/authentication",
            "needs_credentials",
            "A system that acts itself has credentials.",
            "Un système qui agit lui-même a de quoi s'authentifier.",
        )
    if not grants & {GrantType.CLIENT_CREDENTIALS, GrantType.AUTHORIZATION_CODE}:
        raise Invalid.field(
            "#/grants",
            "grants",
            "client_credentials, authorization_code or both.",
            "client_credentials, authorization_code ou les deux.",
        )
    if GrantType.REFRESH_TOKEN in grants and GrantType.AUTHORIZATION_CODE not in grants:
        raise Invalid.field(
            "#/grants",
            "grants",
            "Only sign-ins of workers can be refreshed.",
            "Seules les connexions d'intervenants peuvent être prolongées.",
        )
    if GrantType.CLIENT_CREDENTIALS in grants and not SCOPES_FOR_SYSTEMS.issuperset(system.scopes):
        raise Invalid.field(
            "#/scopes",
            "scopes",
            "A system neither administrates an agency nor speaks for a person.",
            "Un système n'administre pas d'organisme et ne parle pour personne.",
        )


def _check_addresses(system: System) -> None:
    if (GrantType.AUTHORIZATION_CODE in system.grants) != bool(system.redirect_uris):
        raise Invalid.field(
            "#/redirect_uris",
            "redirect_uris",
            "Exactly the systems workers sign in through have any.",
            "Seuls les systèmes par lesquels des intervenants se connectent en ont, et tous en ont.",
        )
    for place, address in enumerate(system.redirect_uris):
        if not is_safe_redirect(address):
            raise Invalid.field(
                f"#/redirect_uris/{place}",
                "redirect_uri",
                "https, loopback, or a scheme of your own.",
                "https, la boucle locale, ou un schéma qui vous est propre.",
            )


def is_safe_redirect(address: str) -> bool:
    """Whether a code may be sent there: https; http on loopback only; or an application's own reversed-domain scheme.

    Source:
        RFC 8252 sections 7.1 to 7.3; RFC 9700 section 2.1.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    if parts.fragment or "#" in address or not address.isascii() or any(one <= " " or one == "\x7f" for one in address):
        return False
    if parts.scheme == "https":
        return bool(parts.hostname) and parts.username is None
    if parts.scheme == "http":
        return parts.hostname in _LOOPBACK and parts.username is None
    return "." in parts.scheme


def checked_keys(keys: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """The keys as we keep them: public members only.

    Raises:
        Invalid: points at one that is no public P-256 signing key with an id of its own.
    """
    if len(keys) > MOST_KEYS:
        raise Invalid.field("#/keys", "too_many", f"At most {MOST_KEYS} keys.", f"Au plus {MOST_KEYS} clés.")
    kept: dict[str, Mapping[str, Any]] = {}
    for place, key in enumerate(keys):
        if "d" in key:
            raise Invalid.field(
                f"#/keys/{place}",
                "private_key",
                "A private key. Send the public half and replace it.",
                "C'est une clé privée. Envoyez la moitié publique et remplacez cette clé.",
            )
        if not is_public_key(key) or not _has_an_id(key) or key["kid"] in kept:
            raise Invalid.field(
                f"#/keys/{place}",
                "key",
                "A public P-256 key for ES256, with a `kid` of its own.",
                "Une clé publique P-256 pour ES256, avec un `kid` qui lui est propre.",
            )
        kept[key["kid"]] = {name: key[name] for name in ("kty", "crv", "x", "y", "kid")} | {
            "alg": "ES256",
            "use": "sig",
        }
    return tuple(kept.values())


def _has_an_id(key: Mapping[str, Any]) -> bool:
    kid = key.get("kid")
    return isinstance(kid, str) and 0 < len(kid) <= LONGEST_KEY_ID and kid.isprintable()
