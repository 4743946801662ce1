"""`/v1/webhooks` over HTTP."""
