"""What workers must be warned of about a person, and what rules notice early. Nothing here decides about anybody."""
