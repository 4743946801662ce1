"""What can be asked over HTTP about cases, teams, notes and needs."""
