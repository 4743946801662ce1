"""What is true of people's names, dates, identifiers and ties, whatever the computer."""
