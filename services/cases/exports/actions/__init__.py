"""Make copies, hand them over, and delete them."""
