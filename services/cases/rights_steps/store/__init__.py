"""How steps, and what proves them, are remembered."""
