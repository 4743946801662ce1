"""What every HTTP door shares: caller, problems, pages, idempotency, health."""
