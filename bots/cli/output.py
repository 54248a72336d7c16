"""The standard output of commands that print more than a path."""

from __future__ import annotations

from rich.console import Console

_WIDE = 160
"""Columns where nobody looks: another program reads whole lines."""


class Output(Console):
    """A console that raises BrokenPipeError when whatever reads the output stops reading."""

    def __init__(self) -> None:
        super().__init__()
        if not self.is_terminal:
            self.width = _WIDE

    def on_broken_pipe(self) -> None:
        """Raise what rich is handling, in place of ending the program by itself.

        Raises:
            BrokenPipeError: Always.
        """
        raise BrokenPipeError
