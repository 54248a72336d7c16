"""Telegram: the only rooms that know python-telegram-bot. `bot.TelegramBot` is the door."""
