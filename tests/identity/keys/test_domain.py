"""How private keys are kept, and whose signatures count."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import pytest
from jose import jws

from services.identity.keys.domain.sealing import Seal, WrongKeySecretError
from services.identity.keys.domain.signatures import (
    LONGEST_ASSERTION_BYTES,
    SigningKey,
    claims_of,
    is_public_key,
    new_private_key,
    signing_key,
    verified_claims,
)

SEAL = Seal("a secret of forty letters, for tests only")
PEM = new_private_key()
KEY, ANOTHER = signing_key(PEM), signing_key(new_private_key())
CLAIMS = {"sub": "somebody", "n": 1}
TOKEN = KEY.signed(CLAIMS, "JWT")
EVERY_BYTE = range(len(SEAL.close(b"key", "kid")))


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def signed_with(headers: Mapping[str, Any], payload: bytes = orjson.dumps(CLAIMS), key: SigningKey = KEY) -> str:
    token: str = jws.sign(payload, key.private, headers=dict(headers), algorithm="ES256")
    return token


def test_what_was_sealed_opens_again_and_cannot_be_read_before() -> None:
    sealed = SEAL.close(PEM, "kid")
    assert PEM not in sealed
    assert Seal("a secret of forty letters, for tests only").open(sealed, "kid") == PEM


def test_the_same_key_is_sealed_differently_each_time() -> None:
    assert SEAL.close(PEM, "kid") != SEAL.close(PEM, "kid")


def test_another_secret_or_another_name_opens_nothing() -> None:
    sealed = SEAL.close(PEM, "kid")
    with pytest.raises(WrongKeySecretError):
        Seal("another secret of forty letters, for tests").open(sealed, "kid")
    with pytest.raises(WrongKeySecretError):
        SEAL.open(sealed, "another")


@pytest.mark.parametrize("place", EVERY_BYTE)
def test_a_sealed_text_with_one_byte_changed_opens_nothing(place: int) -> None:
    sealed = bytearray(SEAL.close(b"key", "kid"))
    sealed[place] ^= 1
    with pytest.raises(WrongKeySecretError):
        SEAL.open(bytes(sealed), "kid")


@pytest.mark.parametrize("length", EVERY_BYTE)
def test_a_sealed_text_that_was_cut_off_anywhere_opens_nothing(length: int) -> None:
    with pytest.raises(WrongKeySecretError):
        SEAL.open(SEAL.close(b"key", "kid")[:length], "kid")


def test_the_published_half_of_a_key_is_public() -> None:
    assert is_public_key(KEY.public)
    assert is_public_key({name: KEY.public[name] for name in ("kty", "crv", "x", "y")})


@pytest.mark.parametrize(
    "changed",
    [
        {"kty": "RSA"},
        {"crv": "P-384"},
        {"alg": "ES384"},
        {"use": "enc"},
        {"d": "A" * 43},
        {"x": None},
        {"x": 7},
        {"y": KEY.public["y"] + "="},
        {"y": KEY.public["y"][:-1]},
        {"x": KEY.public["y"], "y": KEY.public["x"]},
    ],
)
def test_a_private_half_another_curve_or_a_point_beside_the_curve_is_no_public_key(changed: dict[str, Any]) -> None:
    assert not is_public_key({**KEY.public, **changed})


def test_claims_are_verified_by_the_key_that_signed_them_among_others() -> None:
    assert verified_claims(TOKEN, [ANOTHER.public, KEY.public]) == CLAIMS
    assert verified_claims(signed_with({}), [ANOTHER.public, KEY.public]) == CLAIMS


@pytest.mark.parametrize("keys", [[], [ANOTHER.public], [{**ANOTHER.public, "kid": KEY.kid}]])
def test_claims_are_not_verified_by_another_key_even_under_the_same_name(keys: list[Mapping[str, str]]) -> None:
    assert verified_claims(TOKEN, keys) is None


def forged_payload(token: str) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{encoded(orjson.dumps({**CLAIMS, 'sub': 'somebody else'}))}.{signature}"


def unsigned(token: str) -> str:
    return f"{encoded(orjson.dumps({'alg': 'none', 'kid': KEY.kid}))}.{token.split('.')[1]}."


def signed_with_the_public_half_as_a_secret(_token: str) -> str:
    forged: str = jws.sign(orjson.dumps(CLAIMS), KEY.public["x"], headers={"kid": KEY.kid}, algorithm="HS256")
    return forged


@pytest.mark.parametrize(
    "tampered",
    [
        forged_payload,
        unsigned,
        signed_with_the_public_half_as_a_secret,
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: token.rpartition(".")[0],
        lambda token: token + "\u00e9",
        lambda _: "",
        lambda _: "..",
    ],
)
def test_what_was_tampered_with_says_nothing(tampered: Callable[[str], str]) -> None:
    assert verified_claims(tampered(TOKEN), [KEY.public]) is None


def test_a_header_that_must_be_understood_is_not_passed_over() -> None:
    """Source: RFC 7515, section 4.1.11."""
    assert verified_claims(signed_with({"crit": ["b64"], "b64": False}), [KEY.public]) is None


@pytest.mark.parametrize("kid", [7, ["a"], {"a": 1}])
def test_a_key_name_that_is_no_name_is_nobodys(kid: object) -> None:
    assert verified_claims(signed_with({"kid": kid}), [KEY.public]) is None


@pytest.mark.parametrize("payload", [b"[]", b'"text"', b"no json", b""])
def test_only_an_object_makes_claims(payload: bytes) -> None:
    assert verified_claims(signed_with({}, payload), [KEY.public]) is None


def test_a_longer_assertion_than_any_honest_one_is_not_read() -> None:
    fits = KEY.signed({"sub": "x" * 5000}, "JWT")
    too_long = KEY.signed({"sub": "x" * 6500}, "JWT")
    assert len(fits) <= LONGEST_ASSERTION_BYTES < len(too_long)
    assert verified_claims(fits, [KEY.public]) is not None
    assert verified_claims(too_long, [KEY.public]) is None


@pytest.mark.parametrize("length", range(4))
def test_claims_are_read_back_whatever_their_length_leaves_over(length: int) -> None:
    claims = {"sub": "x" * length}
    assert claims_of(KEY.signed(claims, "JWT")) == claims
