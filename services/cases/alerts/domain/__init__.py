"""What is true of warnings, whatever the computer."""
