"""`python -m talking_photo` is the command line."""

from talking_photo.bots.__main__ import program

if __name__ == "__main__":
    program()
