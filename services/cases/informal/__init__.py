"""People who help without being paid for it: they belong to the team, and read nothing."""
