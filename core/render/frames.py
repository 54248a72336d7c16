"""One frame after the other: the whole story of the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from core.model import CONTROLS, Performance, Portrait, UInt8
from core.render.anatomy import Anatomy, measure
from core.render.eyes import Eyes
from core.render.layers import ZOOM, Layers, take_apart
from core.render.light import read_light
from core.render.motions import BOTH, motions, smoothstep
from core.render.mouth import Mouth
from core.render.sheet import Grid, HeadMove, Sheet
from core.render.surface import Surface

_STEP = 0.3
"""Cell of the head's grid, cm."""
_PIVOT = np.array([0.0, -8.5, -5.0], np.float32)
"""The neck, about which the head turns, in the head frame (cm)."""


def render_frames(
    portraits: Sequence[Portrait], performances: Sequence[Performance]
) -> Iterator[UInt8]:
    """Yield a frame, RGB u8 (H, W, 3), for each row of the performances.

    Memory does not grow with the number of frames.

    Args:
        portraits: The faces that move, all in the same picture.
        performances: What each of them does, all of one length.
    """
    anatomies = [measure(portrait) for portrait in portraits]
    background, layers = take_apart(portraits, anatomies)
    cast = [
        (_Actor(portrait, anatomy, own), performance.values)
        for portrait, anatomy, own, performance in zip(
            portraits, anatomies, layers, performances, strict=True
        )
    ]
    cast.sort(key=lambda pair: pair[0].scale)  # who is larger stands nearer, and is drawn later
    for t in range(len(performances[0].values)):
        frame = background.copy()
        for actor, values in cast:
            actor.draw(frame, dict(zip(CONTROLS, values[t].tolist(), strict=True)))
        yield frame


class _Actor:
    """One face with its head and shoulders."""

    def __init__(self, portrait: Portrait, anatomy: Anatomy, layers: Layers) -> None:
        surface = Surface.of(portrait, anatomy.points)
        self.scale = anatomy.pose.scale
        self._layers = layers
        self._head = _head_sheet(layers, surface, anatomy, portrait)
        self._mouth = Mouth(portrait, anatomy, surface, layers, read_light(portrait))
        self._eyes = Eyes(anatomy, layers)

    def draw(self, frame: UInt8, controls: dict[str, float]) -> None:
        """Draw into a frame (H, W, 3), in place; frames come in order."""
        move = _head_move(controls)
        self._eyes.draw(self._layers.texture, controls)
        subject = _bent(self._head, self._layers, controls, move)
        self._mouth.paint(subject, controls, move)
        _lay_over(frame, subject, self._layers)


def _head_sheet(layers: Layers, surface: Surface, anatomy: Anatomy, portrait: Portrait) -> Sheet:
    step = max(1, round(_STEP * anatomy.pose.scale))
    grid = Grid.around(layers.left, layers.top, layers.right, layers.bottom, step)
    nodes = grid.nodes
    points, outside = surface.smooth_points(nodes, 0.4 / _STEP)
    height, width = portrait.pixels.shape[:2]
    x, y = nodes.reshape(-1, 2).T
    to_border = np.minimum.reduce([x, y, width - 1 - x, height - 1 - y]) / anatomy.pose.scale
    # Nothing is known of what lies beyond the picture: where the subject is cut off, it holds still.
    hold = smoothstep(0, 1.8, to_border)
    return Sheet(
        grid, points.T.copy(), motions(points, outside, anatomy, BOTH), hold, anatomy.pose
    )


def _head_move(controls: dict[str, float]) -> HeadMove:
    """Turn about the neck: yaw to the image's right, pitch down, roll counter-clockwise."""
    yaw, pitch, roll = (controls[name] for name in ("yaw", "pitch", "roll"))
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    )
    about_z = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    )
    return HeadMove(
        turn=(about_z @ about_y @ about_x).astype(np.float32),
        pivot=_PIVOT,
        shift=np.zeros(2, np.float32),
    )


def _bent(head: Sheet, layers: Layers, controls: dict[str, float], move: HeadMove) -> UInt8:
    """The subject layer as it moves, premultiplied, shape (bottom - top, right - left, 4)."""
    sources = (head.sources(head.shifts(controls, move)) - [layers.left, layers.top]) * ZOOM
    where = head.enlarged(sources.astype(np.float32))
    where = where[: layers.bottom - layers.top, : layers.right - layers.left]
    return cv2.remap(
        layers.texture, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def _lay_over(frame: UInt8, subject: UInt8, layers: Layers) -> None:
    """Lay the subject over what is behind it, in place: colour + (1 - coverage) x background."""
    area = frame[layers.top : layers.bottom, layers.left : layers.right]
    colour = cv2.cvtColor(subject, cv2.COLOR_RGBA2RGB)
    if not layers.everywhere_solid:
        through = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(subject, 3)), cv2.COLOR_GRAY2RGB)
        cv2.multiply(area, through, dst=through, scale=1 / 255)
        cv2.add(colour, through, dst=colour)
    area[:] = colour
