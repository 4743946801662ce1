"""What workers write to each other about a case or a referral, and with the person whom it is about."""
