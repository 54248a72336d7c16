"""Discord: the only package that imports discord.py; `bot.DiscordBot` is its entry."""
