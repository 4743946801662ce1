"""Workers over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.identity.sessions.api import HEARD_AT_ONCE
from services.identity.workers.actions import managing, reading
from services.identity.workers.domain import Keep, Membership, Worker
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role, Scope
from shared.refusals import WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, EDITS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.pages import DEFAULT_LIMIT, After, Limit, Page, cursor, keys_of

router = APIRouter(prefix="/v1", tags=["workers"])

_A_WORKER_ID = "019aa7a0-0000-7000-8000-0000000000b1"
_A_MEMBER: dict[str, Any] = {
    "worker_id": _A_WORKER_ID,
    "agency_id": "019aa7a0-0000-7000-8000-0000000000a1",
    "display_name": "Nadia Belkacem",
    "login": "nadia.belkacem",
    "roles": ["caseworker"],
    "valid_from": "2026-01-05T08:00:00Z",
    "valid_until": None,
    "current": True,
}
_TEXT = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
DisplayName = Annotated[str, Field(min_length=1, max_length=200, pattern=_TEXT)]
Login = Annotated[str, Field(min_length=3, max_length=200, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Roles = Annotated[list[Role], Field(min_length=1, max_length=6)]


class MemberOut(BaseModel):
    """A worker of the caller's agency."""

    model_config = ConfigDict(json_schema_extra={"examples": [_A_MEMBER]})

    worker_id: UUID
    agency_id: UUID
    display_name: str
    login: str | None = Field(description="The sign-in name; for administrators only.")
    roles: list[Role]
    valid_from: datetime
    valid_until: datetime | None = Field(description="From when on no more; null while it is open.")
    current: bool = Field(description="Whether they may act for the agency now.")

    @classmethod
    def of(cls, worker: Worker, membership: Membership, actor: Actor, now: datetime) -> Self:
        return cls(
            worker_id=worker.id,
            agency_id=membership.agency_id,
            display_name=worker.display_name,
            login=worker.login if Role.ADMINISTRATOR in actor.roles else None,
            roles=sorted(membership.roles),
            valid_from=membership.valid_from,
            valid_until=membership.valid_until,
            current=membership.is_current(now),
        )


class NewMember(BaseModel):
    """A worker to add: known here (`worker_id`), or new (`display_name` and `login`)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"display_name": "Nadia Belkacem", "login": "nadia.belkacem", "roles": ["caseworker"]},
                {"worker_id": _A_WORKER_ID, "roles": ["supervisor"], "valid_until": "2027-01-01T00:00:00Z"},
            ]
        },
    )

    worker_id: UUID | None = Field(None, description="Their id, which they find at /v1/me.")
    display_name: DisplayName | None = None
    login: Login | None = None
    roles: Roles
    valid_from: AwareDatetime | None = Field(None, description="Now when not given.")
    valid_until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _known_or_new(self) -> Self:
        new = (self.display_name is not None, self.login is not None)
        if (self.worker_id is None and not all(new)) or (self.worker_id is not None and any(new)):
            raise WrongValue(
                "either worker_id, or display_name and login", "soit worker_id, soit display_name et login"
            )
        return self


class MembershipChange(BaseModel):
    """What an administrator may change about a membership; what is not given stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"roles": ["caseworker", "supervisor"]}]})

    roles: Roles | None = None
    valid_until: AwareDatetime | None = Field(None, description="null takes the end away.")


class WorkerOut(BaseModel):
    """Who a worker is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": _A_WORKER_ID,
                    "display_name": "Nadia Belkacem",
                    "agencies": ["019aa7a0-0000-7000-8000-0000000000a1"],
                }
            ]
        }
    )

    id: UUID
    display_name: str
    agencies: list[UUID] = Field(description="For which agencies they work now.")


class WorkerChange(BaseModel):
    """What may be changed about a worker."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"display_name": "Nadia Meunier"}]})

    display_name: DisplayName


@router.get("/agencies/{agency_id}/workers", summary="List the workers of an agency", responses=READS)
async def list_workers(
    agency_id: UUID,
    actor: Annotated[Actor, holding()],
    work: Work,
    role: Annotated[Role | None, Query(description="Only those with this role.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    after: After = None,
) -> Page[MemberOut]:
    """Colleagues by name, those who have left among them; of the caller's own agency only."""
    found = await reading.list_workers(work, agency_id, role=role, after=keys_of(after, str, UUID), most=limit + 1)
    shown = found[:limit]
    last = shown[-1][0] if shown else None
    return Page(
        items=[MemberOut.of(worker, membership, actor, work.now) for worker, membership in shown],
        next=cursor(last.display_name, last.id) if last and len(found) > limit else None,
    )


@router.post("/agencies/{agency_id}/workers", status_code=201, summary="Add a worker to an agency", responses=ACTS)
async def add_worker(
    agency_id: UUID,
    new: NewMember,
    actor: Annotated[Actor, holding(Scope.IDENTITY_ADMIN)],
    work: Work,
    once: OneTime,
    response: Response,
) -> MemberOut:
    """An administrator registers somebody new, or adds a worker of another agency by their id."""

    async def act() -> UUID:
        dates: dict[str, Any] = {"valid_from": new.valid_from, "valid_until": new.valid_until}
        if new.worker_id is not None:
            worker, _ = await managing.add_membership(
                work, agency_id=agency_id, worker_id=new.worker_id, roles=new.roles, **dates
            )
        else:
            assert new.display_name is not None, "the body was validated"
            assert new.login is not None, "the body was validated"
            worker, _ = await managing.register_worker(
                work,
                agency_id=agency_id,
                display_name=new.display_name.strip(),
                login=new.login,
                roles=new.roles,
                **dates,
            )
        return worker.id

    worker_id = await once.run(work, act)
    worker, membership = await reading.open_member(work, agency_id=agency_id, worker_id=worker_id)
    response.headers["Location"] = f"/v1/agencies/{agency_id}/workers/{worker_id}"
    response.headers["ETag"] = entity_tag(membership.version)
    return MemberOut.of(worker, membership, actor, work.now)


@router.get(
    "/agencies/{agency_id}/workers/{worker_id}", summary="Open a worker's membership in an agency", responses=READS
)
async def open_member(
    agency_id: UUID, worker_id: UUID, actor: Annotated[Actor, holding()], work: Work, response: Response
) -> MemberOut:
    """A colleague's roles and dates, with the ETag of the membership."""
    worker, membership = await reading.open_member(work, agency_id=agency_id, worker_id=worker_id)
    response.headers["ETag"] = entity_tag(membership.version)
    return MemberOut.of(worker, membership, actor, work.now)


@router.patch(
    "/agencies/{agency_id}/workers/{worker_id}",
    summary="Change a worker's roles or dates",
    responses=EDITS,
    dependencies=[HEARD_AT_ONCE],
)
async def change_member(
    agency_id: UUID,
    worker_id: UUID,
    change: MembershipChange,
    actor: Annotated[Actor, holding(Scope.IDENTITY_ADMIN)],
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> MemberOut:
    """An administrator gives other roles or another end. Whoever loses a role is signed out at once."""
    worker, membership = await managing.change_membership(
        work,
        agency_id=agency_id,
        worker_id=worker_id,
        version=expected_version(if_match),
        roles=Keep.AS_IT_IS if change.roles is None else change.roles,
        valid_until=change.valid_until if "valid_until" in change.model_fields_set else Keep.AS_IT_IS,
    )
    response.headers["ETag"] = entity_tag(membership.version)
    return MemberOut.of(worker, membership, actor, work.now)


@router.get("/workers/{worker_id}", summary="See who a worker is", responses=READS)
async def open_worker(
    worker_id: UUID, _actor: Annotated[Actor, holding()], work: Work, response: Response
) -> WorkerOut:
    """Name and present agencies of any worker, by id. Colleagues also get the ETag."""
    worker = await reading.open_worker(work, worker_id)
    if worker.version is not None:
        response.headers["ETag"] = entity_tag(worker.version)
    return WorkerOut(id=worker.id, display_name=worker.display_name, agencies=list(worker.agencies))


@router.patch("/workers/{worker_id}", summary="Correct a worker's name", responses=EDITS)
async def rename_worker(
    worker_id: UUID,
    change: WorkerChange,
    _actor: Annotated[Actor, holding()],
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> WorkerOut:
    """One's own name, or that of a worker whom the caller administrates."""
    renamed = await managing.rename_worker(
        work, worker_id, version=expected_version(if_match), display_name=change.display_name.strip()
    )
    response.headers["ETag"] = entity_tag(renamed.version)
    shown = await reading.open_worker(work, worker_id)
    return WorkerOut(id=shown.id, display_name=shown.display_name, agencies=list(shown.agencies))


@router.post("/workers/{worker_id}/revocation", summary="Revoke a worker", responses=ACTS, dependencies=[HEARD_AT_ONCE])
async def revoke_worker(
    worker_id: UUID, actor: Annotated[Actor, holding(Scope.IDENTITY_ADMIN)], work: Work, once: OneTime
) -> MemberOut:
    """From now on they may not act for the caller's agency: sign-ins end at once, everywhere within seconds."""

    async def act() -> UUID:
        worker, _ = await managing.revoke_worker(work, agency_id=actor.agency_id, worker_id=worker_id)
        return worker.id

    await once.run(work, act)
    worker, membership = await reading.open_member(work, agency_id=actor.agency_id, worker_id=worker_id)
    return MemberOut.of(worker, membership, actor, work.now)
