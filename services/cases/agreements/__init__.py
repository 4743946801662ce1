"""Information-sharing agreements between agencies, as data."""
