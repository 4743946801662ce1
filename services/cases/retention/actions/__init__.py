"""What is done about retention."""
