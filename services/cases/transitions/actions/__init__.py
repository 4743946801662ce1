"""Write rules, prepare and perform what they say, show it, and give receipts."""
