"""What is true of governance whatever the computer."""
