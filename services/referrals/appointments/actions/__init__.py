"""What is done with appointments: they are arranged, and a worker's are listed."""
