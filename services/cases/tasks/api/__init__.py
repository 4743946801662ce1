"""What can be asked about what must be done."""
