"""What runs beside the conversation: the web server, metrics, logs and the adapters of the platforms."""
