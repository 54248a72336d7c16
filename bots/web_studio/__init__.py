"""The page and the HTTP API: a third adapter beside the chats."""
