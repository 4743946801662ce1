"""What can be done in conversations."""
