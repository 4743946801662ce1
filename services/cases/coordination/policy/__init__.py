"""Who may open, change, staff and close cases."""
