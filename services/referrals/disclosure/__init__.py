"""What travels with a referral, on which ground, and for how long it is shown."""
