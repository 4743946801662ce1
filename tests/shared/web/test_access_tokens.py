"""Access tokens as an attacker makes them, by an independent library and by hand; and those that are in order."""

import base64
import calendar
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc import jwt
from joserfc.jwk import ECKey

from services.identity.keys.domain.signatures import new_private_key, signing_key
from shared.contracts.identity.vocabulary import Purpose
from shared.refusals import NotAllowed
from shared.web import access_tokens
from shared.web.access_tokens import LONGEST_TOKEN_BYTES
from tests.shared.web.key_ring import HEADER, ISSUER, LEFT_OUT, Ring, claims_of, part

pytestmark = pytest.mark.anyio

NOT_A_TIME: tuple[Any, ...] = (None, "1", [], {}, True, float("inf"), float("nan"), 1.5)


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds by which the clocks have gone on."""
    ahead = [0.0]
    now, monotonic, timegm = time.time, time.monotonic, calendar.timegm
    monkeypatch.setattr("shared.web.access_tokens.time.time", lambda: now() + ahead[0])
    monkeypatch.setattr("shared.web.signing_keys.time.monotonic", lambda: monotonic() + ahead[0])
    monkeypatch.setattr("jose.jwt.timegm", lambda moment: timegm(moment) + ahead[0])
    return ahead


async def test_a_token_that_another_library_signed_with_our_key_is_accepted(ring: Ring) -> None:
    claims = claims_of()
    actor = await ring.verifier.actor(ring.signed(**claims))
    assert (str(actor.worker_id), str(actor.agency_id)) == (claims["sub"], claims["agency"])
    assert (actor.system_id, str(actor.session_id), actor.token_id) == (None, claims["sid"], claims["jti"])
    assert {scope.value for scope in actor.scopes} == {"record:read"}


async def test_a_token_that_identity_signs_is_valid_for_another_library() -> None:
    key = signing_key(new_private_key())
    claims = claims_of()
    read = jwt.decode(key.signed(claims, "at+jwt"), ECKey.import_key(dict(key.public)), algorithms=["ES256"])
    assert read.claims == claims
    assert (read.header["typ"], read.header["kid"]) == ("at+jwt", key.kid)


async def test_for_several_audiences_one_has_to_be_ours(ring: Ring) -> None:
    assert not await ring.refuses(ring.signed(aud=["https://other.example", ISSUER]))
    assert await ring.refuses(ring.signed(aud=["https://other.example"]))


@pytest.mark.parametrize("signature", ["", "AA", "A" * 86])
@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", ""])
async def test_no_algorithm_is_no_signature(ring: Ring, algorithm: str, signature: str) -> None:
    token = f"{part({**HEADER, 'alg': algorithm})}.{part(claims_of())}.{signature}"
    assert await ring.refuses(token)


async def test_the_public_key_is_no_shared_secret(ring: Ring) -> None:
    pem = ring.key.public_key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed = f"{part({**HEADER, 'alg': 'HS256'})}.{part(claims_of())}"
    for secret in (pem, pem.strip(), json.dumps(ring.published[0]).encode()):
        assert await ring.refuses(f"{signed}.{part(hmac.digest(secret, signed.encode(), 'sha256'))}")


@pytest.mark.parametrize("kind", ["JWT", "jwt", "application/at+jwt", "AT+JWT", "", None, ["at+jwt"]])
async def test_a_token_of_another_type_is_no_access_token(ring: Ring, kind: Any) -> None:
    assert await ring.refuses(ring.signed_by_hand({**HEADER, "typ": kind}))


async def test_a_header_without_type_or_key_is_refused(ring: Ring) -> None:
    for missing in ("typ", "kid"):
        assert await ring.refuses(ring.signed({name: said for name, said in HEADER.items() if name != missing}))


@pytest.mark.parametrize("claim", sorted({*claims_of()} - {"client_id"}))
@pytest.mark.parametrize("said", [LEFT_OUT, None, 2.5, [["x"]], {"x": 1}, True, float("inf")])
async def test_every_claim_is_there_and_of_its_form(ring: Ring, claim: str, said: Any) -> None:
    assert await ring.refuses(ring.signed_bytes(json.dumps(claims_of(**{claim: said})).encode()))


@pytest.mark.parametrize("claim", ["sub", "kind", "agency", "sector", "municipalities", "roles", "purpose", "sid"])
async def test_a_word_of_no_list_and_an_id_that_is_none_are_refused(ring: Ring, claim: str) -> None:
    assert await ring.refuses(ring.signed(HEADER, **{claim: "root"}))


@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("said", NOT_A_TIME)
async def test_a_time_is_a_whole_number_of_seconds(ring: Ring, claim: str, said: Any) -> None:
    assert await ring.refuses(ring.signed_bytes(json.dumps(claims_of(**{claim: said})).encode()))


@pytest.mark.parametrize("audience", ["https://other.example", "", f"{ISSUER}/", ISSUER.upper(), [], [[ISSUER]]])
async def test_a_token_for_somebody_else_is_refused(ring: Ring, audience: Any) -> None:
    assert await ring.refuses(ring.signed_bytes(json.dumps(claims_of(aud=audience)).encode()))


async def test_a_token_of_another_issuer_is_refused(ring: Ring) -> None:
    assert await ring.refuses(ring.signed(iss="https://other.example"))


async def test_times_are_kept_but_for_clocks_that_differ_by_seconds(ring: Ring) -> None:
    now = int(time.time())
    assert not await ring.refuses(ring.signed(exp=now - 2))
    assert not await ring.refuses(ring.signed(nbf=now + 3, iat=now + 3))
    assert await ring.refuses(ring.signed(exp=now - 10))
    assert await ring.refuses(ring.signed(nbf=now + 60))
    assert await ring.refuses(ring.signed(iat=now + 60))


async def test_a_token_that_would_live_longer_than_identity_lets_any_is_refused(ring: Ring) -> None:
    now = int(time.time())
    assert not await ring.refuses(ring.signed(iat=now - 300, nbf=now - 300, exp=now + 300))
    assert await ring.refuses(ring.signed(exp=now + 601))
    assert await ring.refuses(ring.signed(iat=now - 300, nbf=now - 300, exp=now + 301))


async def test_a_token_that_descends_from_no_sign_in_is_refused(ring: Ring) -> None:
    for kind in ("worker", "system"):
        assert await ring.refuses(ring.signed(kind=kind, sid=LEFT_OUT))


async def test_a_token_for_no_municipality_is_refused(ring: Ring) -> None:
    assert await ring.refuses(ring.signed(municipalities=[]))


@pytest.mark.parametrize("kid", ["unknown", "", "../ours", 5, None, ["ours"], {"ours": 1}])
async def test_a_key_that_nobody_published_is_none(ring: Ring, kid: Any) -> None:
    assert await ring.refuses(f"{part({**HEADER, 'kid': kid})}.{part(claims_of())}.{'A' * 86}")


async def test_the_signature_of_another_key_under_our_key_id_is_refused(ring: Ring) -> None:
    forged = jwt.encode(dict(HEADER), claims_of(), ECKey.generate_key("P-256"), algorithms=["ES256"])
    assert await ring.refuses(forged)


@pytest.mark.parametrize("brought", ["jwk", "jku", "x5u", "x5c"])
async def test_a_key_that_the_token_brings_along_counts_for_nothing(ring: Ring, brought: str) -> None:
    own = ECKey.generate_key("P-256", {"kid": "mine"})
    said = {
        "jwk": own.as_dict(private=False),
        "jku": "https://attacker.example/jwks.json",
        "x5u": "https://attacker.example/cert.pem",
        "x5c": ["MIIB"],
    }[brought]
    for kid in ("mine", "ours"):
        forged = jwt.encode({**HEADER, "kid": kid, brought: said}, claims_of(), own, algorithms=["ES256"])
        assert await ring.refuses(forged)


@pytest.mark.parametrize("critical", [["exp"], ["b64"], [], None])
async def test_extensions_that_must_be_understood_are_refused(ring: Ring, critical: Any) -> None:
    assert await ring.refuses(ring.signed_by_hand({**HEADER, "crit": critical}))


async def test_a_key_on_another_curve_beside_ours_is_passed_over(ring: Ring) -> None:
    other = ECKey.generate_key("P-384", {"kid": "other"})
    ring.published.insert(0, other.as_dict(private=False) | {"use": "sig", "alg": "ES256"})
    assert not await ring.refuses(ring.signed())
    assert await ring.refuses(
        jwt.encode({**HEADER, "kid": "other", "alg": "ES384"}, claims_of(), other, algorithms=["ES384"])
    )


async def test_what_is_too_long_is_not_read(ring: Ring) -> None:
    assert await ring.refuses("A" * 5_000_000)
    long = ring.signed(padding="x" * LONGEST_TOKEN_BYTES)
    assert await ring.refuses(long)


@pytest.mark.parametrize(
    "bent",
    [
        lambda token: token.rsplit(".", 1)[0],
        lambda token: f"{token}.AA",
        lambda token: f"{token}.AA.AA",
        lambda token: f"{token}==",
        lambda token: f"{token}!",
        lambda token: f" {token}",
        lambda token: f"{token}\n",
        lambda token: token.replace(".", ".\n", 1),
        lambda token: token.rsplit(".", 1)[0] + ".",
        lambda token: "." + token.split(".", 1)[1],
        lambda _token: "..",
        lambda _token: "",
        lambda _token: "é.é.é",
    ],
)
async def test_only_three_parts_of_base64url_are_a_token(ring: Ring, bent: Callable[[str], str]) -> None:
    token = ring.signed()
    assert not await ring.refuses(token)
    assert await ring.refuses(bent(token))


@pytest.mark.parametrize("header", [b"[" * 6000, b'{"a":' * 1200, b"[]", b"5", b"null", b"\xff", b'{"alg":"ES256"'])
async def test_a_header_that_is_no_object_is_refused_and_breaks_nothing(ring: Ring, header: bytes) -> None:
    assert await ring.refuses(f"{part(header)}.{part(claims_of())}.{'A' * 86}")


@pytest.mark.parametrize("payload", [b"[" * 3000, b"[]", b"null", b"\xff", b"{"])
async def test_claims_that_are_no_object_are_refused(ring: Ring, payload: bytes) -> None:
    assert await ring.refuses(ring.signed_bytes(payload))


async def test_claims_changed_after_signing_are_refused_also_when_said_twice(ring: Ring) -> None:
    header, payload, signature = ring.signed().split(".")
    said = base64.urlsafe_b64decode(payload + "==")
    twice = said[:-1] + b', "agency": "' + str(uuid4()).encode() + b'"}'
    assert await ring.refuses(f"{header}.{part(twice)}.{signature}")


async def test_a_purpose_is_one_of_those_in_the_token(ring: Ring) -> None:
    token = ring.signed(purposes=["care-coordination", Purpose.QUALITY.value])
    assert (await ring.verifier.actor(token, "quality")).purpose is Purpose.QUALITY
    assert (await ring.verifier.actor(token)).purpose is Purpose.CARE_COORDINATION
    for asked in ("safeguarding", "care-coordination,quality", "*", "CARE-COORDINATION"):
        with pytest.raises(NotAllowed):
            await ring.verifier.actor(token, asked)


@pytest.mark.parametrize("ended", ["sid", "jti"])
async def test_what_has_ended_is_refused_though_it_was_verified_before(ring: Ring, ended: str) -> None:
    claims = claims_of()
    token = ring.signed(**claims)
    assert not await ring.refuses(token)
    ring.revocations.replace(frozenset({claims[ended]}))
    assert await ring.refuses(token)
    assert not await ring.refuses(ring.signed())


async def test_a_verified_token_is_not_remembered_beyond_its_end(ring: Ring, clock: list[float]) -> None:
    token = ring.signed(exp=int(time.time()) + 30)
    assert not await ring.refuses(token)
    clock[0] = 30.0 + access_tokens.LEEWAY_SECONDS + 1
    assert await ring.refuses(token)


async def test_tokens_of_a_withdrawn_key_are_refused_within_two_minutes(ring: Ring, clock: list[float]) -> None:
    token = ring.signed()
    assert not await ring.refuses(token)
    ring.published.clear()
    clock[0] = access_tokens.VERIFIED_AGAIN_AFTER_SECONDS + 61.0
    assert await ring.refuses(token)
