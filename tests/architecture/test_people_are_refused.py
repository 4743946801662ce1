"""A person's token opens what was made for people and nothing else: asked of every operation there is."""

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import httpx
import pytest

from deploy.documents.applications import applications
from gateway.documents.merged import operations
from shared.contracts.identity.vocabulary import SCOPES_OF_PEOPLE, Scope
from tests.shared.web.key_ring import Ring

pytestmark = pytest.mark.anyio

APPLICATIONS = applications()
OF_PEOPLE = {scope.value for scope in SCOPES_OF_PEOPLE}
AN_ID = str(UUID(int=7))


def _signed_operations(*, for_people: bool) -> Iterator[tuple[str, str, str]]:
    for service, app in APPLICATIONS.items():
        for path, method, operation in operations(app.openapi()):
            scopes = {scope for one in operation["security"] for scope in one.get("parcours", ())}
            asks_who_calls = any("parcours" in one for one in operation["security"])
            if asks_who_calls and bool(scopes & OF_PEOPLE) == for_people:
                yield service, method, re.sub(r"\{[^}]+\}", AN_ID, path)


@pytest.fixture(scope="module")
def ring() -> Ring:
    """The keys of identity, which every service is given: nothing else of them runs."""
    ring = Ring()
    for app in APPLICATIONS.values():
        app.state.service.verifier = ring.verifier
    return ring


def of_a_person(ring: Ring, scope: str) -> str:
    """With every claim of a worker's token beside it: the kind alone decides."""
    return ring.signed(kind="person", scope=scope, roles=["caseworker", "privacy_officer", "administrator"])


async def _asked(service: str, method: str, path: str, token: str) -> httpx.Response:
    transport = httpx.ASGITransport(APPLICATIONS[service])
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        return await http.request(method, path, headers={"Authorization": f"Bearer {token}"})


def _problem(answer: httpx.Response) -> str:
    """The code of the problem; below `/fhir` it stands in an OperationOutcome."""
    told = answer.json()
    code: str = told["type"].rpartition("/")[2] if "type" in told else told["issue"][0]["details"]["coding"][0]["code"]
    return code


async def test_every_operation_made_for_workers_refuses_a_person_before_anything_is_opened(ring: Ring) -> None:
    token = of_a_person(ring, " ".join(scope.value for scope in Scope))
    for_workers = list(_signed_operations(for_people=False))
    answers = {(method, path): await _asked(service, method, path, token) for service, method, path in for_workers}
    opened = {asked for asked, answer in answers.items() if answer.status_code != 403}
    assert not opened
    assert {_problem(answer) for answer in answers.values()} == {"for-workers"}
    assert len(for_workers) > 200


async def test_every_operation_made_for_people_refuses_workers_and_narrower_tokens(ring: Ring) -> None:
    worker = ring.signed(scope=" ".join(scope.value for scope in Scope))
    for service, method, path in _signed_operations(for_people=True):
        assert (await _asked(service, method, path, worker)).json()["type"] == "/problems/for-people", path
        assert (await _asked(service, method, path, of_a_person(ring, "openid"))).status_code == 403, path


async def test_a_worker_never_holds_a_scope_of_people_nor_a_person_one_of_workers(ring: Ring) -> None:
    everything = " ".join(scope.value for scope in Scope)
    worker = await ring.verifier.actor(ring.signed(scope=everything))
    person = await ring.verifier.person(of_a_person(ring, everything))
    assert worker.scopes == frozenset(Scope) - SCOPES_OF_PEOPLE
    assert person.scopes == SCOPES_OF_PEOPLE


async def test_a_token_of_a_person_ends_with_its_sign_in(ring: Ring) -> None:
    session_id = str(uuid4())
    token = ring.signed(kind="person", scope="own:read", sid=session_id)
    assert (await ring.verifier.person(token)).scopes == {Scope.OWN_READ}
    ring.revocations.replace(frozenset({session_id}))
    answer = await _asked("cases", "GET", "/v1/worklist", token)
    ring.revocations.replace(frozenset())
    assert answer.status_code == 401
