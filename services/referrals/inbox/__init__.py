"""What an agency has received and sent, all that a row shows in one call."""
