"""What can be done about what a person agrees to and refuses."""
