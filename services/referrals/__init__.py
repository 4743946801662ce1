"""One agency asks another to help, and hears how it ended."""
