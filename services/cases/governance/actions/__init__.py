"""What is done to keep what the law asks for."""
