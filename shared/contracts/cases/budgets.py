"""Closed lists of budgets that events carry across services."""

from enum import StrEnum


class BudgetParty(StrEnum):
    """Whose agreement it is."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    WORKER = "worker"
