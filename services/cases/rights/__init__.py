"""What people ask, by their data-protection rights, of whoever keeps data about them, and the answers."""
