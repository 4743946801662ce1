"""What is true of records whatever the computer."""
