"""What can be asked about conferences."""
