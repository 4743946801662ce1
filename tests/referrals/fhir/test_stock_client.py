"""A stock FHIR client, which knows nothing of us, refers somebody, finds the task and drives it to its end."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fhirclient.models.bundle import Bundle
from fhirclient.models.servicerequest import ServiceRequest
from fhirclient.models.task import Task
from fhirclient.server import FHIRServer

from tests.referrals.fhir.test_creating import a_transaction
from tests.referrals.fhir.test_driving import CONTACTED, FOUND
from tests.referrals.worlds import Caller, Running, Town


@pytest.fixture
async def address(running: Running) -> AsyncIterator[str]:
    """The service on a socket of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(running.app, lifespan="off", log_level="warning"))
    serving = asyncio.create_task(server.serve([listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/fhir/"
    server.should_exit = True
    await serving


def client_of(caller: Caller, address: str) -> FHIRServer:
    server = FHIRServer(None, address)
    server.session.headers["Authorization"] = f"Bearer {caller.running.identity.keys.token_of(caller.actor)}"
    server.session.trust_env = False
    return server


async def test_a_stock_client_refers_searches_reads_and_drives(town: Town, address: str) -> None:
    def plays() -> None:
        sender, receiver = client_of(town.sender, address), client_of(town.receiver, address)
        made = Bundle(sender.post_json("", a_transaction(town)).json())
        referral_id = made.entry[1].response.location.split("/")[1]
        asked = ServiceRequest.read(referral_id, sender)
        assert asked.subject.reference == f"Patient/{town.person.id}"
        found = list(
            Task.where({"status": "requested", "patient": str(town.person.id)}).perform_resources_iter(receiver)
        )
        assert [one.id for one in found] == [referral_id]
        task = Task.read(referral_id, receiver)
        for changes in (
            {"status": "accepted"},
            {"status": "in-progress", **CONTACTED},
            {"status": "completed", "output": FOUND},
        ):
            changed = Task({**task.as_json(), **changes})
            changed.update(receiver)
            task = Task.read(referral_id, receiver)
            assert task.status == changes["status"]

    await asyncio.to_thread(plays)
