"""`parcours retention`: what the rules of agencies say of what they keep, counted and done."""

from pathlib import Path

from deploy.launch.installation import reached_installation
from services.cases.documents.actions.looking_through import Counts, count_what_is_due, run_retention
from services.cases.documents.domain.retention import Verdict
from services.cases.retention.actions import deleting as items
from shared.database.engine import Database


async def run_schedule(home: Path, *, apply: bool) -> None:
    """Count what is due by rule, and delete it where that is asked for; print how many.

    Raises:
        LaunchRefused: nothing runs.
    """
    environment = (await reached_installation(home)).environment
    database = await Database.open(environment["PARCOURS_CASES_DATABASE_URL"], schema="cases")
    try:
        for line in told_of_items(await items.count_all(database)):
            print(line)
        if apply:
            print(f"{await items.delete_all_due(database)} items deleted.")
        documents = await (run_retention(database, items.let_go_of_documents) if apply else count_what_is_due(database))
    finally:
        await database.close()
    for line in told(documents, apply=apply):
        print(line)


def told_of_items(counts: items.Counts) -> list[str]:
    """A line for each rule and kind, and one for all: numbers and ids, nothing of any item."""
    lines = [
        f"municipality {of.municipality_id} agency {of.agency_id} {of.category} {of.kind} by rule {of.rule_id}: "
        f"{found[Verdict.DUE]} due, {found[Verdict.HELD]} held, {found[Verdict.STAYS]} stay"
        for of, found in sorted(counts.items())
    ]
    number = sum(found[Verdict.DUE] for found in counts.values())
    return [*lines, f"{number} of {sum(found.total() for found in counts.values())} items with a rule are due."]


def told(counts: Counts, *, apply: bool) -> list[str]:
    """A line for each agency and class, and one for all: numbers and ids, nothing of any document."""
    due = "deleted" if apply else "would be deleted"
    lines = [
        f"municipality {of.municipality_id} agency {of.agency_id} {of.retention}: {found[Verdict.DUE]} {due}, "
        f"{found[Verdict.HELD]} held, {found[Verdict.STAYS]} stay"
        for of, found in sorted(counts.items())
    ]
    number = sum(found[Verdict.DUE] for found in counts.values())
    return [*lines, f"{number} of {sum(found.total() for found in counts.values())} documents {due}."]
