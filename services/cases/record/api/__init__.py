"""What can be asked about a record over HTTP."""
