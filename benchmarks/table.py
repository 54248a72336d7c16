"""Figures as people read them.

The spread of several runs, and tables that are Markdown everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One figure over several runs: the best run tells the program, the others the machine."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least one value."""
        return cls(least=min(values), middle=median(values), most=max(values))

    def text(self, digits: int = 2) -> str:
        """`least / median / most`."""
        return " / ".join(f"{x:.{digits}f}" for x in (self.least, self.middle, self.most))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What one table says."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """Markdown whose columns also line up on a terminal."""
        lines = [self.header, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.header))]
        rule = tuple("-" * width for width in widths)
        return "\n".join(
            "| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |"
            for line in (self.header, rule, *self.rows)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the benchmark: what was measured, and what could make it lie."""

    title: str
    how: str
    """How it was measured, in sentences."""
    tables: tuple[Table, ...]
    caveats: tuple[str, ...]
    figures: object
    """The same as plain data, for JSON."""

    def text(self) -> str:
        """Markdown."""
        caveats = "\n".join(f"* {caveat}" for caveat in self.caveats)
        tables = "\n\n".join(table.text() for table in self.tables)
        return f"## {self.title}\n\n{self.how}\n\n{tables}\n\n{caveats}\n"
