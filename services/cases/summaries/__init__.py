"""A case and its plan as one document to read, print and hand over: what its reader may see, and no more."""
