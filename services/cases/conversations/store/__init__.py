"""How conversations are remembered."""
