"""What a caller may know about themselves."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.identity.sessions.actions import live_session
from services.identity.sign_in.domain.request import OPENID
from services.identity.tokens.actions.myself import Me, whoami
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role, Scope
from shared.phrases import Phrase
from shared.refusals import NotAllowed
from shared.web.caller import Work, holding
from shared.web.documented import READS

router = APIRouter(tags=["me"])

_MY_AGENCY: dict[str, Any] = {"id": "019aa7a0-0000-7000-8000-0000000000a1", "name": "Service social de Valmont"}


class MyAgency(BaseModel):
    """An agency the caller may act for."""

    id: UUID
    name: str


class MeOut(BaseModel):
    """Who is calling, for whom, and within which bounds."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "019aa7a0-0000-7000-8000-0000000000b1",
                    "kind": "worker",
                    "display_name": "Nadia Belkacem",
                    "login": "nadia.belkacem",
                    "agency": _MY_AGENCY,
                    "agencies": [_MY_AGENCY],
                    "municipalities": ["019aa7a0-0000-7000-8000-000000000001"],
                    "roles": ["caseworker"],
                    "scopes": ["record:read", "record:write"],
                    "purpose": "care-coordination",
                    "purposes": ["care-coordination", "eligibility"],
                }
            ]
        }
    )

    id: UUID
    kind: str = Field(description="worker or system")
    display_name: str
    login: str | None = Field(description="The sign-in name of a worker.")
    agency: MyAgency = Field(description="For which the caller acts now.")
    agencies: list[MyAgency] = Field(description="For which they could sign in.")
    municipalities: list[UUID]
    roles: list[Role]
    scopes: list[Scope]
    purpose: Purpose = Field(description="Taken where a request names none.")
    purposes: list[Purpose] = Field(description="Those a request may name in Purpose-Of-Use.")


class UserInfo(BaseModel):
    """Claims about the worker who signed in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sub": "019aa7a0-0000-7000-8000-0000000000b1",
                    "name": "Nadia Belkacem",
                    "preferred_username": "nadia.belkacem",
                    "agency": "019aa7a0-0000-7000-8000-0000000000a1",
                    "agency_name": "Service social de Valmont",
                }
            ]
        }
    )

    sub: UUID
    name: str
    preferred_username: str
    agency: UUID
    agency_name: str


@router.get("/v1/me", summary="Who am I?", responses=READS)
async def me(actor: Annotated[Actor, holding()], work: Work, response: Response) -> MeOut:
    """The caller as the services see them: worker or system, agency, roles, scopes and purposes."""
    found = await whoami(work, actor)
    response.headers["Cache-Control"] = "no-store"
    return MeOut(
        id=actor.subject,
        kind="worker" if actor.worker_id else "system",
        display_name=found.display_name,
        login=found.login,
        agency=MyAgency(id=actor.agency_id, name=found.agency_name),
        agencies=[MyAgency(id=one, name=name) for one, name in found.agencies],
        municipalities=list(actor.municipalities),
        roles=sorted(actor.roles),
        scopes=sorted(actor.scopes),
        purpose=actor.purpose,
        purposes=sorted(actor.purposes),
    )


@router.get("/oauth/userinfo", summary="OpenID Connect userinfo", responses=READS)
async def userinfo(actor: Annotated[Actor, holding()], work: Work, response: Response) -> UserInfo:
    """Name and agency of the worker who signed in with the scope `openid`."""
    session = await live_session(work, actor.session_id) if actor.session_id else None
    if session is None or OPENID not in session.scopes:
        raise NotAllowed(
            "The sign-in does not include the scope openid.",
            detail_fr="La connexion ne comprend pas la portée openid.",
            reasons=[
                Phrase(
                    "the worker signed in with the scope openid", "l'intervenant s'est connecté avec la portée openid"
                )
            ],
        )
    found: Me = await whoami(work, actor)
    response.headers["Cache-Control"] = "no-store"
    return UserInfo(
        sub=actor.subject,
        name=found.display_name,
        preferred_username=found.login or "",
        agency=actor.agency_id,
        agency_name=found.agency_name,
    )
