"""How a system says who it is, and which assertions count."""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.identity.tokens.domain.credentials import (
    ASSERTION_TYPE,
    LONGEST_JTI,
    Presented,
    assertion_expiry,
    presented,
    subject_of,
)
from services.identity.tokens.domain.refusals import InvalidClient, InvalidRequest
from tests.identity.registered import NOW

ME, ANOTHER = UUID("019aa7a0-0000-7000-8000-0000000000c1"), UUID("019aa7a0-0000-7000-8000-0000000000c2")
US = frozenset({"https://parcours.example", "https://parcours.example/token"})
NOW_SECONDS = int(NOW.timestamp())
GOOD: Mapping[str, Any] = {
    "iss": str(ME),
    "sub": str(ME),
    "aud": "https://parcours.example/token",
    "jti": "once",
    "exp": NOW_SECONDS + 60,
}


def encoded(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def about(system_id: object) -> str:
    return f"e30.{encoded(orjson.dumps({'sub': system_id}))}.c2ln"


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def with_assertion(assertion: str, **other: str) -> dict[str, str]:
    return {"client_assertion": assertion, "client_assertion_type": ASSERTION_TYPE, **other}


def test_a_secret_comes_in_the_header_with_its_escapes_undone() -> None:
    """Source: RFC 6749, section 2.3.1 and appendix B."""
    assert presented(basic(f"{ME}:a%3Ab+c:d"), {}) == Presented(ME, secret="a:b c:d")
    assert presented(basic(f"{ME}:").replace("Basic", "bAsIc"), {"client_id": str(ME)}) == Presented(ME, secret="")


def test_an_assertion_says_itself_whom_it_is_about() -> None:
    assertion = about(str(ME))
    assert presented("", with_assertion(assertion)) == Presented(ME, assertion=assertion)
    assert presented("", with_assertion(assertion, client_id=str(ME))) == Presented(ME, assertion=assertion)


def test_a_front_end_without_credentials_gives_its_name() -> None:
    assert presented("", {"client_id": str(ME)}) == Presented(ME)


@pytest.mark.parametrize(
    ("authorization", "form"),
    [
        ("", {}),
        ("", {"client_id": "desk"}),
        ("Bearer abc", {"client_id": str(ME)}),
        ("Basic", {}),
        ("Basic ***", {}),
        ("Basic " + base64.b64encode(b"\xff\xfe:x").decode(), {}),
        (basic(str(ME)), {}),
        (basic("desk:secret"), {}),
        (basic(f"{ME}:secret"), {"client_id": str(ANOTHER)}),
        ("", {"client_assertion": about(str(ME))}),
        ("", {"client_assertion": about(str(ME)), "client_assertion_type": "saml"}),
        ("", with_assertion(about(str(ME)), client_id=str(ANOTHER))),
        ("", with_assertion("illegible", client_id=str(ME))),
        ("", with_assertion("illegible")),
    ],
)
def test_who_cannot_be_read_or_says_two_names_did_not_authenticate(authorization: str, form: dict[str, str]) -> None:
    with pytest.raises(InvalidClient):
        presented(authorization, form)


@pytest.mark.parametrize(
    ("authorization", "form"),
    [
        (basic(f"{ME}:secret"), with_assertion(about(str(ME)))),
        (basic(f"{ME}:secret"), {"client_secret": "secret"}),
        ("", with_assertion(about(str(ME)), client_secret="secret")),
    ],
)
def test_two_ways_at_once_are_one_too_many(authorization: str, form: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest):
        presented(authorization, form)


def test_whom_an_assertion_is_about_is_read_without_checking_it() -> None:
    assert subject_of(about(str(ME))) == str(ME)


@pytest.mark.parametrize(
    "assertion",
    [
        "",
        "one",
        "e30.***.",
        "e30.e30.",
        f"e30.{encoded(b'[]')}.",
        f"e30.{encoded(b'no json')}.",
        "e30.\u00e9.",
        "..",
        "e30.a.",
    ],
)
def test_an_assertion_that_cannot_be_read_is_about_nobody(assertion: str) -> None:
    assert subject_of(assertion) == ""


def judged(claims: Mapping[str, Any], *, of: UUID = ME, at: datetime = NOW) -> tuple[str, datetime]:
    return assertion_expiry(claims, client_id=of, audiences=US, at=at)


def test_a_good_assertion_is_remembered_until_no_clock_takes_it_any_more() -> None:
    assert judged(GOOD) == ("once", NOW + timedelta(seconds=60 + 30))


@pytest.mark.parametrize(
    "change",
    [
        {"aud": ["https://x.example", "https://parcours.example"]},
        {"exp": NOW_SECONDS - 29},
        {"exp": NOW_SECONDS + 330},
        {"exp": NOW_SECONDS + 0.5},
        {"iat": NOW_SECONDS + 30},
        {"nbf": NOW_SECONDS + 30},
        {"iat": 0, "nbf": 0},
        {"jti": "j" * LONGEST_JTI},
    ],
)
def test_clocks_may_differ_by_half_a_minute_and_others_may_be_addressed_too(change: dict[str, Any]) -> None:
    jti, until = judged({**GOOD, **change})
    assert jti == {**GOOD, **change}["jti"]
    assert until.timestamp() == {**GOOD, **change}["exp"] + 30


@pytest.mark.parametrize(
    "change",
    [
        {"iss": str(ANOTHER)},
        {"sub": str(ANOTHER)},
        {"iss": None},
        {"aud": "https://x.example"},
        {"aud": "https://parcours.example/token/"},
        {"aud": []},
        {"aud": [7]},
        {"aud": None},
        {"jti": ""},
        {"jti": None},
        {"jti": 7},
        {"jti": "j" * (LONGEST_JTI + 1)},
        {"exp": None},
        {"exp": True},
        {"exp": str(NOW_SECONDS + 60)},
        {"exp": 10**30},
        {"exp": NOW_SECONDS - 30},
        {"exp": NOW_SECONDS + 331},
        {"iat": NOW_SECONDS + 31},
        {"iat": None},
        {"nbf": NOW_SECONDS + 31},
        {"nbf": "now"},
    ],
)
def test_an_assertion_about_or_for_somebody_else_too_old_too_long_or_nameless_counts_for_nothing(
    change: dict[str, Any],
) -> None:
    with pytest.raises(InvalidClient):
        judged({**GOOD, **change})


def test_an_assertion_of_one_system_does_not_speak_for_another() -> None:
    with pytest.raises(InvalidClient):
        judged(GOOD, of=ANOTHER)


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_an_assertion_without_one_of_its_claims_counts_for_nothing(missing: str) -> None:
    with pytest.raises(InvalidClient):
        judged({name: claim for name, claim in GOOD.items() if name != missing})
