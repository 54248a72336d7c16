"""Entry points: the command line, the chat adapters, and the sentences that people read."""
