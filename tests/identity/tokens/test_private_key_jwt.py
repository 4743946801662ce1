"""A system proves itself by an assertion it has signed with its own key."""

import time
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.identity.agencies.policy import INSTALLATION
from services.identity.keys.domain.signatures import SigningKey, new_private_key, signing_key
from services.identity.systems.actions import register_system
from services.identity.systems.domain import Authentication, GrantType
from services.identity.tokens.domain.credentials import ASSERTION_TYPE
from shared.contracts.identity.vocabulary import Role, Scope
from shared.identifiers import new_id
from tests.identity.visits import PUBLIC_URL
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio


@pytest.fixture
def key() -> SigningKey:
    return signing_key(new_private_key())


@pytest.fixture
async def client_id(world: World, key: SigningKey) -> UUID:
    async with world.database.work(INSTALLATION) as work:
        system, secret = await register_system(
            work,
            agency_id=world.agency.id,
            name="Hospital record",
            authentication=Authentication.PRIVATE_KEY_JWT,
            grants=[GrantType.CLIENT_CREDENTIALS],
            scopes=[Scope.RECORD_READ],
            keys=[key.public],
        )
    assert secret is None
    return system.id


def claims_of(client_id: UUID, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "iss": str(client_id),
        "sub": str(client_id),
        "aud": PUBLIC_URL,
        "jti": new_id().hex,
        "iat": now,
        "exp": now + 60,
    }
    return {name: value for name, value in (good | changed).items() if value is not None}


async def ask(identity: httpx.AsyncClient, assertion: str, **more: str) -> httpx.Response:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
    }
    return await identity.post("/oauth/token", data=form | more)


def refused(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("audience", [PUBLIC_URL, f"{PUBLIC_URL}/oauth/token", [PUBLIC_URL, "https://other.example"]])
async def test_a_signed_assertion_gets_a_token(
    identity: httpx.AsyncClient, client_id: UUID, key: SigningKey, audience: str | list[str]
) -> None:
    answer = await ask(identity, key.signed(claims_of(client_id, aud=audience), "JWT"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["scope"] == "record:read"


async def test_an_assertion_counts_once(identity: httpx.AsyncClient, client_id: UUID, key: SigningKey) -> None:
    assertion = key.signed(claims_of(client_id), "JWT")
    assert (await ask(identity, assertion)).status_code == 200
    assert refused(await ask(identity, assertion))
    again = key.signed(claims_of(client_id, jti="the same jti"), "JWT")
    another = key.signed(claims_of(client_id, jti="the same jti", exp=int(time.time()) + 90), "JWT")
    assert (await ask(identity, again)).status_code == 200
    assert refused(await ask(identity, another))


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://other.example"},
        {"aud": None},
        {"aud": 7},
        {"aud": []},
        {"iss": "somebody else"},
        {"iss": None},
        {"jti": None},
        {"jti": ""},
        {"jti": "j" * 201},
        {"jti": 5},
        {"exp": None},
        {"exp": 0},
        {"exp": "soon"},
        {"exp": 1e300},
        {"exp": True},
        {"exp": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
        {"iat": "now"},
        {"nbf": int(time.time()) + 3600},
    ],
)
async def test_an_assertion_with_a_wrong_claim_is_refused(
    identity: httpx.AsyncClient, client_id: UUID, key: SigningKey, changed: dict[str, Any]
) -> None:
    assert refused(await ask(identity, key.signed(claims_of(client_id, **changed), "JWT")))


async def test_an_assertion_by_another_key_or_without_signature_is_refused(
    identity: httpx.AsyncClient, client_id: UUID, key: SigningKey
) -> None:
    thief = signing_key(new_private_key())
    assert refused(await ask(identity, thief.signed(claims_of(client_id), "JWT")))
    same_kid = SigningKey(key.kid, thief.private, thief.public)
    assert refused(await ask(identity, same_kid.signed(claims_of(client_id), "JWT")))
    unsigned = key.signed(claims_of(client_id), "JWT").rpartition(".")[0]
    none = "eyJhbGciOiJub25lIn0." + unsigned.partition(".")[2]
    for broken in (f"{unsigned}.", f"{none}.", "a.b.c", "...", "nonsense", unsigned):
        assert refused(await ask(identity, broken))


async def test_whom_an_assertion_is_about_must_be_whom_it_comes_from(
    identity: httpx.AsyncClient, client_id: UUID, key: SigningKey, world: World
) -> None:
    other, _ = await world.system()
    assert refused(await ask(identity, key.signed(claims_of(client_id, sub=str(other.id)), "JWT")))
    assert refused(await ask(identity, key.signed(claims_of(client_id), "JWT"), client_id=str(other.id)))
    assert refused(await ask(identity, key.signed(claims_of(other.id), "JWT")))


async def test_two_ways_to_authenticate_at_once_are_one_too_many(
    identity: httpx.AsyncClient, client_id: UUID, key: SigningKey
) -> None:
    form = {"grant_type": "client_credentials", "client_assertion": key.signed(claims_of(client_id), "JWT")}
    answer = await identity.post("/oauth/token", data=form, auth=(str(client_id), "secret"))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_system_with_keys_cannot_do_without_them(identity: httpx.AsyncClient, client_id: UUID) -> None:
    for form in ({"client_id": str(client_id)}, {"client_id": str(client_id), "client_secret": ""}):
        assert refused(await identity.post("/oauth/token", data={"grant_type": "client_credentials", **form}))
    answer = await identity.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(str(client_id), "\x00" * 32)
    )
    assert refused(answer)


async def test_keys_are_replaced_with_an_overlap(
    identity: httpx.AsyncClient, client_id: UUID, key: SigningKey, world: World
) -> None:
    admin = await world.signed_in(await world.worker(Role.ADMINISTRATOR))
    new = signing_key(new_private_key())
    for version, keys, works in ((1, [key, new], [True, True]), (2, [new], [False, True])):
        headers = admin | {"If-Match": f'"{version}"'}
        body = {"keys": [one.public for one in keys]}
        answer = await identity.put(f"/v1/clients/{client_id}/keys", headers=headers, json=body)
        assert answer.status_code == 200, answer.text
        statuses = [
            (await ask(identity, one.signed(claims_of(client_id), "JWT"))).status_code == 200 for one in (key, new)
        ]
        assert statuses == works


@pytest.mark.parametrize(
    "broken",
    [
        {"d": "private"},
        {"crv": "P-384"},
        {"kty": "RSA"},
        {"alg": "HS256"},
        {"use": "enc"},
        {"x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"y": 5},
        {"kid": ""},
        {"kid": None},
    ],
)
async def test_a_key_that_is_no_public_p256_key_is_not_registered(
    identity: httpx.AsyncClient, client_id: UUID, key: SigningKey, world: World, broken: dict[str, Any]
) -> None:
    headers = await world.signed_in(await world.worker(Role.ADMINISTRATOR)) | {"If-Match": '"1"'}
    body = {"keys": [{**key.public, **broken}]}
    answer = await identity.put(f"/v1/clients/{client_id}/keys", headers=headers, json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "#/keys/0"
