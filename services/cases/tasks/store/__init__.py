"""How what must be done is listed and counted."""
