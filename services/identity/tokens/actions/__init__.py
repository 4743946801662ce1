"""Proving who a client is; giving, refreshing, ending and explaining tokens."""
