"""Frame renderer entry point.

Prepare the faces once, then draw one frame for each row of controls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from talking_photo.core.render.eyes import Eyes
from talking_photo.core.render.face_profile import FaceProfile
from talking_photo.core.render.folds import Folds
from talking_photo.core.render.head_mesh import head_mesh, head_transform
from talking_photo.core.render.layers import Layers, split_layers
from talking_photo.core.render.matting import AlphaMattes
from talking_photo.core.render.mouth import Mouth
from talking_photo.core.render.placed_eyes import PlacedEyes
from talking_photo.core.render.shading import Shading
from talking_photo.core.render.shutter import exposures
from talking_photo.core.render.surface import Surface


class FrameRenderer:
    """Renders the faces that move in one picture.

    Made once for each video: preparing the picture takes as long as some thirty frames.

    Args:
        portraits: The faces that move, all in the same picture.
        background: What is seen behind them.
    """

    def __init__(
        self, portraits: Sequence[Portrait], background: Background = Background.KEEP
    ) -> None:
        # A larger face is nearer to the camera, and is drawn later.
        self._order = sorted(range(len(portraits)), key=lambda i: portraits[i].pose.scale)
        portraits = [portraits[i] for i in self._order]
        self._background = background
        self._mattes = None if background is Background.KEEP else AlphaMattes(portraits)
        if self._mattes is not None:
            pixels = self._mattes.pixels
            portraits = [replace(portrait, pixels=pixels) for portrait in portraits]
        profiles = [FaceProfile.of(portrait) for portrait in portraits]
        self._plate, self._layers = split_layers(
            portraits, [profile.metrics for profile in profiles]
        )
        parts = zip(profiles, self._layers, strict=True)
        self._renderers = [_FaceRenderer(*part) for part in parts]

    def frames(self, performances: Sequence[Performance]) -> Iterator[UInt8]:
        """Yield a frame, RGB u8 (H, W, 3), for each row of the performances; call it once.

        Memory does not grow with the number of frames.

        Args:
            performances: What each of the portraits does, all of one length.
        """
        ordered = [performances[i] for i in self._order]
        mattes = self._mattes
        for t in range(len(ordered[0].values)):
            frame = self._plate.copy()
            maps = [
                renderer.draw(frame, performance.frame(t), exposures(performance, t))
                for renderer, performance in zip(self._renderers, ordered, strict=True)
            ]
            if mattes is not None:
                parts = zip(self._renderers, maps, strict=True)
                dense = [renderer.dense_map(texels) for renderer, texels in parts]
                frame = mattes.composite(frame, self._layers, dense, self._background)
            yield frame


def render_frames(
    portraits: Sequence[Portrait],
    performances: Sequence[Performance],
    background: Background = Background.KEEP,
) -> Iterator[UInt8]:
    """Yield the frames of some portraits, prepared at the first one; see `FrameRenderer`.

    Args:
        portraits: The faces that move, all in the same picture.
        performances: What each of them does, all of one length.
        background: What is seen behind them. TRANSPARENT yields RGBA (H, W, 4), not premultiplied.
    """
    yield from FrameRenderer(portraits, background).frames(performances)


class _FaceRenderer:
    """Renders one face with its head and shoulders."""

    def __init__(self, profile: FaceProfile, layers: Layers) -> None:
        metrics = profile.metrics
        surface = Surface.of(profile.portrait, metrics.points)
        self._layers = layers
        area = (layers.left, layers.top, layers.right, layers.bottom)
        self._head = head_mesh(area, surface, metrics, profile.portrait)
        self._bands = CoverageBands(self._head.grid, layers)
        self._mouth = Mouth(profile, surface, layers)
        placed = profile.portrait.placed
        self._eyes = PlacedEyes(profile, layers) if placed else Eyes(profile, layers)
        self._shading = None if placed else Shading(metrics, self._head)
        self._folds = None if placed else Folds(profile, layers)
        size = (layers.bottom - layers.top, layers.right - layers.left, 4)
        # RGB premultiplied by alpha, and alpha. Contents outside the bands of a frame are stale.
        self._subject = np.zeros(size, np.uint8)

    def draw(
        self, frame: UInt8, controls: FrameControls, mouths: Sequence[FrameControls]
    ) -> Float32:
        """Draw into a frame (H, W, 3), in place; frames come in order.

        Args:
            frame: The background.
            controls: Of this frame.
            mouths: Of the moments over which the mouth is averaged; see `shutter.exposures`.

        Returns:
            The inverse map on the head's grid: for each node its position in the layer's texture,
            x and y, shape (rows, columns, 2).
        """
        layers, head, subject = self._layers, self._head, self._subject
        transform = head_transform(controls, head.pose)
        self._eyes.draw(layers.texture, controls)
        if self._folds is not None:
            self._folds.draw(layers.texture, controls)
        inverse_map = head.inverse_map(head.offsets(controls, transform))
        texels = layers.to_texels(inverse_map, head.grid)
        bands = self._bands.of(inverse_map)
        for band in bands:
            _remap_into(layers.texture, head.upsample(texels[band.nodes]), subject[band.pixels])
        self._mouth.paint(subject, mouths, transform)
        if self._shading is not None:
            self._shading.apply(subject, controls, inverse_map)
        behind = frame[layers.top : layers.bottom, layers.left : layers.right]
        for band in bands:
            _composite_over(behind[band.pixels], subject[band.pixels], band.opaque)
        return texels

    def dense_map(self, texels: Float32) -> Float32:
        """Upsample the map that `draw` returned to each pixel of the layer, (h, w, 2)."""
        height, width = self._subject.shape[:2]
        return self._head.upsample(texels)[:height, :width]


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


def _composite_over(behind: UInt8, subject: UInt8, opaque: slice) -> None:
    """Composite a part of the subject over the background, in place.

    Porter-Duff over, with premultiplied alpha.

    Args:
        behind: The background, (h, w, 3).
        subject: The subject, (h, w, 4).
        opaque: Columns in which nothing of the background is seen.
    """
    for columns in (slice(opaque.start), slice(opaque.stop, None)):
        over, under = subject[:, columns], behind[:, columns]
        if under.size:
            alpha = cv2.extractChannel(over, 3)
            through = cv2.cvtColor(cv2.bitwise_not(alpha), cv2.COLOR_GRAY2RGB)
            cv2.multiply(under, through, dst=through, scale=1 / 255)
            cv2.add(cv2.cvtColor(over, cv2.COLOR_RGBA2RGB), through, dst=under)
    covered = behind[:, opaque]
    if covered.size:
        cv2.cvtColor(subject[:, opaque], cv2.COLOR_RGBA2RGB, dst=covered)
