"""What can be done about what must be done."""
