"""What is true of conferences, whatever the computer."""
