"""`/v1/agreements`."""

from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response

from services.cases.agreements.actions import ending, reading, signing, writing
from services.cases.agreements.api.bodies import AgreementView, NewAgreement, NewTerms
from services.cases.agreements.domain.agreement import Party
from services.cases.agreements.domain.terms import Contact
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyKind, Scope
from shared.refusals import Invalid
from shared.web.caller import OpenWork, PassedOn, Work, holding
from shared.web.documented import ACTS, CREATES, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/agreements", tags=["agreements"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Administrator = Annotated[Actor, holding(Scope.IDENTITY_ADMIN)]


@router.post("", status_code=201, responses=CREATES, summary="Write an agreement")
async def write(
    body: NewAgreement,
    actor: Administrator,
    request: Request,
    response: Response,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
) -> AgreementView:
    """Write a draft. It shares nothing until an administrator of every party has signed."""
    command = await command_of(body, body.municipality_id, request, passed_on)
    async with open_work() as work:
        agreement_id = await once.run(work, lambda: writing.write_agreement(work, actor, command))
        return shown(response, await reading.open_agreement(work, actor, agreement_id))


@router.get("", responses=READS, summary="List agreements")
async def list_agreements(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[AgreementView]:
    """Agreements of the municipalities in which your agency operates, oldest first."""
    keys = keys_of(after, UUID)
    rows, following = page(await reading.list_agreements(work, actor, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[AgreementView.model_validate(dict(row)) for row in rows], next=following)


@router.get("/{agreement_id}", responses=READS, summary="Open an agreement")
async def open_one(agreement_id: UUID, actor: Reader, work: Work, response: Response) -> AgreementView:
    """One agreement with its parties and signatures."""
    return shown(response, await reading.open_agreement(work, actor, agreement_id))


@router.post("/{agreement_id}/signature", responses=ACTS, summary="Sign an agreement")
async def sign(
    agreement_id: UUID, actor: Administrator, work: Work, response: Response, once: OneTime, if_match: IfMatch = None
) -> AgreementView:
    """Sign the version that waits, for your agency. The last signature puts it into force. Where it is not the first
    version, `If-Match` says that you read the present one.
    """
    expected = None if if_match is None else expected_version(if_match)
    await once.run(work, lambda: signing.sign_agreement(work, actor, agreement_id, expected))
    return shown(response, await reading.open_agreement(work, actor, agreement_id))


@router.post("/{agreement_id}/withdrawal", responses=ACTS, summary="Leave an agreement")
async def withdraw(
    agreement_id: UUID, actor: Administrator, work: Work, response: Response, once: OneTime
) -> AgreementView:
    """Take your agency out of it; nobody else has to sign. Every grant that rests on its taking part ends with the
    answer. The others stay bound, unless nothing can flow between them any more: then it has ended.
    """
    await once.run(work, lambda: ending.withdraw_from_agreement(work, actor, agreement_id))
    return shown(response, await reading.open_agreement(work, actor, agreement_id))


@router.post("/{agreement_id}/termination", responses=ACTS, summary="End an agreement")
async def terminate(
    agreement_id: UUID, actor: Administrator, work: Work, response: Response, once: OneTime
) -> AgreementView:
    """End it for all parties. Every grant that rests on it ends with the answer."""
    await once.run(work, lambda: ending.end_agreement(work, actor, agreement_id))
    return shown(response, await reading.open_agreement(work, actor, agreement_id))


async def command_of(
    body: NewTerms, municipality_id: UUID, request: Request, passed_on: PassedOn
) -> writing.NewAgreement:
    """What was asked for, with the sectors of the parties as identity knows them.

    Raises:
        Invalid: a party is no agency, or a public one that may not rest on this letter.
    """
    known = await request.app.state.service.identity.agencies((party.agency_id for party in body.parties), passed_on)
    for position, party in enumerate(body.parties):
        if party.agency_id not in known:
            raise Invalid.field(
                f"#/parties/{position}/agency_id", "unknown", "There is no such agency.", "Cet organisme n'existe pas."
            )
    if body.legal_basis == "f" and any(one.kind is AgencyKind.PUBLIC for one in known.values()):
        raise Invalid.field(
            "#/legal_basis",
            "public_authority",
            "Public authorities do not rest on legitimate interests (GDPR Art. 6(1), last sentence).",
            "Une autorité publique ne se fonde pas sur l'intérêt légitime (RGPD art. 6, § 1, dernier alinéa).",
        )
    kept = {"parties", "contacts", "municipality_id", "title", "categories", "purposes", "dpv_purposes"}
    return writing.NewAgreement(
        municipality_id=municipality_id,
        title=body.title,
        parties=tuple(
            Party(party.agency_id, known[party.agency_id].sector, party.gives, party.receives) for party in body.parties
        ),
        categories=frozenset(body.categories),
        purposes=frozenset(body.purposes),
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        last_day=body.last_day,
        terms=body.model_dump(exclude=kept | {"valid_from", "valid_until", "last_day"})
        | {
            "dpv_purposes": tuple(sorted(set(body.dpv_purposes))),
            "contacts": tuple(Contact(one.agency_id, one.function, one.reached_at) for one in body.contacts),
        },
    )


def shown(response: Response, row: asyncpg.Record) -> AgreementView:
    """An agreement, with its ETag."""
    response.headers["ETag"] = entity_tag(row["version"])
    values: dict[str, Any] = dict(row)
    return AgreementView.model_validate(values)
