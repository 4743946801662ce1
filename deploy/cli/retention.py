"""`parcours retention`: what the rules of agencies say of their documents, counted and done."""

from pathlib import Path

from deploy.launch.installation import reached_installation
from services.cases.documents.actions.looking_through import Counts, count_what_is_due, run_retention
from services.cases.documents.domain.retention import Verdict
from shared.database.engine import Database


async def run_schedule(home: Path, *, dry_run: bool) -> None:
    """Delete what is due, or only count it; print how many by municipality, agency and class.

    Raises:
        LaunchRefused: nothing runs.
    """
    environment = (await reached_installation(home)).environment
    database = await Database.open(environment["PARCOURS_CASES_DATABASE_URL"], schema="cases")
    try:
        counts = await (count_what_is_due(database) if dry_run else run_retention(database))
    finally:
        await database.close()
    for line in told(counts, dry_run=dry_run):
        print(line)


def told(counts: Counts, *, dry_run: bool) -> list[str]:
    """A line for each agency and class, and one for all: numbers and ids, nothing of any document."""
    due = "would be deleted" if dry_run else "deleted"
    lines = [
        f"municipality {of.municipality_id} agency {of.agency_id} {of.retention}: {found[Verdict.DUE]} {due}, "
        f"{found[Verdict.HELD]} held, {found[Verdict.STAYS]} stay"
        for of, found in sorted(counts.items())
    ]
    number = sum(found[Verdict.DUE] for found in counts.values())
    return [*lines, f"{number} of {sum(found.total() for found in counts.values())} documents {due}."]
