"""What tokens say, how long they last, and how far they reach."""

from datetime import datetime, timedelta

import pytest

from services.identity.agencies.domain import Standing
from services.identity.tokens.domain.claims import (
    Token,
    expiry,
    granted_scopes,
    in_declared_order,
    refreshed_scopes,
)
from services.identity.tokens.domain.id_token import id_token_claims
from services.identity.tokens.domain.refusals import InvalidScope
from shared.contracts.identity.vocabulary import Scope
from shared.identifiers import new_id
from tests.identity.registered import NOW, standing

ISSUER = "https://parcours.example"
TEN_MINUTES = timedelta(minutes=10)
READ, WRITE = Scope.RECORD_READ, Scope.RECORD_WRITE


def token(*, issued_at: datetime = NOW, expires_at: datetime = NOW + TEN_MINUTES, is_system: bool = False) -> Token:
    return Token(
        id=new_id(),
        standing=standing(is_system=is_system),
        client_id=new_id(),
        session_id=new_id(),
        scopes=("openid", "record:read"),
        issued_at=issued_at,
        expires_at=expires_at,
    )


def test_a_token_says_for_whom_by_whom_and_how_far() -> None:
    """Source: RFC 9068, section 2.2."""
    made = token()
    who = made.standing
    assert isinstance(who, Standing)
    assert made.claims(ISSUER) == {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": str(who.subject),
        "kind": "worker",
        "agency": str(who.agency_id),
        "sector": "housing",
        "municipalities": [str(one) for one in who.municipalities],
        "roles": ["caseworker", "intake"],
        "scope": "openid record:read",
        "purpose": "care-coordination",
        "purposes": ["care-coordination", "eligibility"],
        "jti": str(made.id),
        "sid": str(made.session_id),
        "iat": int(NOW.timestamp()),
        "nbf": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 600,
        "client_id": str(made.client_id),
    }


def test_the_token_of_a_system_says_that_it_is_one() -> None:
    assert token(is_system=True).claims(ISSUER)["kind"] == "system"


def test_a_token_of_broken_seconds_never_says_that_it_lives_longer_than_it_does() -> None:
    issued, expires = NOW + timedelta(seconds=0.9), NOW + timedelta(seconds=3.8)
    made = token(issued_at=issued, expires_at=expires)
    claims = made.claims(ISSUER)
    assert made.lasts_seconds == claims["exp"] - claims["iat"] == 2
    assert claims["nbf"] <= issued.timestamp()
    assert claims["exp"] <= expires.timestamp()


@pytest.mark.parametrize(
    ("until", "lasts"),
    [
        (None, TEN_MINUTES),
        (timedelta(hours=1), TEN_MINUTES),
        (TEN_MINUTES, TEN_MINUTES),
        (timedelta(minutes=3), timedelta(minutes=3)),
        (timedelta(seconds=1), timedelta(seconds=1)),
        (timedelta(0), timedelta(seconds=1)),
        (timedelta(minutes=-1), timedelta(seconds=1)),
    ],
)
def test_a_token_ends_with_the_standing_it_rests_on_and_lasts_a_second_at_least(
    until: timedelta | None, lasts: timedelta
) -> None:
    rests_on = standing(until=None if until is None else NOW + until)
    assert expiry(rests_on, NOW, TEN_MINUTES) == NOW + lasts


def test_scopes_stand_in_the_order_of_the_vocabulary_each_once() -> None:
    assert in_declared_order(["events:read", "record:read", "events:read"]) == ("record:read", "events:read")
    assert in_declared_order(["openid", "unknown"]) == ()
    assert in_declared_order(frozenset(Scope)) == tuple(scope.value for scope in Scope)


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        (None, ("record:read", "record:write")),
        ("", ("record:read", "record:write")),
        ("record:write", ("record:write",)),
        ("record:write record:read", ("record:read", "record:write")),
    ],
)
def test_a_system_gets_what_it_asks_for_or_all_it_may_have(asked: str | None, granted: tuple[str, ...]) -> None:
    assert granted_scopes(asked, {WRITE, READ}) == granted


@pytest.mark.parametrize("asked", ["audit:read", "record:read audit:read", "openid", "RECORD:READ", " ", "record"])
def test_a_system_that_asks_for_too_much_gets_nothing(asked: str) -> None:
    with pytest.raises(InvalidScope):
        granted_scopes(asked, {READ, WRITE})


@pytest.mark.parametrize(
    ("asked", "allowed", "refreshed"),
    [
        (None, {READ, WRITE}, ("openid", "record:read", "record:write")),
        (None, {READ}, ("openid", "record:read")),
        (None, set(), ("openid",)),
        ("record:write", {READ, WRITE}, ("record:write",)),
        ("record:write openid", {READ}, ("openid",)),
        (None, {READ, Scope.AUDIT_READ}, ("openid", "record:read")),
    ],
)
def test_a_refreshed_token_reaches_no_further_than_the_sign_in_and_what_is_still_allowed(
    asked: str | None, allowed: set[Scope], refreshed: tuple[str, ...]
) -> None:
    assert refreshed_scopes(asked, ("openid", "record:read", "record:write"), allowed) == refreshed


def test_what_was_not_granted_at_the_sign_in_is_not_refreshed_even_when_it_is_allowed_now() -> None:
    with pytest.raises(InvalidScope):
        refreshed_scopes("record:write", ("record:read",), {READ, WRITE})
    with pytest.raises(InvalidScope):
        refreshed_scopes("openid record:read", ("record:read",), {READ})


def test_a_sign_in_of_which_nothing_is_left_is_not_refreshed() -> None:
    with pytest.raises(InvalidScope):
        refreshed_scopes(None, ("record:read",), {WRITE})
    with pytest.raises(InvalidScope):
        refreshed_scopes("record:read", ("openid", "record:read"), set())


def test_an_id_token_is_for_the_front_end_and_bound_to_the_access_token() -> None:
    """Source: OpenID Connect Core, section 2; the hash is that of its appendix A.4."""
    made = token()
    assert isinstance(made.standing, Standing)
    claims = id_token_claims(
        made,
        "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
        issuer=ISSUER,
        nonce="n-0S6_WzA2Mj",
        signed_in_at=NOW - timedelta(hours=1),
    )
    assert claims == {
        "iss": ISSUER,
        "sub": str(made.standing.subject),
        "aud": str(made.client_id),
        "azp": str(made.client_id),
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 600,
        "auth_time": int(NOW.timestamp()) - 3600,
        "amr": ["pwd"],
        "sid": str(made.session_id),
        "agency": str(made.standing.agency_id),
        "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
        "nonce": "n-0S6_WzA2Mj",
    }


def test_an_id_token_repeats_a_nonce_only_when_there_was_one() -> None:
    assert "nonce" not in id_token_claims(token(), "signed", issuer=ISSUER, nonce=None, signed_in_at=NOW)
    assert id_token_claims(token(), "signed", issuer=ISSUER, nonce="", signed_in_at=NOW)["nonce"] == ""
