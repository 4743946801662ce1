"""How budgets are remembered."""
