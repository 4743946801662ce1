"""`/fhir/Practitioner` and `/fhir/PractitionerRole`: who a worker is, and for which agencies they work."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.identity.workers.actions import reading
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.fhir.elements import Element, reference, told, versioned
from shared.fhir.people import both_ids, id_of_both
from shared.refusals import NotFound
from shared.web.caller import Work, holding
from shared.web.fhir import SPEAKS_FHIR, a_bundle_of, answered, found, shown
from shared.web.fhir_searches import ids_in, referred_id, search_by

router = APIRouter(prefix="/fhir", tags=["fhir"], dependencies=[*SPEAKS_FHIR])

Reader = Annotated[Actor, holding()]

_WORKER: Final = UUID("0198c0de-0000-7000-8000-0000000000b1")
_AGENCY: Final = UUID("0198c0de-0000-7000-8000-0000000000a1")
A_PRACTITIONER: Final[Element] = {
    "resourceType": "Practitioner",
    "id": str(_WORKER),
    "meta": {"versionId": "8f14e45fceea167a5a36dedd4bea2543"},
    "name": [{"text": "Nadia Meunier"}],
}
A_ROLE: Final[Element] = {
    "resourceType": "PractitionerRole",
    "id": id_of_both(_WORKER, _AGENCY),
    "meta": {"versionId": "8f14e45fceea167a5a36dedd4bea2543"},
    "active": True,
    "practitioner": {"reference": f"Practitioner/{_WORKER}", "type": "Practitioner", "display": "Nadia Meunier"},
    "organization": {"reference": f"Organization/{_AGENCY}", "type": "Organization"},
}


@router.get(
    "/Practitioner",
    summary="Find workers by id as FHIR",
    responses=shown(a_bundle_of(A_PRACTITIONER)),
    response_class=Response,
)
async def find_practitioners(
    request: Request,
    _actor: Reader,
    work: Work,
    ids: Annotated[str, search_by("_id", "token", "Ids, with commas between.")],
) -> Response:
    """Those of these workers that there are."""
    workers = [one for worker_id in ids_in(ids, "Practitioner") if (one := await _worker(work, worker_id))]
    return found(request, "Practitioner", [_practitioner(one) for one in workers])


@router.get(
    "/Practitioner/{worker_id}",
    summary="See who a worker is as FHIR",
    responses=shown(A_PRACTITIONER, NotFound),
    response_class=Response,
)
async def open_practitioner(worker_id: UUID, _actor: Reader, work: Work) -> Response:
    """What a worker is called, whoever they work for."""
    return answered(_practitioner(await reading.open_worker(work, worker_id)))


@router.get(
    "/PractitionerRole",
    summary="Find for which agencies a worker works as FHIR",
    responses=shown(a_bundle_of(A_ROLE)),
    response_class=Response,
)
async def find_roles(
    request: Request,
    _actor: Reader,
    work: Work,
    practitioner: Annotated[str, search_by("practitioner", "reference", "Practitioner/… or the id alone.")],
) -> Response:
    """One for each agency for which the worker works now."""
    worker_id = referred_id(practitioner, "practitioner", "Practitioner")
    worker = await _worker(work, worker_id)
    return found(request, "PractitionerRole", [_role(worker, one) for one in worker.agencies] if worker else [])


@router.get(
    "/PractitionerRole/{role_id}",
    summary="Open for which agency a worker works as FHIR",
    responses=shown(A_ROLE, NotFound),
    response_class=Response,
)
async def open_role(role_id: str, _actor: Reader, work: Work) -> Response:
    """That a worker works for an agency now; the id is what a search found."""
    both = both_ids(role_id)
    worker = both and await _worker(work, both[0])
    if not both or not worker or both[1] not in worker.agencies:
        raise NotFound
    return answered(_role(worker, both[1]))


async def _worker(work: UnitOfWork, worker_id: UUID) -> reading.WorkerInBrief | None:
    try:
        return await reading.open_worker(work, worker_id)
    except NotFound:
        return None


def _practitioner(worker: reading.WorkerInBrief) -> Element:
    return versioned(told(resourceType="Practitioner", id=worker.id, name=[{"text": worker.display_name}]))


def _role(worker: reading.WorkerInBrief, agency_id: UUID) -> Element:
    return versioned(
        told(
            resourceType="PractitionerRole",
            id=id_of_both(worker.id, agency_id),
            active=True,
            practitioner=reference("Practitioner", worker.id, worker.display_name),
            organization=reference("Organization", agency_id),
        )
    )
