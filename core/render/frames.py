"""One frame after the other: the whole story of the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import cos, sin

import cv2
import numpy as np

from talking_photo.core.model import CONTROLS, Background, Float32, Performance, Portrait, UInt8
from talking_photo.core.render.anatomy import Anatomy
from talking_photo.core.render.bands import Bands
from talking_photo.core.render.cutout import Cutout
from talking_photo.core.render.eyes import Eyes
from talking_photo.core.render.layers import Layers, take_apart
from talking_photo.core.render.motions import BOTH, motions, smoothstep
from talking_photo.core.render.mouth import Mouth
from talking_photo.core.render.shading import Shading
from talking_photo.core.render.sheet import Grid, HeadMove, Sheet
from talking_photo.core.render.sitter import Sitter
from talking_photo.core.render.surface import Surface

_STEP, _COARSEST = 0.3, 0.65
"""Cell of the head's grid, cm; and what it may grow to in small faces, where finer cells tell nothing more."""
_FEWEST, _ENOUGH = 4, 6
"""Pixels of a cell: no fewer, and no more for the sake of small faces."""
_ROUNDS = 4
"""Of the search in the head's grid; the mouth, where it would take more, is painted over it."""
_PIVOT = np.array([0.0, -8.5, -5.0], np.float32)
"""The neck, about which the head turns, in the head frame (cm)."""


def render_frames(
    portraits: Sequence[Portrait],
    performances: Sequence[Performance],
    background: Background = Background.KEEP,
) -> Iterator[UInt8]:
    """Yield a frame, RGB u8 (H, W, 3), for each row of the performances.

    Memory does not grow with the number of frames.

    Args:
        portraits: The faces that move, all in the same picture.
        performances: What each of them does, all of one length.
        background: What is seen behind them. TRANSPARENT yields RGBA (H, W, 4), not premultiplied.
    """
    # who is larger stands nearer, and is drawn later
    pairs = sorted(zip(portraits, performances, strict=True), key=lambda pair: pair[0].pose.scale)
    portraits = [portrait for portrait, _ in pairs]
    cutout = None if background is Background.KEEP else Cutout(portraits)
    if cutout is not None:
        portraits = [replace(portrait, pixels=cutout.pixels) for portrait in portraits]
    sitters = [Sitter.of(portrait) for portrait in portraits]
    plate, layers = take_apart(portraits, [sitter.anatomy for sitter in sitters])
    cast = [_Actor(*parts) for parts in zip(sitters, layers, strict=True)]
    for t in range(len(performances[0].values)):
        frame = plate.copy()
        moved = []
        for actor, (_, performance) in zip(cast, pairs, strict=True):
            controls = dict(zip(CONTROLS, performance.values[t].tolist(), strict=True))
            moved.append(actor.draw(frame, controls))
        if cutout is not None:
            where = [actor.everywhere(places) for actor, places in zip(cast, moved, strict=True)]
            frame = cutout.of(frame, layers, where, background)
        yield frame


class _Actor:
    """One face with its head and shoulders."""

    def __init__(self, sitter: Sitter, layers: Layers) -> None:
        anatomy = sitter.anatomy
        surface = Surface.of(sitter.portrait, anatomy.points)
        self._layers = layers
        self._head = _head_sheet(layers, surface, anatomy, sitter.portrait)
        self._bands = Bands(self._head.grid, layers)
        self._mouth = Mouth(sitter, surface, layers)
        self._eyes = Eyes(anatomy, layers)
        self._shading = Shading(anatomy, self._head)
        size = (layers.bottom - layers.top, layers.right - layers.left, 4)
        # colour premultiplied by coverage, and coverage; beside the bands of a frame it holds what is long past
        self._subject = np.zeros(size, np.uint8)

    def draw(self, frame: UInt8, controls: dict[str, float]) -> Float32:
        """Draw into a frame (H, W, 3), in place; frames come in order.

        Returns:
            For each node of the head's grid the place in the layer's texture that lands there: (rows, columns, 2), x and y.
        """
        layers, head, subject = self._layers, self._head, self._subject
        move = _head_move(controls)
        self._eyes.draw(layers.texture, controls)
        at = head.sources(head.shifts(controls, move))
        places = layers.texels(at, head.grid)
        bands = self._bands.of(at)
        for band in bands:
            _take(layers.texture, head.enlarged(places[band.nodes]), subject[band.pixels])
        self._mouth.paint(subject, controls, move)
        self._shading.apply(subject, controls, at)
        behind = frame[layers.top : layers.bottom, layers.left : layers.right]
        for band in bands:
            _lay_over(behind[band.pixels], subject[band.pixels])
        return places

    def everywhere(self, places: Float32) -> Float32:
        """What `draw` returned, for each pixel of the layer's rectangle, (h, w, 2)."""
        height, width = self._subject.shape[:2]
        return self._head.enlarged(places)[:height, :width]


def _head_sheet(layers: Layers, surface: Surface, anatomy: Anatomy, portrait: Portrait) -> Sheet:
    scale = anatomy.pose.scale
    fine = max(_FEWEST, round(_STEP * scale))
    step = max(fine, min(_ENOUGH, int(_COARSEST * scale)))
    grid = Grid.around(layers.left, layers.top, layers.right, layers.bottom, step)
    nodes = grid.nodes
    points, outside = surface.smooth_points(nodes, 0.4 / _STEP)
    height, width = portrait.pixels.shape[:2]
    x, y = nodes.reshape(-1, 2).T
    to_border = np.minimum.reduce([x, y, width - 1 - x, height - 1 - y]) / scale
    # Nothing is known of what lies beyond the picture: where the subject is cut off, it holds still, in larger cells from
    # farther in on, as the border lies between two nodes.
    hold = smoothstep((step - fine) / 2 / scale, 1.8, to_border)
    return Sheet(
        grid,
        points.T.copy(),
        motions(points, outside, anatomy, BOTH),
        hold,
        anatomy.pose,
        rounds=_ROUNDS,
    )


def _head_move(controls: dict[str, float]) -> HeadMove:
    """Turn about the neck: yaw to the image's right, pitch down, roll counter-clockwise."""
    yaw, pitch, roll = (controls[name] for name in ("yaw", "pitch", "roll"))
    about_y = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, cos(pitch), -sin(pitch)], [0, sin(pitch), cos(pitch)]])
    about_z = np.array([[cos(roll), -sin(roll), 0], [sin(roll), cos(roll), 0], [0, 0, 1]])
    return HeadMove(
        turn=(about_z @ about_y @ about_x).astype(np.float32),
        pivot=_PIVOT,
        shift=np.zeros(2, np.float32),
    )


def _take(texture: UInt8, where: Float32, target: UInt8) -> None:
    """Fill a target (h, w, 4) with what lies in the texture at `where`, which may reach beyond it."""
    height, width = target.shape[:2]
    cv2.remap(
        texture,
        where[:height, :width],
        None,
        cv2.INTER_LINEAR,
        dst=target,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _lay_over(behind: UInt8, subject: UInt8) -> None:
    """Lay a part of the subject over what is behind it, in place: colour + (1 - coverage) x background."""
    coverage = cv2.extractChannel(subject, 3)
    if coverage.min() == 255:
        cv2.cvtColor(subject, cv2.COLOR_RGBA2RGB, dst=behind)
        return
    through = cv2.cvtColor(cv2.bitwise_not(coverage), cv2.COLOR_GRAY2RGB)
    cv2.multiply(behind, through, dst=through, scale=1 / 255)
    cv2.add(cv2.cvtColor(subject, cv2.COLOR_RGBA2RGB), through, dst=behind)
