"""What stands in a document, and in which words."""
