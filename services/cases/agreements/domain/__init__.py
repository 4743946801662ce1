"""What is true of agreements whatever the computer."""
