"""Frame renderer entry point.

Prepare the faces once, then draw one frame for each row of controls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import cos, sin

import cv2
import numpy as np

from talking_photo.core.model import (
    Background,
    Float32,
    FrameControls,
    Performance,
    Portrait,
    UInt8,
)
from talking_photo.core.render.coverage_bands import CoverageBands
from talking_photo.core.render.displacement_fields import BOTH, displacement_fields, smoothstep
from talking_photo.core.render.eyes import Eyes
from talking_photo.core.render.face_metrics import FaceMetrics
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.layers import Layers, split_layers
from talking_photo.core.render.matting import AlphaMattes
from talking_photo.core.render.mouth import Mouth
from talking_photo.core.render.shading import Shading
from talking_photo.core.render.surface import Surface
from talking_photo.core.render.warp_mesh import Grid, HeadTransform, WarpMesh

_CELL_CM, _MAX_CELL_CM = 0.3, 0.65
"""Cell of the head's grid, cm; and its upper limit in small faces, where finer cells add no
detail."""
_MIN_CELL_PX, _SMALL_FACE_CELL_PX = 4, 6
"""Cell of the head's grid, pixels: the lower limit, and the size up to which small faces grow
it."""
_MAX_ITERATIONS = 4
"""Limit of the fixed-point iteration on the head's grid. Only the mouth would need more, and its
patch covers it."""
_NECK_PIVOT_CM = np.array([0.0, -8.5, -5.0], np.float32)
"""Neck, about which the head rotates, in the head frame (cm)."""


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
    # A larger face is nearer to the camera, and is drawn later.
    pairs = sorted(zip(portraits, performances, strict=True), key=lambda pair: pair[0].pose.scale)
    portraits = [portrait for portrait, _ in pairs]
    mattes = None if background is Background.KEEP else AlphaMattes(portraits)
    if mattes is not None:
        portraits = [replace(portrait, pixels=mattes.pixels) for portrait in portraits]
    profiles = [FaceProfile.of(portrait) for portrait in portraits]
    plate, layers = split_layers(portraits, [profile.metrics for profile in profiles])
    renderers = [_FaceRenderer(*parts) for parts in zip(profiles, layers, strict=True)]
    for t in range(len(performances[0].values)):
        frame = plate.copy()
        maps = []
        for renderer, (_, performance) in zip(renderers, pairs, strict=True):
            maps.append(renderer.draw(frame, performance.frame(t)))
        if mattes is not None:
            dense = [renderer.dense_map(m) for renderer, m in zip(renderers, maps, strict=True)]
            frame = mattes.composite(frame, layers, dense, background)
        yield frame


class _FaceRenderer:
    """Renders one face with its head and shoulders."""

    def __init__(self, profile: FaceProfile, layers: Layers) -> None:
        metrics = profile.metrics
        surface = Surface.of(profile.portrait, metrics.points)
        self._layers = layers
        self._head = _head_mesh(layers, surface, metrics, profile.portrait)
        self._bands = CoverageBands(self._head.grid, layers)
        self._mouth = Mouth(profile, surface, layers)
        self._eyes = Eyes(profile, layers)
        self._shading = Shading(metrics, self._head)
        size = (layers.bottom - layers.top, layers.right - layers.left, 4)
        # RGB premultiplied by alpha, and alpha. Contents outside the bands of a frame are stale.
        self._subject = np.zeros(size, np.uint8)

    def draw(self, frame: UInt8, controls: FrameControls) -> Float32:
        """Draw into a frame (H, W, 3), in place; frames come in order.

        Returns:
            The inverse map on the head's grid: for each node its position in the layer's texture,
            x and y, shape (rows, columns, 2).
        """
        layers, head, subject = self._layers, self._head, self._subject
        transform = _head_transform(controls)
        self._eyes.draw(layers.texture, controls)
        inverse_map = head.inverse_map(head.offsets(controls, transform))
        texels = layers.to_texels(inverse_map, head.grid)
        bands = self._bands.of(inverse_map)
        for band in bands:
            _remap_into(layers.texture, head.upsample(texels[band.nodes]), subject[band.pixels])
        self._mouth.paint(subject, controls, transform)
        self._shading.apply(subject, controls, inverse_map)
        behind = frame[layers.top : layers.bottom, layers.left : layers.right]
        for band in bands:
            _composite_over(behind[band.pixels], subject[band.pixels])
        return texels

    def dense_map(self, texels: Float32) -> Float32:
        """Upsample the map that `draw` returned to each pixel of the layer, (h, w, 2)."""
        height, width = self._subject.shape[:2]
        return self._head.upsample(texels)[:height, :width]


def _head_mesh(
    layers: Layers, surface: Surface, metrics: FaceMetrics, portrait: Portrait
) -> WarpMesh:
    scale = metrics.pose.scale
    min_cell = max(_MIN_CELL_PX, round(_CELL_CM * scale))
    cell = max(min_cell, min(_SMALL_FACE_CELL_PX, int(_MAX_CELL_CM * scale)))
    grid = Grid.around(layers.left, layers.top, layers.right, layers.bottom, cell)
    nodes = grid.nodes
    points, outside = surface.smooth_points(nodes, 0.4 / _CELL_CM)
    height, width = portrait.pixels.shape[:2]
    x, y = nodes.reshape(-1, 2).T
    to_border = np.minimum.reduce([x, y, width - 1 - x, height - 1 - y]) / scale
    # The photo has no pixels beyond its border: where it cuts the subject off, the mesh is fixed.
    # With larger cells the fixed margin starts farther inside, because the border lies between two
    # nodes.
    anchor_weights = smoothstep((cell - min_cell) / 2 / scale, 1.8, to_border)
    return WarpMesh(
        grid,
        points.T.copy(),
        displacement_fields(points, outside, metrics, BOTH),
        anchor_weights,
        metrics.pose,
        max_iterations=_MAX_ITERATIONS,
    )


def _head_transform(controls: FrameControls) -> HeadTransform:
    """Return the rotation about the neck.

    Yaw to the image's right, pitch down, roll counter-clockwise.
    """
    yaw, pitch, roll = controls.yaw, controls.pitch, controls.roll
    about_y = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, cos(pitch), -sin(pitch)], [0, sin(pitch), cos(pitch)]])
    about_z = np.array([[cos(roll), -sin(roll), 0], [sin(roll), cos(roll), 0], [0, 0, 1]])
    return HeadTransform(
        rotation=(about_z @ about_y @ about_x).astype(np.float32),
        pivot=_NECK_PIVOT_CM,
    )


def _remap_into(texture: UInt8, where: Float32, target: UInt8) -> None:
    """Sample a texture into a target (h, w, 4) at positions that may be more than the target's."""
    height, width = target.shape[:2]
    cv2.remap(
        texture,
        where[:height, :width],
        None,
        cv2.INTER_LINEAR,
        dst=target,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _composite_over(behind: UInt8, subject: UInt8) -> None:
    """Composite a part of the subject over the background, in place.

    Porter-Duff over, with premultiplied alpha.
    """
    alpha = cv2.extractChannel(subject, 3)
    if alpha.min() == 255:
        cv2.cvtColor(subject, cv2.COLOR_RGBA2RGB, dst=behind)
        return
    through = cv2.cvtColor(cv2.bitwise_not(alpha), cv2.COLOR_GRAY2RGB)
    cv2.multiply(behind, through, dst=through, scale=1 / 255)
    cv2.add(cv2.cvtColor(subject, cv2.COLOR_RGBA2RGB), through, dst=behind)
