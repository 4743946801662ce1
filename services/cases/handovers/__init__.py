"""Work on a case is handed over with a note, and received."""
