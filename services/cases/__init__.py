"""One person, the agencies around them, and what they agreed to share."""
