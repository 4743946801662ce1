"""What somebody can keep of what they agreed to or refused."""
