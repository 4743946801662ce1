"""A worker signs in on a page of ours, for one agency, through a front end: authorization codes."""
