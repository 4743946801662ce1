"""What is true of budgets, whatever the computer."""
