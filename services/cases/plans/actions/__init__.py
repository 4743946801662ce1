"""What can be done with goals, actions and plans, step by step."""
