"""The pages on which workers sign in and choose a password."""
