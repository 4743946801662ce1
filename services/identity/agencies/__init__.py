"""Which municipalities and agencies there are, and where an agency works."""
