"""What is true of cases, teams, notes and needs, whatever the computer."""
