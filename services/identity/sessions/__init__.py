"""Sign-ins and how they end, early or in time."""
