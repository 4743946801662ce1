"""What can be done to carry out what was granted."""
