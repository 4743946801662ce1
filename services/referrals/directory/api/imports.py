"""`/v1/directory-imports`: documents of feeds."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.referrals.directory.actions.import_feed import FeedDocument, import_feed, list_imports, open_import
from services.referrals.directory.domain.feeds import read_feed
from services.referrals.directory.domain.imports import FeedSettings, Outcome
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import MunicipalityId, Scope
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import DEFAULT_LIMIT, After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/directory-imports", tags=["directory"])

Writer = Annotated[Actor, holding(Scope.DIRECTORY_WRITE)]
Language = Annotated[str, Header(alias="Accept-Language", description="Language of the messages: en or fr.")]

_A_SERVICE: dict[str, JsonValue] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Community Counselling",
    "status": "active",
}
_DOCUMENT = "/document"


class ImportIn(BaseModel):
    """A document of a feed, and how it is to be listed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"feed": "city", "document": _A_SERVICE, "takes_referrals": True}]},
    )

    feed: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$", description="Your name for the feed; the same each time.")
    document: Any = Field(
        description="HSDS 3.0: a service, an organization with its services, a service at a location, a page or a list "
        "of those, or the tables of the CSV package as one object."
    )
    municipality_ids: list[UUID] | None = Field(
        None, min_length=1, max_length=100, description="For whose people new listings are; your agency's if left out."
    )
    is_own: bool = Field(False, description="All that the feed lists is offered by your agency.")
    own_organizations: list[UUID] = Field(
        [], max_length=1000, description="Ids of the organizations in the feed that are your agency."
    )
    takes_referrals: bool = Field(False, description="Whether new listings of your agency take referrals.")
    categories: dict[str, Category] = Field(
        {}, max_length=2000, description="Which category of the record a term's code of this feed stands for."
    )
    completes_run: bool = Field(
        False, description="The last document of a run through the feed: what the run has not met has vanished."
    )
    continues: UUID | None = Field(None, description="The import with which this run through the feed began.")

    def command(self, actor: Actor) -> FeedDocument:
        """As the action takes it."""
        named = tuple(MunicipalityId(one) for one in self.municipality_ids or ())
        settings = FeedSettings(
            name=self.feed,
            municipality_ids=named or actor.municipalities,
            is_own=self.is_own,
            own_organizations=frozenset(self.own_organizations),
            takes_referrals=self.takes_referrals,
            categories=self.categories,
        )
        return FeedDocument(
            settings=settings,
            feed=read_feed(self.document),
            completes_run=self.completes_run,
            continues=self.continues,
        )


class FieldErrorView(BaseModel):
    pointer: str = Field(description="JSON Pointer into what was sent.", examples=["#/document/0"])
    code: str = Field(examples=["missing"])
    message: str = Field(examples=["A service has a name."])


class ImportedRowView(BaseModel):
    """What became of one entry."""

    pointer: str = Field(description="JSON Pointer into what was sent.", examples=["#/document/0"])
    outcome: Outcome
    published_id: UUID | None = Field(description="The feed's id for it, where it has a readable one.")
    listing_id: UUID | None = Field(description="Its id here: the feed's, unless somebody else has it.")
    errors: list[FieldErrorView]


class ImportView(BaseModel):
    """What became of a document."""

    id: UUID
    feed: str = Field(examples=["city"])
    run_id: UUID = Field(description="The import with which this run through the feed began.")
    completes_run: bool
    imported_at: datetime
    counts: dict[Outcome, int] = Field(examples=[{"created": 12, "unchanged": 340}])
    rows: list[ImportedRowView]
    passed_over: list[str] = Field(
        description="Pointers to what lists nothing here: taxonomies, tables without a use.",
        examples=[["#/document/taxonomies"]],
    )
    vanished: list[UUID] = Field(description="Listings that the feed no longer publishes.")


@router.post("", status_code=201, summary="Import a document of a feed", responses=ACTS)
async def bring(body: ImportIn, actor: Writer, work: Work, once: OneTime, accept_language: Language = "") -> ImportView:
    """List what the document offers. The same document twice changes nothing.

    Each entry is created, updated, unchanged, or rejected with a pointer to what is wrong; the others are listed all
    the same. Unknown fields are kept and handed out again under `/hsds`. A large feed comes in several documents: the
    later ones name the first in `continues`, the last one says `completes_run`.
    """
    import_id = await once.run(work, lambda: import_feed(work, actor, body.command(actor)))
    return _shown(await open_import(work, actor, import_id), french=speaks_french(accept_language))


@router.get("", summary="List imports", responses=READS)
async def list_some(
    actor: Writer, work: Work, limit: Limit = DEFAULT_LIMIT, after: After = None, accept_language: Language = ""
) -> Page[ImportView]:
    """What your agency imported, the latest first."""
    keys = keys_of(after, UUID)
    rows, following = page(await list_imports(work, actor, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row, french=speaks_french(accept_language)) for row in rows], next=following)


@router.get("/{import_id}", summary="Open an import", responses=READS)
async def read(import_id: UUID, actor: Writer, work: Work, accept_language: Language = "") -> ImportView:
    """What became of a document that your agency imported."""
    return _shown(await open_import(work, actor, import_id), french=speaks_french(accept_language))


def _shown(kept: asyncpg.Record, *, french: bool) -> ImportView:
    rows = [
        ImportedRowView(
            **row
            | {
                "pointer": f"#{_DOCUMENT}{row['pointer']}",
                "errors": [
                    {
                        "pointer": f"#{_DOCUMENT}{error['pointer']}",
                        "code": error["code"],
                        "message": error["message_fr" if french else "message"],
                    }
                    for error in row["errors"]
                ],
            }
        )
        for row in kept["rows"]
    ]
    outcomes = [row.outcome for row in rows]
    return ImportView(
        id=kept["id"],
        feed=kept["feed"],
        run_id=kept["run_id"],
        completes_run=kept["completes_run"],
        imported_at=kept["imported_at"],
        counts={outcome: outcomes.count(outcome) for outcome in Outcome},
        rows=rows,
        passed_over=[f"#{_DOCUMENT}{pointer}" for pointer in kept["passed_over"]],
        vanished=kept["vanished"],
    )
