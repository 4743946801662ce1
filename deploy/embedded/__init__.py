"""PostgreSQL and NATS JetStream, the real ones, started from wheels and stopped with whoever started them."""
