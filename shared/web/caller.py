"""The caller of a request, as every service checks for itself."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.openapi.models import OAuth2, OAuthFlowAuthorizationCode, OAuthFlowClientCredentials, OAuthFlows
from fastapi.security import SecurityScopes
from fastapi.security.base import SecurityBase
from typing_extensions import override

from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor, PersonActor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import Look, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.phrases import Phrase
from shared.refusals import NotAllowed, Unauthenticated
from shared.telemetry.traces import headers_to_pass_on
from shared.web.access_tokens import TokenVerifier

_ACTOR = "parcours.actor"
_OF_THE_CALLER = ("authorization", "purpose-of-use", "accept-language")
_SCOPES = {scope.value: scope.value for scope in Scope}
_ABOUT_PEOPLE = frozenset(
    {
        Scope.RECORD_READ,
        Scope.RECORD_WRITE,
        Scope.MANDATES_WRITE,
        Scope.SAFETY_WRITE,
        Scope.RIGHTS_WRITE,
        Scope.REFERRALS_READ,
        Scope.REFERRALS_WRITE,
        Scope.AUDIT_READ,
    }
)
"""What lets somebody look at people, or change what is known of them."""


class Caller(SecurityBase):
    """Who is calling: the check, and what the API document says of it."""

    scheme_name = "parcours"
    model = OAuth2(
        description="ES256 access token of identity (RFC 9068), at most ten minutes old.",
        flows=OAuthFlows(
            clientCredentials=OAuthFlowClientCredentials(tokenUrl="/oauth/token", scopes=_SCOPES),
            authorizationCode=OAuthFlowAuthorizationCode(
                authorizationUrl="/oauth/authorize", tokenUrl="/oauth/token", scopes=_SCOPES
            ),
        ),
    )

    async def __call__(self, request: Request, needed: SecurityScopes) -> Actor:
        """Whoever the token stands for.

        Raises:
            Unauthenticated: no valid bearer token.
            NotAllowed: the token lacks a scope, or does not carry the purpose of the `Purpose-Of-Use` header.
        """
        verifier: TokenVerifier = request.app.state.service.verifier
        token = _bearer(request)
        try:
            actor = await verifier.actor(token, request.headers.get("purpose-of-use", ""))
        except NotAllowed:
            await _log_if_about_people(request, await verifier.actor(token), needed.scopes)
            raise
        missing = _missing_scopes(actor, needed)
        if missing:
            await _log_if_about_people(request, actor, missing)
            raise _not_covered(missing)
        request.scope[_ACTOR] = actor
        return actor


async def _log_if_about_people(request: Request, actor: Actor, scopes: Sequence[str]) -> None:
    """Whoever asks about people with a sign-in that does not cover it is in the access log, as whoever has no ground;
    the line stays, since it is written before the refusal and beside it.

    Args:
        actor: for the purpose that the token has by itself, where it does not carry the one asked for.
        scopes: those for want of which the caller is refused; all that are needed, where it is for the purpose.
    """
    if _ABOUT_PEOPLE.isdisjoint(scopes):
        return
    operation = request.scope["route"].name.replace("_", "-")
    async with request.app.state.service.database.work(actor) as work:
        request.state.decision_id = work.decision_id
        await log_looks(work, [Look(operation, Act.DENIED, person_id=_person_named_in(request))])


def _person_named_in(request: Request) -> UUID | None:
    """Whom the path names; None where it names nobody, or nothing that is an id."""
    try:
        return UUID(request.path_params["person_id"])
    except (KeyError, ValueError):
        return None


class PersonCaller(Caller):
    """Which person or representative is calling."""

    @override
    async def __call__(self, request: Request, needed: SecurityScopes) -> PersonActor:  # type: ignore[override]
        """Whoever the token stands for.

        Raises:
            Unauthenticated: no valid bearer token.
            ForPeople: that of a worker or a system.
            NotAllowed: the token lacks a scope.
        """
        verifier: TokenVerifier = request.app.state.service.verifier
        actor = await verifier.person(_bearer(request))
        missing = _missing_scopes(actor, needed)
        if missing:
            raise _not_covered(missing)
        request.scope[_ACTOR] = actor
        return actor


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return token


def _missing_scopes(actor: Actor | PersonActor, needed: SecurityScopes) -> Sequence[str]:
    return [scope for scope in needed.scopes if scope not in actor.scopes]


def _not_covered(missing: Sequence[str]) -> NotAllowed:
    return NotAllowed(
        "Your sign-in does not cover this.",
        detail_fr="Votre connexion ne couvre pas cette action.",
        reasons=[Phrase(f"the token has the scope {one}", f"le jeton porte la portée {one}") for one in missing],
    )


caller = Caller()
person_caller = PersonCaller()


def holding(*scopes: Scope) -> object:
    """The parameter default of an operation that needs a signed-in caller with these scopes.

    Example:
        `async def read(actor: Annotated[Actor, holding(Scope.RECORD_READ)], …)`
    """
    return Security(caller, scopes=[scope.value for scope in scopes])


def speaking(scope: Scope) -> object:
    """The parameter default of an operation for people and their representatives; no worker's token opens it.

    Example:
        `async def read(person: Annotated[PersonActor, speaking(Scope.OWN_READ)], …)`
    """
    return Security(person_caller, scopes=[scope.value])


async def unit_of_work(request: Request) -> AsyncIterator[UnitOfWork]:
    """One transaction for the caller; `holding` or `speaking` stands before it, or there is nobody to act for."""
    async with request.app.state.service.database.work(request.scope[_ACTOR]) as work:
        request.state.decision_id = work.decision_id
        yield work


Work = Annotated[UnitOfWork, Depends(unit_of_work, scope="function")]
"""The unit of work of a request: committed before the answer is written, rolled back when anything is raised."""


def work_opener(request: Request, actor: Actor | PersonActor) -> Callable[[], AbstractAsyncContextManager[UnitOfWork]]:
    """What opens a unit of work for this caller: `async with open_work() as work:`."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[UnitOfWork]:
        async with request.app.state.service.database.work(actor) as work:
            request.state.decision_id = work.decision_id
            yield work

    return opened


async def opener(request: Request) -> Callable[[], AbstractAsyncContextManager[UnitOfWork]]:
    """What opens units of work for the caller, as `unit_of_work`."""
    return work_opener(request, request.scope[_ACTOR])


OpenWork = Annotated[Callable[[], AbstractAsyncContextManager[UnitOfWork]], Depends(opener)]
"""For an operation that asks another service first: `async with open_work() as work:` after the answer is there."""


def rights_of(request: Request) -> Mapping[str, str]:
    """The headers with which the caller's rights and language travel along in a question to another service."""
    kept = {name: request.headers[name] for name in _OF_THE_CALLER if name in request.headers}
    return kept | headers_to_pass_on()


async def _passed_on(request: Request) -> Mapping[str, str]:
    return rights_of(request)


PassedOn = Annotated[Mapping[str, str], Depends(_passed_on)]
"""The headers with which the caller's own rights travel along in a question to another service."""
