"""What can be done with what people say."""
