"""What can be asked of notes and needs."""
