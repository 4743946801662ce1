"""How a document becomes PDF."""
