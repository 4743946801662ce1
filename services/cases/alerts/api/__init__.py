"""What can be asked about warnings."""
