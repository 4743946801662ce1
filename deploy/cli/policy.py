"""`parcours policy`: why somebody may see what, decided as the running installation decides it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from deploy.launch.installation import reached_installation
from deploy.launch.refusals import LaunchRefused
from services.cases.accounts.domain import OPERATOR
from services.cases.decisions.actions import explain
from services.cases.decisions.domain import Question
from services.cases.decisions.rendering import in_sentences
from services.identity.workers.actions.reading import standings_of
from shared.contracts.cases.vocabulary import Category, Operation, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Sector, SystemId
from shared.database.engine import Database

_OPERATOR: Final = Actor(
    agency_id=AgencyId(OPERATOR),
    sector=Sector.SOCIAL,  # of no agency: no rule is asked for it
    municipalities=(MunicipalityId(OPERATOR),),
    roles=frozenset({Role.SYSTEM}),
    scopes=frozenset(),
    purpose=Purpose.RIGHTS,
    purposes=frozenset({Purpose.RIGHTS}),
    system_id=SystemId(OPERATOR),
)
"""In whose name the look is logged."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of whom, about whom.

    Attributes:
        agency_id: None for every agency for which the worker may act now.
        categories: empty for all.
    """

    worker_id: UUID
    person_id: UUID
    agency_id: UUID | None
    purpose: Purpose
    categories: Sequence[Category]


async def print_explanation(home: Path, asked: Asked, *, french: bool) -> None:
    """Print the whole derivation, for each agency of the worker. The look is logged.

    Raises:
        LaunchRefused: the address of the schemas' owners is not known, or the worker acts for no agency.
        NotFound: nobody has a ground for such a person.
    """
    owners = (await reached_installation(home)).owners
    if not {"cases", "identity"} <= owners.keys():
        raise LaunchRefused(
            "Set PARCOURS_CASES_OWNER_URL and PARCOURS_IDENTITY_OWNER_URL: grounds are read as the owner of the schema."
        )
    agencies = [asked.agency_id] if asked.agency_id else await _agencies_of(owners["identity"], asked.worker_id)
    if not agencies:
        raise LaunchRefused("This worker acts for no agency now, or there is no such worker.")
    cases = await Database.open(owners["cases"], schema="cases")
    try:
        for agency_id in agencies:
            await _print_one(cases, asked, agency_id, french=french)
    finally:
        await cases.close()


async def _print_one(cases: Database, asked: Asked, agency_id: UUID, *, french: bool) -> None:
    async with cases.work(_OPERATOR) as work:
        question = Question(
            agency_id=agency_id,
            worker_id=asked.worker_id,
            operation=Operation.READ,
            category=Category.IDENTITY,
            sensitivity=Sensitivity.ORDINARY,
            purpose=asked.purpose,
            at=work.now,
        )
        found = await explain(work, asked.person_id, question, asked.categories or Category)
    for line in in_sentences(found):
        print(line.told(french=french))


async def _agencies_of(owner_url: str, worker_id: UUID) -> list[UUID]:
    identity = await Database.open(owner_url, schema="identity")
    try:
        async with identity.work(TaskActor("operator")) as work:
            return sorted(one.agency_id for one in await standings_of(work, worker_id))
    finally:
        await identity.close()
