"""How a copy goes out: as JSON, a part at a time, or printed, a volume at a time."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
import orjson
from fastapi import Query, Response
from fastapi.responses import StreamingResponse

from services.cases.accounts.api.agencies import Names
from services.cases.exports.actions import taking as actions
from services.cases.exports.api.bodies import Copy, CopyHead
from services.cases.exports.domain.export import names_only_who_may_be_named, not_in_it
from services.cases.exports.domain.printed import Volume, printed_copy
from services.cases.exports.domain.sections import FORMAT, SECTIONS, VERSION, Kept
from services.cases.own.domain.words import grant_in_words, look_in_words
from services.cases.summaries.api import PRINTED, PdfAnswer
from services.cases.summaries.domain.document import Language
from shared.contracts.cases.rights import Right
from shared.contracts.cases.vocabulary import Act, Category, GroundKind
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict, NotFound
from shared.web.documented import refusals

_JSON: Final = "application/json"
HANDED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": Copy, "description": "The copy, to be saved."},
    **refusals(NotFound, Conflict),
}
PRINTS: Final[dict[int | str, dict[str, Any]]] = {**PRINTED, **refusals(NotFound, Conflict)}
VolumeNumber = Annotated[int, Query(ge=1, le=10_000, description="Which of its `volumes`.")]
_NAMING: Final = ("agency_id", "agencies")
_HEADERS: Final = {
    "Content-Disposition": 'attachment; filename="copy.json"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}

OpenedWork = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
Naming = Callable[[Collection[UUID]], Awaitable[Names]]


@dataclass(frozen=True)
class Handing:
    """Hands a copy over to one caller.

    Attributes:
        names: asks what agencies are called, with the caller's own rights.
        schema: where the shape of the copy is described.
    """

    open_work: OpenedWork
    names: Naming
    schema: str
    french: bool

    async def as_json(self, opening: actions.Open) -> Response:
        """All of it. Each part is read in a transaction of its own, and decided on anew: a slow line holds none open,
        and where it may no longer be taken the answer breaks off.
        """
        async with self.open_work() as work:
            export = await opening(work)
        head = await self._head(export)
        return StreamingResponse(self._written(export, head), 200, _HEADERS, _JSON)

    async def printed(self, opening: actions.Open, number: int, printer: PdfAnswer) -> Response:
        """One volume, as PDF.

        Raises:
            NotFound: there is no such volume.
        """
        async with self.open_work() as work:
            export = await opening(work)
            parts = await actions.volume_of(work, export, number)
        agency = (await self.names([export["agency_id"]])).of(export["agency_id"]).name
        sections = [(Kept(part["section"]), await self._told(part)) for part in parts]
        french = printer.language is Language.FRENCH
        assert french == self.french, "the words and the page are in one language"
        volume = Volume(
            right=Right(export["kind"]),
            agency=agency,
            made_at=export["made_at"],
            kept_until=export["kept_until"],
            left_out=export["left_out"],
            is_the_person=export["relationship_id"] is None,
            archived=export["archived"],
            number=number,
            of=export["volumes"],
            sections=[(kept, items) for kept, items in sections if items],
        )
        return await printer.handed_over(printed_copy(volume, printer.language), f"copy-{number}")

    async def _written(self, export: asyncpg.Record, head: CopyHead) -> AsyncIterator[bytes]:
        yield head.model_dump_json(by_alias=True).encode()[:-1] + b',"sections":['
        between = b""
        for number in range(1, export["parts"] + 1):
            async with self.open_work() as work:
                part = await actions.part_of(work, export["id"], number)
            items = await self._told(part)
            if not items:
                continue
            kept = Kept(part["section"])
            called = SECTIONS[kept].called.told(french=self.french)
            yield between + orjson.dumps({"section": kept, "called": called, "items": items})
            between = b","
        yield b"]}"

    async def _head(self, export: asyncpg.Record) -> CopyHead:
        right, names = Right(export["kind"]), await self.names([export["agency_id"]])
        said = not_in_it(
            right,
            export["left_out"],
            is_the_person=export["relationship_id"] is None,
            french=self.french,
            archived=export["archived"],
        )
        return CopyHead.model_validate(
            {
                **export,
                "$schema": self.schema,
                "format": FORMAT,
                "version": VERSION,
                "right": right,
                "agency": names.of(export["agency_id"]),
                "answered_at": export["closed_at"],
                "not_in_it": said,
            }
        )

    async def _told(self, part: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """What stands in a part, with agencies by name and in words; without referrals to whom may not be named."""
        kept, items = Kept(part["section"]), part["items"]
        named = frozenset(_named_in(items))
        names = await self.names(named) if named else Names({})
        return [
            _with_names(kept, item, names, french=self.french)
            for item in items
            if kept is not Kept.REFERRAL or _may_be_named(item, names)
        ]


def _named_in(items: Sequence[Mapping[str, Any]]) -> Iterator[UUID]:
    for item in items:
        for name in _NAMING:
            found = item.get(name) or ()
            yield from map(UUID, [found] if isinstance(found, str) else found)


def _may_be_named(item: Mapping[str, Any], names: Names) -> bool:
    return names_only_who_may_be_named(names.of(UUID(one)).sector for one in item["agencies"])


def _with_names(kept: Kept, item: Mapping[str, Any], names: Names, *, french: bool) -> dict[str, Any]:
    told = dict(item)
    for name in _NAMING:
        if isinstance(found := item.get(name), str):
            told[name] = names.of(UUID(found)).model_dump(mode="json")
        elif found is not None:
            told[name] = [names.of(UUID(one)).model_dump(mode="json") for one in found]
    if kept is Kept.GRANT:
        told["in_words"] = grant_in_words(
            told["agency_id"]["name"],
            GroundKind(item["because"]),
            item["operations"],
            [Category(one) for one in item["categories"]],
            french=french,
        )
    if kept is Kept.LOOK:
        told["in_words"] = look_in_words(
            told["agency_id"]["name"] if told["agency_id"] else None,
            Act(item["act"]),
            [Category(one) for one in item["categories"]],
            by_themselves=bool(item["by_themselves"]),
            french=french,
        )
    return told
