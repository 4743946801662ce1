"""Reading an access token, with nothing taken on trust. The only place that verifies with `jose`."""

import hashlib
import math
import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from jose import jwk, jws, jwt
from jose.backends.cryptography_backend import CryptographyECKey
from jose.exceptions import JOSEError

from shared.contracts.identity.actor import Actor, PersonActor
from shared.contracts.identity.vocabulary import (
    SCOPES_OF_PEOPLE,
    AccountId,
    AgencyId,
    MunicipalityId,
    Purpose,
    Role,
    Scope,
    Sector,
    SystemId,
    WorkerId,
)
from shared.phrases import Phrase
from shared.refusals import NotAllowed, Unauthenticated
from shared.web.signing_keys import KeySource

ALGORITHM: Final = "ES256"
TOKEN_TYPE: Final = "at+jwt"  # noqa: S105 - a media type
LONGEST_TOKEN_BYTES: Final = 8192
LEEWAY_SECONDS: Final = 5
LONGEST_TOKEN_SECONDS: Final = 600
CACHED_TOKENS: Final = 20_000
VERIFIED_AGAIN_AFTER_SECONDS: Final = 60
"""A key that identity has withdrawn is honoured no longer than this and `signing_keys.FRESH_SECONDS` together."""

_COMPACT: Final = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
"""Three parts in base64url, RFC 7515; python-jose passes over any other character."""
_UNREADABLE: Final = (JOSEError, ValueError, TypeError, OverflowError, RecursionError)
"""What python-jose raises: its own errors, and those of whatever stands where it expects something else."""

assert jwk.get_key(ALGORITHM) is CryptographyECKey, "python-jose must use the cryptography backend, never ecdsa"


class ForWorkers(NotAllowed):
    """Only workers and systems of agencies may do this. You are signed in as yourself: what is kept about you, and what
    you can say and decide, is at the paths that begin with `/v1/my`.
    """

    code = "for-workers"
    title = "This is for workers of agencies"
    title_fr = "Réservé aux intervenants des organismes"


class ForPeople(NotAllowed):
    """Only people and their representatives may do this, who sign in with an account of their own."""

    code = "for-people"
    title = "This is for the people themselves"
    title_fr = "Réservé aux personnes elles-mêmes"


class Revocations:
    """Sign-ins and tokens that have ended before their time, as identity last said."""

    def __init__(self) -> None:
        self.ended: frozenset[str] = frozenset()
        """Ids of sign-ins and tokens; each list that is heard is an object of its own."""
        self._heard_at = -math.inf

    def replace(self, ended: frozenset[str]) -> None:
        """Take over the present list: session ids and token ids."""
        self.ended = ended
        self._heard_at = time.monotonic()

    def include(self, actor: Actor | PersonActor) -> bool:
        return bool(self.ended) and (actor.token_id in self.ended or str(actor.session_id) in self.ended)

    def are_known(self, within_seconds: float) -> bool:
        """Whether identity has said so lately who has ended."""
        return time.monotonic() - self._heard_at <= within_seconds


class TokenVerifier:
    """Turns a bearer token into whoever calls. Verified tokens are remembered by their hash for a minute."""

    def __init__(self, *, issuer: str, audience: str, keys: KeySource, revocations: Revocations) -> None:
        self._issuer = issuer
        self._audience = audience
        self._keys = keys
        self._revocations = revocations
        self._verified: OrderedDict[tuple[bytes, str], tuple[float, Actor | PersonActor]] = OrderedDict()

    async def actor(self, token: str, purpose: str = "") -> Actor:
        """The worker or system who is calling, and for which purpose.

        Args:
            purpose: the `Purpose-Of-Use` header; empty takes the token's default.

        Raises:
            Unauthenticated: not one of our valid access tokens; the answer does not say why.
            ForWorkers: the token of a person.
            NotAllowed: the token does not carry this purpose.
            Unavailable: the keys cannot be fetched.
        """
        caller = await self.caller(token, purpose)
        if isinstance(caller, PersonActor):
            raise ForWorkers
        return caller

    async def person(self, token: str) -> PersonActor:
        """The person or representative who is calling.

        Raises:
            Unauthenticated, Unavailable: as above.
            ForPeople: the token of a worker or a system.
        """
        caller = await self.caller(token)
        if isinstance(caller, Actor):
            raise ForPeople
        return caller

    async def caller(self, token: str, purpose: str = "") -> Actor | PersonActor:
        """Whoever is calling; a person's token has one purpose, and names no other.

        Raises:
            Unauthenticated, NotAllowed, Unavailable: as above.
        """
        if len(token) > LONGEST_TOKEN_BYTES:
            raise Unauthenticated
        remembered = _key(token, purpose)
        known = self._verified.get(remembered)
        if known is not None and known[0] > time.time():
            actor = known[1]
        else:
            claims = await self._claims(token)
            actor = caller_from(claims, purpose)
            self._verified[remembered] = (min(float(claims["exp"]), time.time() + VERIFIED_AGAIN_AFTER_SECONDS), actor)
            if len(self._verified) > CACHED_TOKENS:
                self._verified.popitem(last=False)
        if self._revocations.include(actor):
            raise Unauthenticated
        return actor

    def remembers(self, token: str, purpose: str = "") -> bool:
        """Whether this token was verified before and has not expired: then it costs next to nothing."""
        known = self._verified.get(_key(token, purpose))
        return known is not None and known[0] > time.time()

    async def _claims(self, token: str) -> Mapping[str, Any]:
        if not _COMPACT.fullmatch(token):
            raise Unauthenticated
        try:
            header = jws.get_unverified_header(token)
        except _UNREADABLE as failure:
            raise Unauthenticated from failure
        if header.get("alg") != ALGORITHM or header.get("typ") != TOKEN_TYPE or "crit" in header:
            raise Unauthenticated
        key = await self._keys.key(header.get("kid"))
        if key is None:
            raise Unauthenticated
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token, key, algorithms=[ALGORITHM], audience=self._audience, issuer=self._issuer, options=_STRICT
            )
        except _UNREADABLE as failure:
            raise Unauthenticated from failure
        if not _times_are_possible(claims):
            raise Unauthenticated
        return claims


_TIMES: Final = ("iat", "nbf", "exp")


def _times_are_possible(claims: Mapping[str, Any]) -> bool:
    """Whole seconds, issued by now, and for no longer than identity lets any token live."""
    return (
        all(type(claims[name]) is int for name in _TIMES)
        and claims["iat"] <= time.time() + LEEWAY_SECONDS
        and claims["exp"] - claims["iat"] <= LONGEST_TOKEN_SECONDS
    )


def _key(token: str, purpose: str) -> tuple[bytes, str]:
    return hashlib.sha256(token.encode()).digest(), purpose


_STRICT: Final = {
    **{f"require_{claim}": True for claim in ("aud", "iat", "exp", "nbf", "iss", "sub", "jti")},
    "leeway": LEEWAY_SECONDS,
}


def caller_from(claims: Mapping[str, Any], purpose: str = "") -> Actor | PersonActor:
    """Whoever the claims of an access token describe.

    Raises:
        Unauthenticated: a claim is missing or not of the agreed form.
        NotAllowed: the token does not carry this purpose.
    """
    if claims.get("kind") == PERSON:
        person = person_from(claims)
        if purpose:
            raise _not_covered()
        return person
    return _for_purpose(actor_from(claims), purpose)


PERSON: Final = "person"


def person_from(claims: Mapping[str, Any]) -> PersonActor:
    """The person that the claims of an access token describe; whatever else they hold, no scope of a worker.

    Raises:
        Unauthenticated: a claim is missing or not of the agreed form.
    """
    try:
        return PersonActor(
            account_id=AccountId(UUID(claims["sub"])),
            scopes=frozenset(one for one in SCOPES_OF_PEOPLE if one in claims["scope"].split()),
            session_id=UUID(claims["sid"]),
            token_id=claims["jti"],
        )
    except (KeyError, ValueError, TypeError, AttributeError) as failure:
        raise Unauthenticated from failure


def actor_from(claims: Mapping[str, Any]) -> Actor:
    """The actor that the claims of an access token describe.

    Raises:
        Unauthenticated: a claim is missing or not of the agreed form.
    """
    try:
        subject = UUID(claims["sub"])
        is_system = _IS_SYSTEM[claims["kind"]]
        seat, *elsewhere = [MunicipalityId(UUID(one)) for one in claims["municipalities"]]
        return Actor(
            agency_id=AgencyId(UUID(claims["agency"])),
            sector=Sector(claims["sector"]),
            municipalities=(seat, *elsewhere),
            roles=frozenset(Role(one) for one in claims["roles"]),
            scopes=frozenset(Scope(one) for one in claims["scope"].split() if one in _SCOPES),
            purpose=Purpose(claims["purpose"]),
            purposes=frozenset(Purpose(one) for one in claims["purposes"]),
            worker_id=None if is_system else WorkerId(subject),
            system_id=SystemId(subject) if is_system else None,
            session_id=UUID(claims["sid"]),
            token_id=claims["jti"],
        )
    except (KeyError, ValueError, TypeError, AttributeError) as failure:
        raise Unauthenticated from failure


_IS_SYSTEM: Final = {"worker": False, "system": True}
_SCOPES: Final = frozenset(scope.value for scope in frozenset(Scope) - SCOPES_OF_PEOPLE)


def _for_purpose(actor: Actor, purpose: str) -> Actor:
    if not purpose or purpose == actor.purpose:
        return actor
    if purpose not in {one.value for one in actor.purposes}:
        raise _not_covered()
    return replace(actor, purpose=Purpose(purpose))


def _not_covered() -> NotAllowed:
    return NotAllowed(
        "Your sign-in does not include this purpose.",
        detail_fr="Votre connexion ne couvre pas cette finalité.",
        reasons=[Phrase("the purpose is one of those in the token", "la finalité est l'une de celles du jeton")],
    )
