"""How grants, refusals and looks are remembered."""
