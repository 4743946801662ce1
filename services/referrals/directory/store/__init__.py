"""How listings are remembered and found."""
