"""`/fhir/Patient`: people, as FHIR R4 has them."""

from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response

from services.cases.people.actions.open_person import open_person
from services.cases.people.actions.search_people import search_people
from services.cases.people.api.bodies import checked
from services.cases.people.api.finding import Search
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import Look, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.fhir.elements import Element
from shared.fhir.outcomes import outcome
from shared.fhir.people import as_identifier, found_patient, patient
from shared.refusals import Invalid, NotFound
from shared.web.caller import Work, holding
from shared.web.fhir import SPEAKS_FHIR, a_bundle_of, answered, found, shown
from shared.web.fhir_searches import form_of, ids_in, refuse_together, search_by
from shared.web.pages import MOST
from shared.web.problems import speaks_french

router = APIRouter(prefix="/fhir/Patient", tags=["fhir"], dependencies=[*SPEAKS_FHIR])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]

A_PERSON: Final[Element] = {
    "resourceType": "Patient",
    "id": "0198c0de-0000-7000-8000-0000000000f1",
    "meta": {"versionId": "8f14e45fceea167a5a36dedd4bea2543"},
    "name": [{"use": "official", "family": "Exemple", "given": ["Alix"]}],
    "birthDate": "1998-04-12",
}
_BY_POST: Final = ("_id", "identifier", "name", "family", "given", "birthdate", "_count")
_A_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "_id": {"type": "string", "x-fhir-search-type": "token"},
                        "identifier": {"type": "string", "x-fhir-search-type": "token"},
                        "name": {"type": "string", "x-fhir-search-type": "string"},
                        "family": {"type": "string", "x-fhir-search-type": "string"},
                        "given": {"type": "string", "x-fhir-search-type": "string"},
                        "birthdate": {"type": "string", "x-fhir-search-type": "date"},
                        "_count": {"type": "integer", "minimum": 1, "maximum": MOST},
                    },
                },
                "example": {"family": "exem", "birthdate": "1998"},
            }
        },
    }
}


@router.post(
    "/_search",
    summary="Search for people as FHIR",
    responses=shown(a_bundle_of(A_PERSON)),
    response_class=Response,
    openapi_extra=_A_FORM,
)
async def search_patients(request: Request, actor: Reader, work: Work) -> Response:
    """People for whom your agency has a ground that shows who they are; all that is given must fit. A form, so that no
    name stands in an address: for the same reason there is no next page, and the answer says when more would fit.
    """
    form = await form_of(request, *_BY_POST)
    if "_id" in form:
        refuse_together(*form.keys() - {"_count", "_format"})
        return found(request, "Patient", await _by_ids(work, actor, form["_id"]), asked=())
    asked = _search(form)
    hits = await search_people(work, actor, asked.criteria(), asked.limit, None)
    more = [_narrow_it_down(request)] if hits.last else []
    people = [found_patient(one) for one in orjson.loads(hits.items)]
    return found(request, "Patient", people, beside=more, asked=())


@router.get("", summary="Find people by id as FHIR", responses=shown(a_bundle_of(A_PERSON)), response_class=Response)
async def find_patients(
    request: Request,
    actor: Reader,
    work: Work,
    ids: Annotated[str, search_by("_id", "token", "Ids, with commas between. By anything else: POST …/_search.")],
) -> Response:
    """Those of these people whom your agency may see. Names, numbers and birth dates are searched by POST."""
    return found(request, "Patient", await _by_ids(work, actor, ids))


@router.get(
    "/{person_id}",
    summary="Open a person as FHIR",
    responses=shown(A_PERSON, NotFound),
    response_class=Response,
)
async def open_patient(person_id: UUID, actor: Reader, work: Work) -> Response:
    """What your agency may see of a person. A protected address is masked for everybody, and a contact point that is
    not safe is not told: software that reads FHIR may not know our warnings.
    """
    return answered(_patient(await open_person(work, actor, person_id, "open-patient")))


def _patient(opened: bytes) -> Element:
    return patient(orjson.loads(opened))


async def _by_ids(work: UnitOfWork, actor: Actor, text: str) -> list[Element]:
    """Each is opened as by itself; one that is not shown is logged as denied, and the search goes on without it."""
    people = []
    for person_id in ids_in(text, "Patient"):
        try:
            people.append(_patient(await open_person(work, actor, person_id, "open-patient")))
        except NotFound:
            await log_looks(work, [Look("open-patient", Act.DENIED, person_id=person_id)])
    return people


def _search(form: dict[str, str]) -> Search:
    """As our own search takes it; `name` is the beginning of a family name, as `family` is: one of them is said."""
    refuse_together(*form.keys() & {"name", "family"})
    number = as_identifier(form["identifier"]) if "identifier" in form else None
    if "identifier" in form and number is None:
        raise Invalid.field(
            "#/query/identifier", "token", "Say it as system|value.", "Indiquez-le sous la forme système|valeur."
        )
    asked = {
        "family_name": form.get("family", form.get("name")),
        "given_name": form.get("given"),
        "birth_date": form.get("birthdate", "").removeprefix("eq") or None,
        "identifier": number and {"system": number[0], "value": number[1]},
        "limit": form.get("_count", MOST),
    }
    return checked(Search, asked)


def _narrow_it_down(request: Request) -> Element:
    french = speaks_french(request.headers.get("accept-language", ""))
    text = "D'autres personnes correspondent : précisez." if french else "More people fit: narrow it down."
    return outcome("information", "incomplete", text)
