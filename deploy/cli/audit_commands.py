"""`parcours audit`: what an operator asks of access log and journal."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from deploy.cli.running import Home, run
from deploy.launch.installation import home_folder

audit = typer.Typer(no_args_is_help=True)


@audit.command()
def looks(
    person: Annotated[UUID, typer.Argument(help="Whose record.")],
    home: Home = None,
    most: Annotated[int, typer.Option(min=1, help="How many of the latest looks.")] = 100,
) -> None:
    """Print who looked at a person's record, or tried to, from the access log of a running installation."""
    from deploy.cli.audit import print_looks

    run(print_looks(home or home_folder(), person, most))


@audit.command()
def verify(
    home: Home = None,
    witness: Annotated[
        Path | None, typer.Option(help="The witness's folder. PARCOURS_WITNESS_FOLDER, else its.")
    ] = None,
    files: Annotated[Path | None, typer.Option(help="Folder of `parcours audit export`: nothing need run.")] = None,
) -> None:
    """Prove that access log and journal are as they were written, or name the first line that is not."""
    from deploy.cli.audit import verify_logs

    run(verify_logs(home or home_folder(), witness, files))


@audit.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to; the files hold personal data.")], home: Home = None
) -> None:
    """Write access log and journal with their seals into compressed files, which verify by themselves."""
    from deploy.cli.audit import export_logs

    run(export_logs(home or home_folder(), folder))


@audit.command()
def resume(home: Home = None) -> None:
    """Go on sealing after a restore into a server that counts transactions anew."""
    from deploy.cli.audit import resume_sealing

    run(resume_sealing(home or home_folder()))
