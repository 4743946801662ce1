"""`parcours audit`: what an operator asks of access log and journal."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from deploy.cli.running import Home, run
from deploy.launch.installation import home_folder

audit = typer.Typer(no_args_is_help=True)
Witness = Annotated[Path | None, typer.Option(help="The witness's folder. PARCOURS_WITNESS_FOLDER, else its.")]
Archive = Annotated[Path | None, typer.Option(help="The archive's folder. PARCOURS_ARCHIVE_FOLDER, else its.")]


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
    witness: Witness = None,
    files: Annotated[Path | None, typer.Option(help="Folder of `parcours audit export`: nothing need run.")] = None,
    archive: Archive = None,
) -> None:
    """Prove that access log and journal, with their archive, are as they were written, or name what is not."""
    from deploy.cli.audit import verify_logs

    run(verify_logs(home or home_folder(), witness, files, archive))


@audit.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to; the files hold personal data.")], home: Home = None
) -> None:
    """Write access log and journal with their seals into compressed files, which verify by themselves."""
    from deploy.cli.audit import export_logs

    run(export_logs(home or home_folder(), folder))


@audit.command("archive")
def archive_months(
    before: Annotated[
        str | None, typer.Option(help="YYYY-MM: only months before this one. Else all that may go.")
    ] = None,
    keep_months: Annotated[
        int,
        typer.Option(min=3, envvar="PARCOURS_ARCHIVE_KEEP_MONTHS", help="So many whole months stay in the database."),
    ] = 24,
    home: Home = None,
    witness: Witness = None,
    archive: Archive = None,
) -> None:
    """Put the oldest months of access log and journal into compressed files that verify, and drop them from the
    database. It may be stopped at any moment and run again.
    """
    from deploy.cli.archive import archive_logs

    run(archive_logs(home or home_folder(), before, keep_months, witness, archive))


@audit.command()
def recall(
    person: Annotated[UUID, typer.Argument(help="Whose looks.")], home: Home = None, archive: Archive = None
) -> None:
    """Bring the looks at one person back from the archive, so that everybody who may read them can, as before."""
    from deploy.cli.archive import recall_looks

    run(recall_looks(home or home_folder(), person, archive))


@audit.command("return")
def return_to_archive(
    person: Annotated[UUID, typer.Argument(help="Whose looks.")], home: Home = None, archive: Archive = None
) -> None:
    """Take the looks at one person that were brought back out of the database again; they stay in the archive."""
    from deploy.cli.archive import return_looks

    run(return_looks(home or home_folder(), person, archive))


@audit.command()
def resume(home: Home = None) -> None:
    """Go on sealing after a restore into a server that counts transactions anew."""
    from deploy.cli.audit import resume_sealing

    run(resume_sealing(home or home_folder()))
