"""`/v1/persons/search` and `/v1/persons/known-check`: bodies, so that no name stands in an address."""

from typing import Annotated, Self
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, model_validator

from services.cases.people.actions.known import ByIdentifier, ByName, TooManyQuestions, ask_whether_known
from services.cases.people.actions.search_people import search_people
from services.cases.people.api.answers import answered
from services.cases.people.api.bodies import BirthDate, Body, System, Text, Value
from services.cases.people.api.views import HitView, KnownView
from services.cases.people.domain.criteria import Criteria
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import refusals
from shared.web.pages import DEFAULT_LIMIT, MOST, Page, cursor, keys_of

router = APIRouter(prefix="/v1/persons", tags=["people"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]


class IdentifierSought(Body):
    """A number or code, compared without spaces, punctuation and case."""

    system: System
    value: Value


class Search(Body):
    """What to search by; all that is given must fit. Names are compared without case, accents and punctuation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"family_name": "exem", "given_name": "Alix", "birth_date": "1998"}]},
    )

    family_name: Text | None = Field(None, description="The beginning is enough: two letters or more.")
    given_name: Text | None = Field(None, description="The beginning is enough; the two names may be swapped.")
    birth_date: BirthDate | None = None
    identifier: IdentifierSought | None = None
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MOST, description="How many people at most.")
    after: str | None = Field(None, max_length=2000, description="`next` of the page before.")

    def criteria(self) -> Criteria:
        """As the domain takes it."""
        number = self.identifier
        return Criteria(
            family_name=self.family_name,
            given_name=self.given_name,
            birth_date=self.birth_date,
            system=number.system if number else None,
            value=number.value if number else None,
        )


class KnownQuestion(Body):
    """Somebody, by an identifier or by names and birth date."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"identifier": {"system": "urn:fr:nir", "value": "0 00 00 00 000 000"}},
                {"family_name": "Exemple", "given_name": "Alix", "birth_date": "1998-04-12"},
            ]
        },
    )

    identifier: IdentifierSought | None = None
    family_name: Text | None = None
    given_name: Text | None = None
    birth_date: BirthDate | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        named = (self.family_name, self.given_name, self.birth_date)
        if any(named) if self.identifier is not None else not all(named):
            raise WrongValue(
                "either identifier, or family_name, given_name and birth_date together",
                "soit identifier, soit family_name, given_name et birth_date ensemble",
            )
        return self

    def question(self) -> ByIdentifier | ByName:
        """As the action takes it."""
        if self.identifier is not None:
            return ByIdentifier(system=self.identifier.system, value=self.identifier.value)
        assert self.family_name is not None
        assert self.given_name is not None
        assert self.birth_date is not None
        return ByName(family_name=self.family_name, given_name=self.given_name, birth_date=self.birth_date)


@router.post("/search", response_model=Page[HitView], responses=refusals(), summary="Search for people")
async def search(body: Search, actor: Reader, work: Work) -> Response:
    """People for whom your agency has a ground that shows who they are. Every hit is in the access log."""
    after = keys_of(body.after, str, str, UUID, pointer="#/after")
    found = await search_people(work, actor, body.criteria(), body.limit, after and (after[0], after[1], after[2]))
    following = orjson.dumps(cursor(*found.last) if found.last else None)
    return answered(b'{"items":' + found.items.encode() + b',"next":' + following + b"}")


@router.post(
    "/known-check",
    response_model=KnownView,
    responses=refusals(TooManyQuestions),
    summary="Ask whether somebody is known",
)
async def known_check(body: KnownQuestion, actor: Reader, work: Work, request: Request) -> Response:
    """*Known*, with the agency to turn to, or *nothing*, which may also mean that your agency may not know.

    Your agency may know when it has a ground for the person, or an agreement in force lets it receive identities from
    the agency that holds the record. It counts as a search hit, and so many may be asked within an hour (60,
    unless the installation says otherwise).
    """
    most: int = request.app.state.known_checks_an_hour
    return answered(orjson.dumps(await ask_whether_known(work, actor, body.question(), most)))
