"""Voices: words become sound with timed phones."""
