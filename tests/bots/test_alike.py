"""What both platforms do alike stands in one place, not in both packages."""

import re
from pathlib import Path

from talking_photo import bots

MOST = 6
"""Lines that may follow one another in both packages."""


SIGNATURE = re.compile(r"def (\w+)\(.*?\)(?: -> [^\n]+)?:\n", re.DOTALL)
"""Those that fulfil one protocol are alike by their nature."""


def lines_of(package):
    """The lines of code of each file, without those that are empty or only say why.

    A signature is one line.
    """
    for file in sorted((Path(bots.__file__).parent / package).glob("*.py")):
        text = SIGNATURE.sub(r"def \1:\n", file.read_text(encoding="utf-8"))
        lines = [line.strip() for line in text.splitlines()]
        yield file.name, [line for line in lines if line and not line.startswith("#")]


def runs_of(lines, length):
    return {tuple(lines[at : at + length]) for at in range(len(lines) - length + 1)}


def alike(ours, theirs, most):
    """The runs of more than `most` lines that both have."""
    return runs_of(ours, most + 1) & runs_of(theirs, most + 1)


def test_no_run_of_more_than_six_alike_lines_stands_in_both_packages():
    telegram, discord = dict(lines_of("telegram_bot")), dict(lines_of("discord_bot"))
    assert telegram
    assert discord
    found = [
        (one, other, "\n".join(run))
        for one, ours in telegram.items()
        for other, theirs in discord.items()
        for run in alike(ours, theirs, MOST)
    ]
    assert found == []


def test_a_run_of_one_line_too_many_would_be_found():
    lines = [f"line {number}" for number in range(MOST + 1)]
    assert alike([*lines, "mine"], ["theirs", *lines], MOST)
    assert not alike([*lines[1:], "mine"], ["theirs", *lines[1:]], MOST)
    assert all(len(run) == MOST + 1 for run in alike(lines * 2, lines * 2, MOST))
