"""Which agencies exist, who works there, and the tokens that prove it."""
