"""What a front end may ask, how often one may try, and which passwords are taken."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.sign_in.domain import passwords, throttle
from services.identity.sign_in.domain.proof import proves
from services.identity.sign_in.domain.request import (
    AuthorizationRequest,
    NoWayBack,
    ScopeTooWide,
    address_back,
    once_each,
    origin_of,
    read_request,
    way_back,
)
from services.identity.sign_in.domain.throttle import Attempts
from services.identity.systems.domain import GrantType, is_safe_redirect
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import Invalid
from tests.identity.registered import front_end, machine
from tests.identity.visits import challenge_of

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
GOOD = {
    "response_type": "code",
    "client_id": "019aa7a0-0000-7000-8000-0000000000c1",
    "redirect_uri": "https://desk.example.org/cb",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}


def test_the_proof_of_the_standard_is_right_and_any_other_wrong() -> None:
    """Source: RFC 7636, appendix B."""
    assert proves(VERIFIER, GOOD["code_challenge"])
    assert not proves(VERIFIER[:-1] + "l", GOOD["code_challenge"])
    assert not proves("short", challenge_of("short"))
    assert not proves("x" * 129, challenge_of("x" * 129))
    assert not proves("é" * 50, challenge_of("é" * 50))


def test_a_good_request_is_read() -> None:
    asked = read_request(GOOD | {"scope": "record:read openid unknown", "state": "s", "nonce": "n"})
    assert asked == AuthorizationRequest(
        client_id=UUID(GOOD["client_id"]),
        redirect_uri=GOOD["redirect_uri"],
        scopes=("openid", "record:read"),
        state="s",
        code_challenge=GOOD["code_challenge"],
        nonce="n",
    )


@pytest.mark.parametrize(
    ("asked", "allowed", "granted"),
    [
        ("", {Scope.RECORD_READ, Scope.EVENTS_READ}, ("record:read", "events:read")),
        ("record:read", {Scope.RECORD_READ, Scope.EVENTS_READ}, ("record:read",)),
        ("record:read audit:read", {Scope.RECORD_READ}, ("record:read",)),
        ("openid", set(), ("openid",)),
        ("openid record:read", set(), ("openid",)),
    ],
)
def test_a_worker_gets_what_was_asked_as_far_as_they_may_have_it(
    asked: str, allowed: set[Scope], granted: tuple[str, ...]
) -> None:
    assert read_request(GOOD | {"scope": asked}).granted(allowed) == granted


def test_nothing_of_what_was_asked_is_a_refusal() -> None:
    with pytest.raises(ScopeTooWide):
        read_request(GOOD | {"scope": "audit:read"}).granted({Scope.RECORD_READ})
    with pytest.raises(ScopeTooWide):
        read_request(GOOD).granted(set())


def test_parameters_stand_once_and_empty_ones_not_at_all() -> None:
    assert once_each([("a", "1"), ("b", "")]) == {"a": "1"}
    for bad in ([("a", "1"), ("a", "1")], [("a", ""), ("a", "")], [("a", "x" * 2001)], [("a", "\x00")]):
        with pytest.raises(NoWayBack):
            once_each(bad)


@given(
    st.text(max_size=50), st.sampled_from(["https://d.example/cb", "https://d.example/cb?a=1", "com.example.app:/cb"])
)
def test_the_state_comes_back_as_it_was_and_nothing_else_gets_into_the_address(state: str, registered: str) -> None:
    back = address_back(registered, "https://parcours.example", state, code="c")
    assert back.startswith(registered)
    told = parse_qs(urlsplit(back).query, keep_blank_values=True, strict_parsing=True)
    assert told.pop("a", ["1"]) == ["1"]
    assert told == {"code": ["c"], "state": [state], "iss": ["https://parcours.example"]}
    assert "\n" not in back
    assert "\r" not in back


def test_a_worker_is_sent_back_to_each_registered_address() -> None:
    desk = front_end(redirect_uris=("https://desk.example.org/cb", "org.example.desk:/cb"))
    for address in desk.redirect_uris:
        assert way_back(desk, {"redirect_uri": address}) == address


@pytest.mark.parametrize(
    "address",
    [
        "https://desk.example.org/cb/",
        "https://desk.example.org/cb?a=1",
        "https://DESK.example.org/cb",
        "https://x.example/",
    ],
)
def test_no_worker_is_sent_to_an_address_that_is_only_similar(address: str) -> None:
    with pytest.raises(NoWayBack):
        way_back(front_end(redirect_uris=("https://desk.example.org/cb",)), {"redirect_uri": address})


def test_there_is_no_way_back_without_an_address_or_to_a_system_that_acts_itself() -> None:
    with pytest.raises(NoWayBack):
        way_back(front_end(), {})
    acts_itself = machine(redirect_uris=("https://desk.example.org/cb",))
    assert GrantType.AUTHORIZATION_CODE not in acts_itself.grants
    with pytest.raises(NoWayBack):
        way_back(acts_itself, {"redirect_uri": "https://desk.example.org/cb"})


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://desk.example.org/cb", True),
        ("https://desk.example.org:8443/cb?a=1", True),
        ("http://127.0.0.1:5000/cb", True),
        ("http://[::1]:5000/cb", True),
        ("http://localhost/cb", True),
        ("org.example.desk:/cb", True),
        ("http://desk.example.org/cb", False),
        ("https://desk.example.org/cb#fragment", False),
        ("https://desk.example.org/cb#", False),
        ("https://user@desk.example.org/cb", False),
        ("https:///cb", False),
        ("https://desk.example.org:port/cb", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("desk:/cb", False),
        ("/cb", False),
        ("", False),
        ("https://desk.example.org/ cb", False),
        ("https://desk.example.org/\ncb", False),
        ("https://d\u00e9sk.example.org/cb", False),
        ("https://[::1", False),
    ],
)
def test_codes_are_sent_to_safe_addresses_only(address: str, *, is_safe: bool) -> None:
    assert is_safe_redirect(address) is is_safe


def test_the_page_may_send_the_browser_to_the_front_end_and_nowhere_else() -> None:
    assert origin_of("https://desk.example.org:8443/cb?a=1") == "https://desk.example.org:8443"
    assert origin_of("org.example.desk:/cb") == "org.example.desk:"


@pytest.mark.parametrize(
    ("count", "wait"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (500, 900)],
)
def test_after_the_free_attempts_each_wait_is_twice_the_one_before_up_to_a_quarter_of_an_hour(
    count: int, wait: int
) -> None:
    assert Attempts(count, NOW).wait(NOW, free=5) == timedelta(seconds=wait)


def test_a_wait_passes_and_half_an_hour_of_quiet_forgets() -> None:
    tired = Attempts(7, NOW)
    assert tired.wait(NOW + timedelta(seconds=119), free=5) == timedelta(seconds=1)
    assert tired.wait(NOW + timedelta(seconds=120), free=5) == timedelta()
    assert tired.one_more(NOW + timedelta(minutes=2)).count == 8
    assert tired.one_more(NOW + timedelta(minutes=30)).count == 1


@given(st.lists(st.integers(0, 4000), max_size=60))
def test_whoever_tries_without_pause_gets_few_attempts(pauses: list[int]) -> None:
    attempts, now, made = Attempts(0, NOW), NOW, 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        if not attempts.wait(now, free=5):
            attempts, made = attempts.one_more(now), made + 1
    hours = (now - NOW) / timedelta(hours=1)
    assert made <= 5 + 8 + hours * 14


def test_attempts_are_counted_by_names_that_tell_nothing() -> None:
    secret, other = b"secret", b"another"
    assert throttle.account(secret, "nadia") == throttle.account(secret, "nadia")
    assert (
        len({throttle.account(secret, "nadia"), throttle.account(other, "nadia"), throttle.account(secret, "x")}) == 3
    )
    assert throttle.account(secret, "10.0.0.1") != throttle.address(secret, "10.0.0.1")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("nonsense", "", True),
    ],
)
def test_an_ipv6_network_counts_as_one_address(one: str, other: str, *, same: bool) -> None:
    assert (throttle.address(b"s", one) == throttle.address(b"s", other)) is same


@pytest.mark.parametrize("password", ["x" * 11, "x" * 201, "aaaaaaaaaaaaaaaa", "abababababababab", "nadia.belkacem1"])
def test_short_long_and_guessable_passwords_are_not_taken(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.check_new_password(password, "nadia.belkacem")


def test_long_words_are_taken_whatever_their_alphabet() -> None:
    for password in ("four calm words together", "четыре спокойных слова", "quatre mots très calmes"):
        passwords.check_new_password(password, "nadia")


def test_a_password_opens_however_the_keyboard_composes_its_letters() -> None:
    kept = passwords.hashed("caf\u00e9 du port, ce soir")
    assert passwords.opens("cafe\u0301 du port, ce soir", kept) == (True, None)
    assert passwords.opens("cafe du port, ce soir", kept) == (False, None)
    assert passwords.opens("caf\u00e9 du port, ce soir", None) == (False, None)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_with_weaker_parameters_is_replaced() -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("four calm words")
    is_right, stronger = passwords.opens("four calm words", weak)
    assert is_right
    assert stronger is not None
    assert stronger.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.opens("wrong", weak) == (False, None)


def test_nobodys_hash_costs_as_much_and_opens_with_nothing() -> None:
    parameters = passwords.hashed("four calm words").rsplit("$", 2)[0]
    assert passwords.OF_NOBODY.startswith(parameters + "$")
    assert passwords.opens("", passwords.OF_NOBODY) == (False, None)
