"""`parcours policy`: what an operator asks of the rules."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from deploy.cli.running import Home, run
from deploy.launch.installation import home_folder
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose

policy = typer.Typer(no_args_is_help=True)


class Language(StrEnum):
    """In which language it is printed."""

    EN = "en"
    FR = "fr"


@policy.callback()
def _beneath() -> None:
    """Keep `explain` a command beneath `policy`, also while it is the only one."""


@policy.command()
def explain(
    worker: Annotated[UUID, typer.Option(help="Who would see or do something.")],
    person: Annotated[UUID, typer.Option(help="About whom.")],
    agency: Annotated[UUID | None, typer.Option(help="For which agency; every one of theirs when left out.")] = None,
    category: Annotated[list[Category] | None, typer.Option(help="Of which categories; all when left out.")] = None,
    purpose: Annotated[Purpose, typer.Option(help="For which purpose of use.")] = Purpose.CARE_COORDINATION,
    language: Annotated[Language, typer.Option(help="In English or French.")] = Language.EN,
    home: Home = None,
) -> None:
    """Print why a worker may see and do what about a person, and why not the rest. The look is logged."""
    from deploy.cli.policy import Asked, print_explanation

    asked = Asked(
        worker_id=worker, person_id=person, agency_id=agency, purpose=purpose, categories=tuple(category or ())
    )
    run(print_explanation(home or home_folder(), asked, french=language is Language.FR))
