"""What is true of service listings whatever the computer."""
