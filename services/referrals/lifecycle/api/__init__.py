"""What can be asked of a referral over HTTP: drafts and reading, the sender's moves, the receiver's moves."""
