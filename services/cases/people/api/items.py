"""`/v1/persons/{id}/identifiers`, `/contact-points`, `/addresses`, `/relationships`."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Body, Response

from services.cases.people.actions.known import AlreadyKnown
from services.cases.people.actions.open_person import open_item, open_list
from services.cases.people.actions.write_items import add_item, correct_item, end_item
from services.cases.people.api import bodies, views
from services.cases.people.api.answers import answered, merge_patch_of
from services.cases.people.domain.parts import Kept, Part, part_of
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound
from shared.web.caller import Work, holding
from shared.web.documented import EDITS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import Once, OneTime
from shared.web.merge_patch import MERGE_PATCH, merged

router = APIRouter(prefix="/v1/persons/{person_id}", tags=["people"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]
ADDS = refusals(NotFound)
ADDS_IDENTIFIER = refusals(NotFound, AlreadyKnown)


@router.post(
    "/identifiers",
    status_code=201,
    response_model=views.IdentifierView,
    responses=ADDS_IDENTIFIER,
    summary="Add an identifier",
)
async def add_identifier(
    person_id: UUID, body: bodies.Identifier, actor: Writer, work: Work, once: OneTime
) -> Response:
    """A number or code that stands for this person and for nobody else.

    One that belongs to somebody of whom your agency may know is answered as in registering: `already-known`.
    """
    return await _added(work, actor, person_id, body.part(), once)


@router.post(
    "/contact-points",
    status_code=201,
    response_model=views.ContactPointView,
    responses=ADDS,
    summary="Add a contact point",
)
async def add_contact_point(
    person_id: UUID, body: bodies.ContactPoint, actor: Writer, work: Work, once: OneTime
) -> Response:
    """Where the person can be reached, and whether that is safe."""
    return await _added(work, actor, person_id, body.part(), once)


@router.post("/addresses", status_code=201, response_model=views.AddressView, responses=ADDS, summary="Add an address")
async def add_address(person_id: UUID, body: bodies.Address, actor: Writer, work: Work, once: OneTime) -> Response:
    """Where the person lives or gets post. The place of a protected one is for your agency only.

    The same place is then hidden in the rows of people with a relationship to them or in an open case with them.
    """
    return await _added(work, actor, person_id, body.part(), once)


@router.post(
    "/relationships",
    status_code=201,
    response_model=views.RelationshipView,
    responses=ADDS,
    summary="Add a relationship",
)
async def add_relationship(
    person_id: UUID, body: bodies.Relationship, actor: Writer, work: Work, once: OneTime
) -> Response:
    """What another is to this person; with powers, a representative. Somebody registered must be known to you."""
    return await _added(work, actor, person_id, body.part(), once)


async def _added(work: UnitOfWork, actor: Actor, person_id: UUID, item: Kept, once: Once) -> Response:
    item_id = await once.run(work, lambda: add_item(work, actor, person_id, item))
    return await _shown(work, person_id, part_of(item), item_id, 201)


async def _shown(work: UnitOfWork, person_id: UUID, part: Part, item_id: UUID, status: int = 200) -> Response:
    shown = await open_item(work, person_id, part, item_id)
    return answered(shown, status, tag=entity_tag(orjson.loads(shown)["version"]))


AnyItem = bodies.Identifier | bodies.ContactPoint | bodies.Address | bodies.Relationship


def _list_correct_and_end(part: Part, path: str, body: type[AnyItem], view: Any, *, one: str, many: str) -> None:
    """The operations that are the same for every kind of parts."""

    async def list_all(person_id: UUID, actor: Reader, work: Work) -> Response:
        return answered(await open_list(work, actor, person_id, part))

    async def correct(
        person_id: UUID,
        item_id: UUID,
        patch: Annotated[dict[str, Any], Body(media_type=MERGE_PATCH)],
        actor: Writer,
        work: Work,
        if_match: IfMatch = None,
    ) -> Response:
        version = expected_version(if_match)

        def revise(present: Mapping[str, Any]) -> Kept:
            return bodies.checked(body, merged(bodies.as_said(present), patch)).part()

        await correct_item(work, actor, person_id, part, item_id, version, revise)
        return await _shown(work, person_id, part, item_id)

    async def end(person_id: UUID, item_id: UUID, actor: Writer, work: Work, if_match: IfMatch = None) -> Response:
        await end_item(work, actor, person_id, part, item_id, expected_version(if_match))
        return Response(status_code=204)

    router.add_api_route(
        path,
        list_all,
        methods=["GET"],
        name=f"list_{part}",
        response_model=views.All[view],
        responses=READS,
        summary=f"List {many}",
        description=f"All {many} in use that your agency may see, oldest first, on one page.",
    )
    router.add_api_route(
        f"{path}/{{item_id}}",
        correct,
        methods=["PATCH"],
        name=f"correct_{part}",
        response_model=view,
        responses=EDITS,
        summary=f"Correct {one}",
        description=f"Correct {one} by a merge patch (RFC 7396). The earlier version is kept.",
        openapi_extra=merge_patch_of(body),
    )
    router.add_api_route(
        f"{path}/{{item_id}}",
        end,
        methods=["DELETE"],
        name=f"end_{part}",
        status_code=204,
        responses=EDITS,
        summary=f"End {one}",
        description=f"Take {one} out of use. It stays in the history of the person.",
    )


_list_correct_and_end(
    Part.IDENTIFIER,
    "/identifiers",
    bodies.Identifier,
    views.IdentifierView,
    one="an identifier",
    many="identifiers",
)
_list_correct_and_end(
    Part.CONTACT_POINT,
    "/contact-points",
    bodies.ContactPoint,
    views.ContactPointView,
    one="a contact point",
    many="contact points",
)
_list_correct_and_end(
    Part.ADDRESS,
    "/addresses",
    bodies.Address,
    views.AddressView | views.ProtectedAddressView,
    one="an address",
    many="addresses",
)
_list_correct_and_end(
    Part.RELATIONSHIP,
    "/relationships",
    bodies.Relationship,
    views.RelationshipView,
    one="a relationship",
    many="relationships",
)
