"""What can be done with cases, teams, notes and needs, step by step."""
