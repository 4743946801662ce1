"""What can be done with workers."""
