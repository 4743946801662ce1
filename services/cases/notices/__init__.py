"""What workers are told of what happens around them: kept, counted and live."""
