"""What the person agreed to, refused or withdrew."""
