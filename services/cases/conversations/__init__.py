"""What workers write to each other about a case or a referral."""
