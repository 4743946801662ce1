"""What is true of goals, actions and plans, whatever the computer."""
