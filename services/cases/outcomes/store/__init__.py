"""How outcomes and endings are remembered."""
