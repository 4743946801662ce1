"""Journal, relay, bus, inbox of handled messages, dead letters."""
