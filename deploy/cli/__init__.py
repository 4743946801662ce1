"""The `parcours` command."""

from deploy.cli.commands import app

__all__ = ["app"]
