"""What can be asked about unusual looks over HTTP."""
