"""From speech and lips to a performance: what the whole face and head do while they speak."""

from core.performance.perform import perform

__all__ = ["perform"]
