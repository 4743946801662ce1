"""How governance is remembered."""
