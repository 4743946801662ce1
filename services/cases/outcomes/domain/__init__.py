"""What is true of outcomes and endings, whatever the computer."""
