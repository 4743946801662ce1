"""Public keys are fetched when an unknown one appears, and again before they are old."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.identity.keys.domain.signatures import new_private_key, signing_key
from shared.refusals import Unavailable
from shared.web import signing_keys
from shared.web.signing_keys import KeySource

pytestmark = pytest.mark.anyio


class Published:
    """A key set that changes, and counts how often it is fetched."""

    def __init__(self) -> None:
        self.keys: dict[str, Mapping[str, Any]] = {}
        self.fetched = 0
        self.is_away = False

    def add(self) -> str:
        key = signing_key(new_private_key())
        self.keys[key.kid] = key.public
        return key.kid

    async def fetch(self) -> list[Mapping[str, Any]]:
        self.fetched += 1
        if self.is_away:
            raise Unavailable
        return list(self.keys.values())


@pytest.fixture
def time_passes(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds on a clock that only the test moves."""
    now = [1000.0]
    monkeypatch.setattr("shared.web.signing_keys.time.monotonic", lambda: now[0])
    return now


async def test_known_keys_are_not_fetched_again(time_passes: list[float]) -> None:
    published = Published()
    kid = published.add()
    source = KeySource(published.fetch)
    for _ in range(3):
        assert await source.key(kid) is not None
        time_passes[0] += 10
    assert published.fetched == 1


async def test_a_new_key_is_found_and_an_invented_one_does_not_cause_a_flood(time_passes: list[float]) -> None:
    published = Published()
    source = KeySource(published.fetch)
    await source.key(published.add())
    new = published.add()
    time_passes[0] += 2
    assert await source.key(new) is not None
    fetched = published.fetched
    for _ in range(50):
        assert await source.key("invented") is None
    assert published.fetched == fetched


async def test_a_withdrawn_key_is_forgotten_within_a_minute(time_passes: list[float]) -> None:
    published = Published()
    kid = published.add()
    source = KeySource(published.fetch)
    assert await source.key(kid) is not None
    del published.keys[kid]
    time_passes[0] += signing_keys.FRESH_SECONDS + 1
    assert await source.key(kid) is None


async def test_known_keys_serve_on_while_identity_is_away(time_passes: list[float]) -> None:
    published = Published()
    kid = published.add()
    source = KeySource(published.fetch)
    assert await source.key(kid) is not None
    published.is_away = True
    time_passes[0] += 1000
    assert await source.key(kid) is not None
    with pytest.raises(Unavailable):
        await source.key("unknown")


@pytest.mark.usefixtures("time_passes")
async def test_a_key_for_another_algorithm_is_none_of_ours() -> None:
    published = Published()
    kid = published.add()
    published.keys[kid] = {**published.keys[kid], "alg": "ES384"}
    assert await KeySource(published.fetch).key(kid) is None


_NOT_ON_THE_CURVE = {"x": "A" * 43, "y": "A" * 43}


@pytest.mark.usefixtures("time_passes")
@pytest.mark.parametrize(
    "spoiled",
    [_NOT_ON_THE_CURVE, {"x": "!"}, {"x": 5}, {"x": None}, {"kid": None}, {"kid": ["a"]}, {"kid": {}}],
    ids=str,
)
async def test_a_key_that_cannot_be_read_is_passed_over_and_said(
    spoiled: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    published = Published()
    broken = published.add()
    published.keys[broken] = {**published.keys[broken], **spoiled}
    whole = published.add()
    source = KeySource(published.fetch)
    assert await source.key(whole) is not None
    assert await source.key(broken) is None
    assert "published key cannot be read" in capsys.readouterr().out


@pytest.mark.usefixtures("time_passes")
async def test_what_is_no_key_at_all_is_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    published = Published()
    whole = published.add()
    published.keys["nothing"] = "nothing"  # type: ignore[assignment]
    assert await KeySource(published.fetch).key(whole) is not None
    assert "published key cannot be read" in capsys.readouterr().out
