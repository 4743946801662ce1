"""What a notice is, and who hears of what. No I/O."""
