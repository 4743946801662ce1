"""The one API document of all services, and what can be read from it."""
