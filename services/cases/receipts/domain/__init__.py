"""What a receipt says, and in which words."""
