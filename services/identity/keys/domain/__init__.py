"""What a signing key is, when it signs, and how it signs and is kept."""
