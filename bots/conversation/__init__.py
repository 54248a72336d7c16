"""What people and the bot say to one another, the same on every platform."""
