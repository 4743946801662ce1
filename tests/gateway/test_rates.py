"""Nobody makes more requests in a minute than agreed, and who waits is let in again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rates import WINDOW_SECONDS, Quota
from gateway.refusals import TooManyRequests
from tests.gateway.worlds import CarriageName, running_world


class Watch:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 600.0

    def __call__(self) -> float:
        return self.now


def test_what_is_left_is_told_and_then_refused() -> None:
    quota = Quota("worker", 3, clock=Watch())

    told = [quota.spend("a") for _ in range(3)]

    assert [dict(fields)[b"ratelimit"] for fields in told] == [
        b'"worker";r=2;t=60',
        b'"worker";r=1;t=60',
        b'"worker";r=0;t=60',
    ]
    assert dict(told[0])[b"ratelimit-policy"] == b'"worker";q=3;w=60'
    with pytest.raises(TooManyRequests) as refused:
        quota.spend("a")
    assert refused.value.headers["ratelimit"] == '"worker";r=0;t=60'
    assert quota.spend("another"), "each caller has a quota of their own"


def test_checking_costs_nothing() -> None:
    quota = Quota("worker", 1, clock=Watch())

    quota.check("a")
    quota.check("a")

    assert quota.spend("a")


def test_zero_sets_no_limit() -> None:
    quota = Quota("worker", 0, clock=Watch())

    assert [quota.spend("a") for _ in range(1000)] == [[]] * 1000


def test_the_minute_before_counts_as_far_as_it_reaches() -> None:
    watch = Watch()
    quota = Quota("worker", 10, clock=watch)
    for _ in range(10):
        quota.spend("a")

    watch.now += WINDOW_SECONDS + 30  # half of the old window is still covered: five count
    assert sum(_is_let_in(quota) for _ in range(10)) == 5

    watch.now += 2 * WINDOW_SECONDS
    assert sum(_is_let_in(quota) for _ in range(20)) == 10


@given(
    requests=st.integers(1, 20),
    steps=st.lists(st.floats(0, 90, allow_nan=False), min_size=1, max_size=40),
    burst=st.integers(1, 30),
)
def test_who_waits_as_long_as_told_is_let_in(requests: int, steps: list[float], burst: int) -> None:
    watch = Watch()
    quota = Quota("worker", requests, clock=watch)
    for step in steps:
        watch.now += step
        for _ in range(burst):
            _is_let_in(quota)
    try:
        quota.check("a")
    except TooManyRequests as refused:
        wait = int(refused.headers["Retry-After"])
        assert 1 <= wait <= 2 * WINDOW_SECONDS
        watch.now += wait
    quota.check("a")


@given(
    requests=st.integers(1, 20),
    steps=st.lists(st.floats(0, 30, allow_nan=False), min_size=10, max_size=200),
)
def test_never_more_than_twice_the_quota_in_any_minute_and_never_more_than_it_in_a_fixed_one(
    requests: int, steps: list[float]
) -> None:
    watch = Watch()
    quota = Quota("worker", requests, clock=watch)
    let_in: list[float] = []
    for step in steps:
        watch.now += step
        if _is_let_in(quota):
            let_in.append(watch.now)
    for at in let_in:
        assert sum(at <= other < at + WINDOW_SECONDS for other in let_in) <= 2 * requests
        window = at // WINDOW_SECONDS
        assert sum(other // WINDOW_SECONDS == window for other in let_in) <= requests


def _is_let_in(quota: Quota) -> bool:
    try:
        quota.spend("a")
    except TooManyRequests:
        return False
    return True


@pytest.mark.anyio
async def test_a_worker_who_asks_too_fast_is_told_when_to_go_on(carriage: CarriageName) -> None:
    async with running_world(carriage, worker_requests_per_minute=3, system_requests_per_minute=5) as world:
        token = world.keys.token()
        mine = {"Authorization": f"Bearer {token}"}
        answers = [await world.http.get("/v1/persons/echo", headers=mine) for _ in range(4)]

        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"worker";q=3;w=60'
        assert answers[2].headers["ratelimit"].startswith('"worker";r=0;t=')
        assert answers[3].json()["type"] == "/problems/too-many-requests"
        assert 1 <= int(answers[3].headers["retry-after"]) <= 120
        assert answers[3].headers.get_list("ratelimit-policy") == ['"worker";q=3;w=60']
        assert world.cases.asked == 3

        colleague = {"Authorization": f"Bearer {world.keys.token()}"}
        assert (await world.http.get("/v1/persons/echo", headers=colleague)).status_code == 200
        system = {"Authorization": f"Bearer {world.keys.token(kind='system', roles=['system'])}"}
        answer = await world.http.get("/v1/persons/echo", headers=system)
        assert answer.headers["ratelimit-policy"] == '"system";q=5;w=60'


@pytest.mark.anyio
async def test_who_has_no_token_is_counted_by_address(carriage: CarriageName) -> None:
    async with running_world(carriage, visitor_requests_per_minute=3) as world:
        nobody = {"Authorization": "Bearer forged.token.here"}
        answers = [await world.http.get("/v1/persons/echo", headers=nobody) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 401]

        assert (await world.http.get("/v1/persons/echo", headers=nobody)).status_code == 429
        assert (await world.http.get("/oauth/token")).status_code == 429
        assert world.cases.asked == 0


@pytest.mark.anyio
async def test_who_is_known_is_not_held_up_by_a_neighbour_who_is_not(carriage: CarriageName) -> None:
    async with running_world(carriage, visitor_requests_per_minute=3) as world:
        assert (await world.http.get("/v1/persons/echo")).status_code == 200
        for _ in range(5):
            await world.http.get("/v1/persons/echo", headers={"Authorization": "Bearer forged.token.here"})

        assert (await world.http.get("/v1/persons/echo")).status_code == 200
        newcomer = {"Authorization": f"Bearer {world.keys.token()}"}
        assert (await world.http.get("/v1/persons/echo", headers=newcomer)).status_code == 429
