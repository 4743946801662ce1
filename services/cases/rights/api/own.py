"""`/v1/my/rights-requests`: what I ask of whoever keeps data about me."""

from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field

from services.cases.accounts.api.agencies import AN_AGENCY, French, Me, MyAgency, MyHand, Names, names_of
from services.cases.rights import actions
from services.cases.rights.api.bodies import OF_THE_PERSON, AnyRequestView, MyNewRequest, RequestMade, shown
from services.cases.rights.domain import ARTICLES, REMEDIES, Article, remedies_after
from shared.contracts.cases.rights import RequestOutcome
from shared.web.caller import OpenWork, PassedOn, Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my/rights-requests", tags=["my own record"])


class MyRequest(AnyRequestView):
    """What you asked, and the answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **OF_THE_PERSON,
                    "agency": AN_AGENCY,
                    "article_in_words": ARTICLES[Article.LEGAL_OBLIGATION].told(french=False),
                    "remedies": [one.told(french=False) for one in REMEDIES],
                }
            ]
        }
    )

    agency: MyAgency
    article_in_words: str | None = Field(description="On what it is refused, also in part; null where it is not.")
    remedies: list[str] = Field(description="What you may do where it is refused, also in part; empty where it is not.")


@router.post("", status_code=201, responses=ACTS, summary="Ask for what I have a right to")
async def ask(body: MyNewRequest, caller: MyHand, work: Work, once: OneTime, response: Response) -> RequestMade:
    """To see what an agency keeps about you, to have it corrected, deleted, kept and not used, carried elsewhere, or to
    object. It answers within a month. Whoever represents you asks through a worker.
    """
    request_id = await once.run(work, lambda: actions.ask(work, caller, body.agency_id, body.right, body.words))
    response.headers["Location"] = f"/v1/my/rights-requests/{request_id}"
    return RequestMade(id=request_id)


@router.get("", responses=READS, summary="What I asked, and the answers")
async def list_own_requests(
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    limit: Limit = 50,
    after: After = None,
    *,
    french: French,
) -> Page[MyRequest]:
    """In their order, also what a worker took down for you."""
    (key,) = keys_of(after, UUID) or (None,)
    async with open_work() as work:
        found = await actions.my_requests(work, caller, key, limit)
    rows, following = page(found, limit, "id")
    names = await names_of(request, rights, (row["agency_id"] for row in rows))
    return Page(items=[_view(row, names, shown(row), french=french) for row in rows], next=following)


@router.get("/{request_id}", responses=READS, summary="One thing I asked, and the answer")
async def read_own_request(
    request_id: UUID, caller: Me, request: Request, open_work: OpenWork, rights: PassedOn, *, french: French
) -> MyRequest:
    """With the reason and the article, where it is refused."""
    async with open_work() as work:
        row = await actions.my_request(work, caller, request_id)
    names = await names_of(request, rights, [row["agency_id"]])
    return _view(row, names, shown(row), french=french)


@router.post("/{request_id}/withdrawal", status_code=204, responses=ACTS, summary="Take back what I asked")
async def take_back(request_id: UUID, caller: MyHand, work: Work, once: OneTime) -> None:
    """Nobody answers it any more. It stays in your list."""
    await once.run(work, lambda: actions.take_back(work, caller, request_id))


def _view(row: asyncpg.Record, names: Names, fields: dict[str, object], *, french: bool) -> MyRequest:
    in_words = ARTICLES[Article(row["article"])].told(french=french) if row["article"] else None
    outcome = RequestOutcome(row["outcome"]) if row["outcome"] else None
    told = {"article_in_words": in_words, "remedies": [one.told(french=french) for one in remedies_after(outcome)]}
    return MyRequest.model_validate({**fields, **told, "agency": names.of(row["agency_id"])})
