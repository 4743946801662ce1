"""How a command is run, and what several of them ask for."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console
from rich.markup import escape

from deploy.embedded.refusals import EngineRefused
from deploy.launch.refusals import LaunchRefused
from shared.refusals import Invalid, Refusal
from shared.telemetry.logs import configure_logs

console = Console(stderr=True, highlight=False)

Home = Annotated[Path | None, typer.Option(help="Folder of the data. PARCOURS_HOME, else ./var.")]

Url = Annotated[str, typer.Option(envvar="PARCOURS_PUBLIC_URL", help="Where the gateway answers.")]


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a command; a refusal is one sentence and exit status 1, Ctrl-C is an ordinary end.

    What a command prints is its answer alone: logs go to standard error.
    """
    configure_logs()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work)
    except (LaunchRefused, EngineRefused, Refusal) as refusal:
        console.print(f"[bold red]Not possible:[/] {escape(_why(refusal))}", soft_wrap=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def _why(refusal: Exception) -> str:
    wrong = [error.message for error in refusal.errors] if isinstance(refusal, Invalid) else []
    return f"{refusal}: {' '.join(wrong)}" if wrong else str(refusal)
