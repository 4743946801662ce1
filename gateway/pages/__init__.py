"""What the gateway answers itself: front page, API documentation, health of all, problem pages."""
