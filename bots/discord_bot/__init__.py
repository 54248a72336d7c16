"""Discord: the only rooms that know discord.py. `bot.DiscordBot` is the door."""
