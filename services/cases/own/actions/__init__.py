"""What can be done about oneself."""
