from __future__ import annotations

from dataclasses import replace

import numpy as np

from talking_photo.core.render import motion_reach
from tests.faces import found, resized


def test_a_head_with_room_around_it_moves_in_full(portrait):
    assert motion_reach(portrait) > 0.9


def test_a_head_that_the_border_cuts_off_moves_less(drawn):
    half = resized(drawn, 0.5)
    cut = found(half[115:330, 113:272])
    assert 0.4 <= motion_reach(cut) < 0.85 * motion_reach(found(half))


def test_a_grey_level_more_or_less_changes_nothing(portrait):
    rng = np.random.default_rng(1)
    grain = rng.integers(-1, 2, portrait.pixels.shape)
    other = np.clip(portrait.pixels + grain, 0, 255).astype(np.uint8)
    assert motion_reach(replace(portrait, pixels=other)) == motion_reach(portrait)
