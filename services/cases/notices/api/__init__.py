"""`/v1/notices`."""
