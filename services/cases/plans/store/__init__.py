"""How goals, actions and plans are remembered."""
