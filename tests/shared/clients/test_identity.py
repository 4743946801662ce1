"""What is asked of identity, and what is remembered."""

from collections.abc import Mapping
from uuid import UUID

import orjson
import pytest

from shared.clients import identity
from shared.clients.carriage import Answer
from shared.clients.identity import IdentityClient
from shared.identifiers import new_id

pytestmark = pytest.mark.anyio


class FakeIdentity:
    """Knows these agencies, and counts what it is asked."""

    def __init__(self, *known: UUID) -> None:
        self.known = known
        self.asked: list[str] = []

    async def ask(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        del method, headers, body
        self.asked.append(path)
        wanted = path.partition("ids=")[2].split(",")
        items = [_agency(one) for one in self.known if str(one) in wanted]
        return Answer(200, {}, orjson.dumps({"items": items}))


def _agency(agency_id: UUID) -> dict[str, object]:
    return {
        "id": str(agency_id),
        "name": "Agency",
        "sector": "health",
        "kind": "public",
        "municipalities": [],
        "active": True,
    }


async def test_an_agency_is_asked_for_once_and_then_remembered() -> None:
    first, second = new_id(), new_id()
    fake = FakeIdentity(first, second)
    client = IdentityClient(fake)

    assert set(await client.agencies([first], {})) == {first}
    assert set(await client.agencies([first, second], {})) == {first, second}
    assert set(await client.agencies([first, second], {})) == {first, second}

    assert fake.asked == [f"/v1/agencies?ids={first}", f"/v1/agencies?ids={second}"]


async def test_more_than_identity_takes_at_once_are_asked_for_in_turn() -> None:
    many = sorted(new_id() for _ in range(identity.AGENCIES_AT_ONCE + 1))
    fake = FakeIdentity(*many)

    assert set(await IdentityClient(fake).agencies_for_people(many, {})) == set(many)
    assert [path.count(",") + 1 for path in fake.asked] == [identity.AGENCIES_AT_ONCE, 1]
    assert all(path.startswith("/v1/my/agencies?ids=") for path in fake.asked)


async def test_an_agency_that_does_not_exist_is_asked_for_again() -> None:
    fake = FakeIdentity()
    client = IdentityClient(fake)
    unknown = new_id()

    assert await client.agencies([unknown], {}) == {}
    assert await client.agencies([unknown], {}) == {}
    assert len(fake.asked) == 2


async def test_what_was_remembered_too_long_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    agency_id = new_id()
    fake = FakeIdentity(agency_id)
    client = IdentityClient(fake)
    await client.agencies([agency_id], {})
    monkeypatch.setattr(identity, "AGENCIES_KEPT_SECONDS", 0.0)

    await client.agencies([agency_id], {})

    assert len(fake.asked) == 2
