"""Make a photo speak."""

__version__ = "0.1.0"
