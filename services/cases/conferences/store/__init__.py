"""How conferences are remembered."""
