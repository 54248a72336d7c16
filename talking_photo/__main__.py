"""`python -m talking_photo` is the command line."""

import sys

from talking_photo.bots.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
