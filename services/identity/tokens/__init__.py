"""What a token says, and the endpoints that give, refresh, end and explain one."""
