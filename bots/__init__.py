"""The ways in: what people type or send, and the sentences they read."""
