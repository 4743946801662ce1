"""How cases, teams, notes and needs are remembered."""
