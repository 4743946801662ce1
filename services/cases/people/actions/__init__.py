"""What can be done about people: register, correct, find, open, and ask whether somebody is known."""
