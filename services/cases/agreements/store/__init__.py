"""How agreements are remembered."""
