"""What is done to carry out what was granted by a data-protection right: each step with its state and its proof."""
