"""The rendering core: from an untrusted photo and a few words to a clip. Knows no chat, no database."""
