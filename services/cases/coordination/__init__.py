"""Cases, their teams, notes and needs."""
