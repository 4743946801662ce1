"""When a person who was referred meets somebody: offered, agreed, moved, called off, and whether they came."""
