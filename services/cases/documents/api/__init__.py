"""What can be asked about documents over HTTP."""
