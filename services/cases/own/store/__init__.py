"""What is shown to the person: one statement each, with its log line; row security knows them by their account."""
