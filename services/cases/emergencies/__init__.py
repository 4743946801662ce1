"""A record opened without a ground, in an emergency: for some hours, told at once, and looked at afterwards."""
