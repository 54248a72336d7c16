"""From speech and lips to a performance: what the whole face and head do while they speak."""

from talking_photo.core.performance.perform import perform
from talking_photo.core.performance.turns import part_of, regard

__all__ = ["part_of", "perform", "regard"]
