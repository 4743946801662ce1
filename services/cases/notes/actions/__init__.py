"""What can be done with notes and needs."""
