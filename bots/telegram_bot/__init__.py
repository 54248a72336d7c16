"""Telegram: the only package that imports python-telegram-bot; `bot.TelegramBot` is its entry."""
