"""What can be asked of governance over HTTP."""
