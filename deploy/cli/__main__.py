"""The `parcours` command without installing it: python -m deploy.cli."""

from deploy.cli import app

app()
