"""What is true of a referral whatever the computer: its facts, and the one table of its moves."""
