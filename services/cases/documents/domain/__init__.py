"""What is true of documents whatever the computer."""
