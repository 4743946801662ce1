"""What can be done with conferences."""
