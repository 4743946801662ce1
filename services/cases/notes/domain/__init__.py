"""What is true of needs, whatever the computer."""
