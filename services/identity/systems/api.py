"""Agency systems and front ends over HTTP, as OAuth clients."""

from datetime import timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.identity.sessions.api import HEARD_AT_ONCE
from services.identity.systems import actions
from services.identity.systems.domain import MOST_KEYS, Authentication, GrantType, System
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Scope
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, EDITS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.pages import DEFAULT_LIMIT, After, Limit, Page, cursor, keys_of

router = APIRouter(prefix="/v1/clients", tags=["clients"])

LONGEST_OVERLAP_SECONDS = 30 * 24 * 3600
_A_KEY: dict[str, Any] = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "kid": "2026-1",
}
_DESCRIBED: dict[str, Any] = {
    "name": "Hospital record",
    "authentication": "private_key_jwt",
    "grants": ["client_credentials"],
    "redirect_uris": [],
    "scopes": ["record:read", "referrals:read", "referrals:write"],
    "purposes": ["care-coordination"],
    "keys": [_A_KEY],
}
_A_CLIENT: dict[str, Any] = {
    "id": "019aa7a0-0000-7000-8000-0000000000c1",
    "agency_id": "019aa7a0-0000-7000-8000-0000000000a1",
    **_DESCRIBED,
    "open_to_all": False,
    "active": True,
    "client_secret": None,
}
_TEXT = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=_TEXT)]
Address = Annotated[str, Field(max_length=500)]
Addresses = Annotated[list[Address], Field(max_length=10, description="Where codes may be sent; compared exactly.")]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
Purposes = Annotated[list[Purpose], Field(min_length=1, max_length=len(Purpose))]
Keys = Annotated[list[dict[str, Any]], Field(max_length=MOST_KEYS, description="Public P-256 JSON Web Keys.")]


class ClientOut(BaseModel):
    """A piece of software that acts for an agency, or through which workers sign in."""

    model_config = ConfigDict(json_schema_extra={"examples": [_A_CLIENT]})

    id: UUID = Field(description="Also the OAuth client_id.")
    agency_id: UUID
    name: str
    authentication: Authentication
    grants: list[GrantType]
    redirect_uris: list[str]
    scopes: list[Scope]
    purposes: list[Purpose]
    keys: list[dict[str, Any]]
    open_to_all: bool = Field(description="Whether workers of other agencies may sign in through it too.")
    active: bool = Field(description="False once it is revoked.")
    client_secret: str | None = Field(
        None, description="Only in the answer that makes it: it is not kept, and a repeated request does not show it."
    )

    @classmethod
    def of(cls, system: System, secret: str | None = None) -> Self:
        return cls(
            id=system.id,
            agency_id=system.agency_id,
            name=system.name,
            authentication=system.authentication,
            grants=sorted(system.grants),
            redirect_uris=list(system.redirect_uris),
            scopes=sorted(system.scopes),
            purposes=sorted(system.purposes),
            keys=[dict(key) for key in system.keys],
            open_to_all=system.open_to_all,
            active=system.active,
            client_secret=secret,
        )


class NewClient(BaseModel):
    """A client to register."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_DESCRIBED]})

    name: Name
    authentication: Authentication = Authentication.PRIVATE_KEY_JWT
    grants: Annotated[list[GrantType], Field(min_length=1, max_length=3)]
    redirect_uris: Addresses = []
    scopes: Scopes
    purposes: Purposes = [Purpose.CARE_COORDINATION]
    keys: Keys = []


class ClientChange(BaseModel):
    """What may be changed about a client; what is not given stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"scopes": ["record:read"]}]})

    name: Name | None = None
    redirect_uris: Addresses | None = None
    scopes: Scopes | None = None
    purposes: Purposes | None = None


class SecretRotation(BaseModel):
    """How long the secret before still opens."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"keep_previous_seconds": 86400}]})

    keep_previous_seconds: int = Field(
        86_400, ge=0, le=LONGEST_OVERLAP_SECONDS, description="0 when it may be known to others: its tokens end too."
    )


class KeySet(BaseModel):
    """The public keys that check a client's assertions."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"keys": [_A_KEY]}]})

    keys: Keys


Administrator = Annotated[Actor, holding(Scope.IDENTITY_ADMIN)]


@router.get("", summary="List the clients of one's agency", responses=READS)
async def list_clients(
    actor: Administrator, work: Work, limit: Limit = DEFAULT_LIMIT, after: After = None
) -> Page[ClientOut]:
    """Systems and front ends of the caller's agency in the order of their registration, those revoked among them."""
    (after_id,) = keys_of(after, UUID) or (None,)
    found = await actions.list_systems(work, actor.agency_id, after=after_id, most=limit + 1)
    items = [ClientOut.of(one) for one in found[:limit]]
    return Page(items=items, next=cursor(items[-1].id) if len(found) > limit else None)


@router.post("", status_code=201, summary="Register a client", responses=CREATES)
async def register_client(
    new: NewClient, actor: Administrator, work: Work, once: OneTime, response: Response
) -> ClientOut:
    """An administrator lets software act for the agency. A secret is shown in this answer only."""
    shown: list[str] = []

    async def act() -> UUID:
        system, secret = await actions.register_system(
            work,
            agency_id=actor.agency_id,
            name=new.name.strip(),
            authentication=new.authentication,
            grants=new.grants,
            redirect_uris=new.redirect_uris,
            scopes=new.scopes,
            purposes=new.purposes,
            keys=new.keys,
        )
        shown.extend([secret] if secret else [])
        return system.id

    system = await actions.open_system(work, await once.run(work, act), actor.agency_id)
    response.headers["Location"] = f"/v1/clients/{system.id}"
    return _answer(response, system, shown)


@router.get("/{client_id}", summary="Open a client", responses=READS)
async def open_client(client_id: UUID, actor: Administrator, work: Work, response: Response) -> ClientOut:
    """One system or front end of the caller's agency, with its ETag."""
    return _answer(response, await actions.open_system(work, client_id, actor.agency_id))


@router.patch("/{client_id}", summary="Edit a client", responses=EDITS, dependencies=[HEARD_AT_ONCE])
async def edit_client(
    client_id: UUID,
    change: ClientChange,
    actor: Administrator,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> ClientOut:
    """Name, addresses, scopes and purposes. A client that may do less than before loses its tokens at once."""
    wanted = actions.Description()
    if change.name is not None:
        wanted["name"] = change.name.strip()
    if change.redirect_uris is not None:
        wanted["redirect_uris"] = change.redirect_uris
    if change.scopes is not None:
        wanted["scopes"] = frozenset(change.scopes)
    if change.purposes is not None:
        wanted["purposes"] = frozenset(change.purposes)
    version = expected_version(if_match)
    return _answer(response, await actions.edit_system(work, client_id, actor.agency_id, version=version, **wanted))


@router.post("/{client_id}/secret", summary="Rotate a client's secret", responses=ACTS, dependencies=[HEARD_AT_ONCE])
async def rotate_secret(
    client_id: UUID,
    rotation: SecretRotation,
    actor: Administrator,
    work: Work,
    once: OneTime,
    response: Response,
) -> ClientOut:
    """A new secret, shown in this answer only; the one before opens a little longer, so that nobody is interrupted."""
    shown: list[str] = []

    async def act() -> UUID:
        keep = timedelta(seconds=rotation.keep_previous_seconds)
        system, secret = await actions.rotate_secret(work, client_id, actor.agency_id, keep_previous=keep)
        shown.append(secret)
        return system.id

    system = await actions.open_system(work, await once.run(work, act), actor.agency_id)
    return _answer(response, system, shown)


@router.put("/{client_id}/keys", summary="Register a client's keys", responses=EDITS)
async def register_keys(
    client_id: UUID,
    key_set: KeySet,
    actor: Administrator,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> ClientOut:
    """These public keys check the client's assertions from now on, and no others. Overlap old and new to rotate."""
    version = expected_version(if_match)
    system = await actions.register_keys(work, client_id, actor.agency_id, key_set.keys, version=version)
    return _answer(response, system)


@router.post("/{client_id}/revocation", summary="Revoke a client", responses=ACTS, dependencies=[HEARD_AT_ONCE])
async def revoke_client(
    client_id: UUID, actor: Administrator, work: Work, once: OneTime, response: Response
) -> ClientOut:
    """It may not act any more: its tokens, and sign-ins through it, end at once, everywhere within seconds."""

    async def act() -> UUID:
        return (await actions.revoke_system(work, client_id, actor.agency_id)).id

    return _answer(response, await actions.open_system(work, await once.run(work, act), actor.agency_id))


def _answer(response: Response, system: System, shown: list[str] | None = None) -> ClientOut:
    response.headers["ETag"] = entity_tag(system.version)
    if shown:
        response.headers["Cache-Control"] = "no-store"
    return ClientOut.of(system, shown[0] if shown else None)
