"""How warnings are remembered."""
