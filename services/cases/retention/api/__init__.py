"""What can be asked about retention over HTTP."""
