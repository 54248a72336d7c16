"""The order of service: who comes next, and why nobody waits without end.

Each job draws a ticket, one more than the last, and its turn is the ticket plus three for each job
that its asker has unfinished already. The smaller turn is begun first. So a job is passed by at
most three later ones for each job of the same person before it, and waits for at most four times
as many jobs as were there when it came: a second photo soon follows the first, however many people
arrive meanwhile, and somebody with one photo need not wait for all twenty of somebody else.
"""

from __future__ import annotations

_PASSES = 3
"""Later jobs that may go first, for each unfinished job that the asker has already."""


def turn(*, ticket: int, own_unfinished: int, own_last: int) -> int:
    """Return the turn of a new job; jobs of one person never change places.

    Args:
        ticket: Its number among all jobs, in the order in which they came.
        own_unfinished: Jobs of the same person that wait or run.
        own_last: The largest turn among these; 0 when there is none.
    """
    return max(ticket + _PASSES * own_unfinished, own_last + 1)
