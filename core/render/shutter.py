"""Motion blur of the mouth: the moments of a frame over which it is averaged."""

from __future__ import annotations

import numpy as np

from talking_photo.core.model import MOUTH, FrameControls, Performance

_SHUTTER = 0.4
"""Share of a frame for which the shutter is open, before and after its middle together."""
_OPENING = [MOUTH.index(name) for name in ("jaw", "upper_up", "lower_down")]
_LEAST_CM = 0.11
"""cm that the opening must change in that time for the mouth to be blurred: less than two pixels
of most faces."""


def exposures(performance: Performance, t: int) -> tuple[FrameControls, ...]:
    """Return the moments in which the mouth of frame t is seen: two where it opens or closes fast.

    A camera blurs what moves; one sharp mouth beside a very different one would look like a jump.
    Lips that meet are never blurred. Only the mouth's own controls differ between the moments.
    """
    controls = performance.frame(t)
    if not 0 < t < len(performance.values) - 1:
        return (controls,)
    before, here, after = performance.values[t - 1 : t + 2]
    if controls.press > 0 or here[_OPENING].sum() <= 0:
        return (controls,)
    moments = np.repeat(here[None], 2, axis=0)
    for moment, other in zip(moments, (before, after), strict=True):
        moment[: len(MOUTH)] += _SHUTTER / 2 * (other - here)[: len(MOUTH)]
    if abs(float((moments[1] - moments[0])[_OPENING].sum())) < _LEAST_CM:
        return (controls,)
    return tuple(FrameControls._make(moment.tolist()) for moment in moments)
