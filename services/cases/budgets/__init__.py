"""Personal budgets: what is planned for which purpose, what was spent of it, and who agreed."""
