"""Notices live: as they come, from where one was, for as long as one may."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

import services.cases.notices.api.stream as stream_api
from deploy.embedded.engines import Engines
from services.identity.tokens.actions.clients import TOKENS
from services.identity.workers.actions.reading import standing_of
from shared.identifiers import new_id
from shared.live import MOST_EACH, Listeners
from shared.web import event_stream
from shared.web.access_tokens import LEEWAY_SECONDS
from tests.cases.doors import Desk, Doors
from tests.cases.notices.listening import Heard, listening

NOTICES = "/v1/notices"
CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query ILIKE $1 AND pid <> pg_backend_pid()"


@pytest.fixture
def app(cases_http: httpx.AsyncClient) -> FastAPI:
    transport = cases_http._transport
    assert isinstance(transport, httpx.ASGITransport)
    assert isinstance(transport.app, FastAPI)
    return transport.app


@pytest.fixture
def listeners(app: FastAPI) -> Listeners:
    found: Listeners = app.state.listeners
    return found


class Talking:
    """The lead, who writes in a thread, and a colleague who is told of it."""

    def __init__(self, doors: Doors, colleague: Desk, thread: str) -> None:
        self.doors = doors
        self.colleague = colleague
        self.thread = thread

    async def says(self, *texts: str, **more: Any) -> list[str]:
        """The ids of these messages."""
        said = [await self.doors.lead.made(f"{self.thread}/messages", {"text": text, **more}) for text in texts]
        return [message["id"] for message in said]


@pytest.fixture
async def talking(doors: Doors) -> Talking:
    colleague = await doors.hires(doors.lead)
    case = await doors.case()
    seat = {"worker_id": str(colleague.worker.id), "capacity": "nurse"}
    await doors.lead.made(f"/v1/cases/{case['id']}/team", seat)
    about = {"case_id": case["id"], "category": "social", "subject": "What now?", "message": {"text": "First"}}
    thread = await doors.lead.made("/v1/threads", about)
    async with asyncio.timeout(10):
        while len((await colleague.get(NOTICES)).json()["items"]) < 2:  # noqa: ASYNC110 - made in the background
            await asyncio.sleep(0.05)
    return Talking(doors, colleague, f"/v1/threads/{thread['id']}")


def items(heard: list[Heard]) -> list[str]:
    return [one.data["item_id"] for one in heard]


async def test_what_happens_is_told_as_it_happens_and_as_in_the_list(app: FastAPI, talking: Talking) -> None:
    async with listening(app, talking.colleague, accept_language="fr") as ear:
        assert (ear.status, ear.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert (ear.headers["cache-control"], ear.headers["x-accel-buffering"]) == ("no-store", "no")
        [message_id] = await talking.says("He sleeps in the car", urgent=True)
        heard = await ear.hears()
    assert (heard.data["item_id"], heard.data["urgent"]) == (message_id, True)
    assert heard.data["label"] == "Nouveau message"
    assert "car" not in str(heard.data)
    listed = (await talking.colleague.get(f"{NOTICES}?limit=1", accept_language="fr")).json()["items"]
    assert [{**listed[0], "decision_id": heard.data["decision_id"]}] == [heard.data]


async def test_nobody_hears_what_is_for_others_or_what_they_did(app: FastAPI, talking: Talking) -> None:
    async with (
        listening(app, talking.doors.lead) as ear,
        listening(app, talking.doors.adviser) as stranger,
        listening(app, talking.colleague) as told,
    ):
        await talking.says("One")
        await told.hears()
        await asyncio.gather(ear.hears_nothing(), stranger.hears_nothing())


async def test_the_stream_goes_on_where_the_list_ends(app: FastAPI, talking: Talking) -> None:
    position = (await talking.colleague.get(NOTICES)).json()["position"]
    written = await talking.says("One", "Two")
    async with listening(app, talking.colleague, begun=False, query=f"after={position}") as ear:
        assert items([await ear.hears(), await ear.hears()]) == written
        await ear.hears_nothing()


async def test_whoever_comes_back_misses_nothing_and_hears_nothing_twice(app: FastAPI, talking: Talking) -> None:
    async with listening(app, talking.colleague) as ear:
        await talking.says("One")
        last = await ear.hears()
    written = await talking.says("Two", "Thrice")
    assert last.id is not None
    async with listening(app, talking.colleague, begun=False, last_event_id=last.id) as ear:
        written += await talking.says("Four")
        assert items([await ear.hears() for _ in range(3)]) == written
        await ear.hears_nothing()


async def test_who_heard_nothing_yet_comes_back_to_where_they_were_too(app: FastAPI, talking: Talking) -> None:
    async with listening(app, talking.colleague, begun=False) as ear:
        placed = await ear.hears("")
        while placed.id is None:
            placed = await ear.hears("")
    written = await talking.says("One")
    async with listening(app, talking.colleague, begun=False, last_event_id=placed.id) as ear:
        assert items([await ear.hears()]) == written


@pytest.mark.parametrize("said", ["nonsense", "-1", "1.5", "9" * 30, "١"])
async def test_what_is_no_id_of_the_stream_is_refused(talking: Talking, said: str) -> None:
    headers = [*talking.colleague.headers.items(), ("Last-Event-ID", said)]
    encoded = [(name.encode(), value.encode()) for name, value in headers]
    answer = await talking.colleague.http.get(f"{NOTICES}/stream", headers=encoded)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/header/last-event-id"


async def test_what_the_reader_may_not_see_any_more_is_not_sent(app: FastAPI, talking: Talking) -> None:
    last = (await talking.colleague.get(NOTICES)).json()["position"]
    await talking.says("One")
    conflict = {"relation": "family"}
    person = f"/v1/persons/{talking.doors.person_id}"
    assert (await talking.colleague.post(f"{person}/conflicts-of-interest", conflict)).status_code == 201
    async with listening(app, talking.colleague, last_event_id=last) as ear:
        await talking.says("Two")
        await ear.hears_nothing()


async def test_a_sign_of_life_comes_while_there_is_nothing_to_say(
    app: FastAPI, talking: Talking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_api, "HEARTBEAT_SECONDS", 0.05)
    async with listening(app, talking.colleague) as ear:
        assert (await ear.hears("")).data is None
        await talking.says("One")
        await ear.hears()


async def test_a_stream_ends_with_its_token(app: FastAPI, talking: Talking) -> None:
    municipality, worker = talking.doors.municipality, talking.colleague.worker
    async with municipality.database.work(TOKENS) as work:
        standing = await standing_of(work, worker.id, talking.colleague.agency.id)
        assert standing is not None
        minted = municipality.app.state.mint.token(
            standing, client_id=new_id(), session_id=new_id(), scopes=sorted(standing.scopes), at=work.now
        )
        over = work.now - timedelta(seconds=LEEWAY_SECONDS - 1)
        token = await municipality.app.state.mint.signed(replace(minted, expires_at=over))
    nearly_over = Desk(talking.doors.http, worker, talking.colleague.agency, {"Authorization": f"Bearer {token}"})
    async with listening(app, nearly_over) as ear:
        assert (await ear.hears("end")).data == {"because": "sign_in"}
        assert ear.is_over


async def test_a_worker_has_a_few_streams_and_no_more(app: FastAPI, talking: Talking, listeners: Listeners) -> None:
    async with AsyncExitStack() as windows:
        for _ in range(MOST_EACH - 1):
            await windows.enter_async_context(listening(app, talking.colleague))
        async with listening(app, talking.colleague):
            refused = await talking.colleague.get(f"{NOTICES}/stream")
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
            assert refused.json()["type"].endswith("too-many-streams")
            async with listening(app, talking.doors.lead) as other:
                assert other.status == 200
        async with listening(app, talking.colleague) as again:
            assert again.status == 200
    assert list(listeners) == [], "nothing is kept of who has gone"


async def test_who_takes_nothing_holds_up_nobody_and_hears_all_of_it_later(
    app: FastAPI, talking: Talking, listeners: Listeners
) -> None:
    second = await talking.doors.hires(talking.doors.lead)
    seat = {"worker_id": str(second.worker.id), "capacity": "nurse"}
    case_id = (await talking.doors.lead.get(talking.thread)).json()["case_id"]
    await talking.doors.lead.made(f"/v1/cases/{case_id}/team", seat)
    async with listening(app, talking.colleague) as slow, listening(app, second) as quick:
        slow.takes.clear()
        written = await talking.says(*map(str, range(6)))
        assert items([await quick.hears() for _ in written]) == written
        [stuck] = [one for one in listeners if one.actor.subject == talking.colleague.worker.id]
        assert not stuck.is_ready
        assert stuck._batch is None, "nothing waits for who takes nothing"
        slow.takes.set()
        assert items([await slow.hears() for _ in written]) == written


async def test_who_takes_nothing_for_long_is_let_go(
    app: FastAPI, talking: Talking, listeners: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert event_stream.SENT_WITHIN_SECONDS + event_stream.LOOKED_AT_EVERY_SECONDS <= 5, "what is held is not older"
    monkeypatch.setattr(event_stream, "SENT_WITHIN_SECONDS", 0.2)
    async with listening(app, talking.colleague) as stuck:
        stuck.takes.clear()
        [written] = await talking.says("One")
        async with asyncio.timeout(5):
            while list(listeners):  # noqa: ASYNC110 - the service tells nobody
                await asyncio.sleep(0.02)
        assert not stuck.is_over, "cut off, not ended: something is missing"
    assert written


async def test_a_lost_connection_to_the_database_loses_no_notice(
    app: FastAPI, talking: Talking, engines: Engines
) -> None:
    async with listening(app, talking.colleague) as ear:
        superuser = await asyncpg.connect(engines.postgres.superuser_dsn)
        assert await superuser.fetchval(CUT, "%LISTEN%") >= 1
        await superuser.close()
        written = await talking.says("One", "Two")
        assert items([await ear.hears(within_seconds=8) for _ in written]) == written
