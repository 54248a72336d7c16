"""From speech and lips to a performance: what the whole face and head do while they speak."""

from core.performance.perform import perform
from core.performance.turns import part_of, regard

__all__ = ["part_of", "perform", "regard"]
