"""The command that writes the generated documents, or says which are stale."""

from rich.console import Console

from deploy.documents.pages import pages, stale, write
from deploy.launch.refusals import LaunchRefused

console = Console(stderr=True, highlight=False)


async def write_documents() -> None:
    """Write every document that does not say what the code says."""
    written = write(pages())
    console.print("\n".join(f"Wrote {path}" for path in written) or "Every document is fresh.")


async def require_fresh() -> None:
    """Change nothing.

    Raises:
        LaunchRefused: a document is stale.
    """
    found = stale(pages())
    if found:
        raise LaunchRefused(f"{', '.join(str(path) for path in found)}: not what the code says. Run make documents.")
    console.print("Every document is fresh.")
