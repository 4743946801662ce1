"""The doors to steps: of those who carry them out, of whoever asked, and of those who received the data."""
