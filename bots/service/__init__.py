"""What runs beside the conversation.

The web server, metrics, logs and the adapters of the platforms.
"""
