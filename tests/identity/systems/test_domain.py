"""What a client is, which registration holds together, and which secret opens."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from services.identity.keys.domain.signatures import new_private_key, signing_key
from services.identity.systems.domain import (
    LONGEST_KEY_ID,
    MOST_KEYS,
    NOBODY,
    Authentication,
    GrantType,
    Secret,
    System,
    check_registration,
    checked_keys,
    digest_of,
    new_secret,
)
from shared.contracts.identity.vocabulary import SCOPES_OF_PEOPLE, Purpose, Scope
from shared.identifiers import new_id
from shared.refusals import Invalid
from tests.identity.registered import NOW, front_end, machine

PUBLIC = signing_key(new_private_key()).public
MOMENT = timedelta(microseconds=1)


def named(kid: object) -> Mapping[str, Any]:
    return {**PUBLIC, "kid": kid}


def pointer_to_what_is_wrong(system: System) -> str:
    with pytest.raises(Invalid) as refused:
        check_registration(system)
    (error,) = refused.value.errors
    return error.pointer


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 43


def test_what_is_stored_of_a_secret_is_its_sha_256() -> None:
    """Source: FIPS 180-2, appendix B.1."""
    assert digest_of("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_only_the_right_secret_opens() -> None:
    secret = Secret(digest_of("right"))
    assert secret.opens("right", NOW)
    for wrong in ("wrong", "", "right ", "Right", digest_of("right").hex(), NOBODY.decode()):
        assert not secret.opens(wrong, NOW)


def test_the_secret_before_opens_until_its_term_and_not_at_it() -> None:
    until = NOW + timedelta(days=1)
    secret = Secret(digest_of("old")).replaced(digest_of("new"), keep_until=until)
    assert secret.opens("new", until)
    assert secret.opens("old", until - MOMENT)
    assert not secret.opens("old", until)


def test_of_the_secrets_before_only_the_last_one_opens() -> None:
    until = NOW + timedelta(days=1)
    first = Secret(digest_of("first"))
    third = first.replaced(digest_of("second"), keep_until=until).replaced(digest_of("third"), keep_until=until)
    assert [third.opens(one, NOW) for one in ("first", "second", "third")] == [False, True, True]


def test_a_system_is_active_until_it_is_revoked() -> None:
    system = machine()
    revoked = system.revoked(NOW)
    assert (system.active, revoked.active) == (True, False)
    assert (revoked.revoked_at, revoked.version) == (NOW, system.version + 1)


def test_new_credentials_replace_those_before_and_make_a_new_version() -> None:
    system = machine(secret=Secret(digest_of("old")), keys=(named("old"),))
    with_secret = system.with_secret(Secret(digest_of("new")))
    assert (with_secret.secret, with_secret.version) == (Secret(digest_of("new")), 2)
    with_keys = system.with_keys([named("a"), named("b")])
    assert (with_keys.keys, with_keys.version) == ((named("a"), named("b")), 2)


def test_a_system_in_a_new_session_is_the_same_version_of_itself() -> None:
    system, session_id = machine(), new_id()
    moved = system.in_a_new_session(session_id)
    assert (moved.session_id, moved.version, moved.id) == (session_id, system.version, system.id)


def test_a_description_changes_what_it_mentions_and_nothing_else() -> None:
    system = front_end()
    renamed = system.described(name="Counter")
    assert (renamed.name, renamed.version) == ("Counter", 2)
    assert (renamed.redirect_uris, renamed.scopes, renamed.purposes) == (
        system.redirect_uris,
        system.scopes,
        system.purposes,
    )
    emptied = system.described(redirect_uris=[], scopes=frozenset(), purposes=frozenset())
    assert (emptied.name, emptied.redirect_uris, emptied.scopes, emptied.purposes) == (
        system.name,
        (),
        frozenset(),
        frozenset(),
    )


@pytest.mark.parametrize(
    ("change", "nothing_lost"),
    [
        ({}, True),
        ({"name": "Counter"}, True),
        ({"scopes": frozenset({Scope.RECORD_READ, Scope.RECORD_WRITE, Scope.EVENTS_READ})}, True),
        ({"scopes": frozenset({Scope.RECORD_READ})}, False),
        ({"scopes": frozenset({Scope.RECORD_READ, Scope.EVENTS_READ})}, False),
        ({"purposes": frozenset(Purpose)}, True),
        ({"purposes": frozenset({Purpose.ELIGIBILITY})}, False),
        ({"scopes": frozenset(Scope), "purposes": frozenset()}, False),
    ],
)
def test_more_elsewhere_does_not_make_up_for_what_was_taken_away(change: dict[str, Any], *, nothing_lost: bool) -> None:
    earlier = front_end()
    assert earlier.described(**change).may_do_all_of(earlier) is nothing_lost


@pytest.mark.parametrize(
    "system",
    [
        front_end(),
        machine(),
        machine(authentication=Authentication.PRIVATE_KEY_JWT, keys=(PUBLIC,)),
        front_end(
            authentication=Authentication.CLIENT_SECRET_BASIC,
            grants=frozenset(GrantType),
            redirect_uris=("https://desk.example.org/cb", "http://127.0.0.1/cb"),
        ),
        front_end(scopes=frozenset(Scope)),
        machine(scopes=frozenset(Scope) - {Scope.IDENTITY_ADMIN} - SCOPES_OF_PEOPLE),
    ],
)
def test_a_registration_that_holds_together_is_taken(system: System) -> None:
    check_registration(system)


@pytest.mark.parametrize(
    ("system", "wrong"),
    [
        (machine(authentication=Authentication.NONE), "#/authentication"),
        (machine(grants=frozenset()), "#/grants"),
        (machine(grants=frozenset({GrantType.REFRESH_TOKEN})), "#/grants"),
        (machine(grants=frozenset({GrantType.CLIENT_CREDENTIALS, GrantType.REFRESH_TOKEN})), "#/grants"),
        (machine(scopes=frozenset({Scope.IDENTITY_ADMIN})), "#/scopes"),
        (machine(scopes=frozenset({Scope.OWN_READ})), "#/scopes"),
        (machine(redirect_uris=("https://desk.example.org/cb",)), "#/redirect_uris"),
        (front_end(redirect_uris=()), "#/redirect_uris"),
        (front_end(redirect_uris=("https://desk.example.org/cb", "http://desk.example.org/cb")), "#/redirect_uris/1"),
        (machine(authentication=Authentication.PRIVATE_KEY_JWT), "#/keys"),
        (machine(keys=(PUBLIC,)), "#/keys"),
        (front_end(keys=(PUBLIC,)), "#/keys"),
    ],
)
def test_a_registration_that_contradicts_itself_is_pointed_at(system: System, wrong: str) -> None:
    assert pointer_to_what_is_wrong(system) == wrong


def test_keys_are_kept_with_their_public_members_only() -> None:
    (kept,) = checked_keys([{**PUBLIC, "x5u": "https://x.example/", "key_ops": ["verify"]}])
    assert kept == {name: PUBLIC[name] for name in ("kty", "crv", "x", "y", "kid")} | {"alg": "ES256", "use": "sig"}


def test_as_many_keys_are_taken_as_are_said_and_not_one_more() -> None:
    keys = [named(str(one)) for one in range(MOST_KEYS + 1)]
    assert checked_keys([]) == ()
    assert [key["kid"] for key in checked_keys(keys[:MOST_KEYS])] == ["0", "1", "2", "3", "4"]
    with pytest.raises(Invalid) as refused:
        checked_keys(keys)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("#/keys", "too_many")]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ({**PUBLIC, "d": "A" * 43}, "private_key"),
        ({**PUBLIC, "crv": "P-384"}, "key"),
        ({name: PUBLIC[name] for name in ("kty", "crv", "x", "y")}, "key"),
        (named("first"), "key"),
        (named(""), "key"),
        (named(7), "key"),
        (named(["first"]), "key"),
        (named("a\nb"), "key"),
        (named("k" * (LONGEST_KEY_ID + 1)), "key"),
    ],
)
def test_a_private_foreign_or_badly_named_key_is_pointed_at(key: Mapping[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_keys([named("first"), key])
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("#/keys/1", code)]


def test_the_longest_name_of_a_key_is_taken() -> None:
    (kept,) = checked_keys([named("k" * LONGEST_KEY_ID)])
    assert kept["kid"] == "k" * LONGEST_KEY_ID
