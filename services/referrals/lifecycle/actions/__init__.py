"""What can be done with a referral, step by step."""
