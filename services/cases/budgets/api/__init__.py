"""What can be asked of budgets."""
