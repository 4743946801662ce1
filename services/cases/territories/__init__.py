"""In which time zone the days of a municipality begin: by which day something is due, and whether that has passed."""
