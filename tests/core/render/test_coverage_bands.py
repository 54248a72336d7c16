from __future__ import annotations

from dataclasses import replace

import numpy as np

from talking_photo.core.render import render_frames
from talking_photo.core.render.coverage_bands import Band, CoverageBands
from talking_photo.core.render.face_metrics import measure_face
from talking_photo.core.render.layers import split_layers
from talking_photo.core.render.warp_mesh import Grid
from tests.faces import performance_of


def test_what_bands_leave_out_is_empty(portrait, monkeypatch):
    """Frames look as if the whole rectangle had been drawn."""
    rng = np.random.default_rng(1)
    turns = {name: rng.uniform(-0.12, 0.12, 12) for name in ("yaw", "pitch", "roll")}
    acting = performance_of(12, jaw=np.linspace(0, 1.5, 12), breath=np.linspace(1, 0, 12), **turns)
    tight = list(render_frames([portrait], [acting]))

    def all_of(_, at):
        rows, columns = at.shape[:2]
        pixels = slice(None), slice(None)
        return [Band(pixels=pixels, nodes=(slice(rows), slice(columns)), opaque=slice(0, 0))]

    monkeypatch.setattr(CoverageBands, "of", all_of)
    whole = list(render_frames([portrait], [acting]))
    worst = max(np.abs(a.astype(int) - b).max() for a, b in zip(tight, whole, strict=True))
    assert worst <= 4  # places are interpolated from other corners, and rounded to 1/32 of a texel


def test_bands_go_from_top_to_bottom_and_leave_out_a_part_of_the_rectangle(portrait):
    _, (layers,) = split_layers([portrait], [measure_face(portrait)])
    grid = Grid.around(layers.left, layers.top, layers.right, layers.bottom, 5)
    at = np.stack(np.meshgrid(np.arange(grid.columns), np.arange(grid.rows)), 2)
    bands = CoverageBands(grid, layers).of(at.astype(np.float32))
    assert [band.pixels[0].start for band in bands[1:]] == [
        band.pixels[0].stop for band in bands[:-1]
    ]
    held = np.zeros((layers.bottom - layers.top, layers.right - layers.left), bool)
    for band in bands:
        held[band.pixels] = True
    assert held[layers.texture[::2, ::2, 3] > 0].all()
    assert 0.05 < 1 - held.mean() < 1


def test_what_bands_call_opaque_is(portrait, monkeypatch):
    """Frames look as if the background were looked at everywhere."""
    rng = np.random.default_rng(2)
    turns = {name: rng.uniform(-0.12, 0.12, 12) for name in ("yaw", "pitch", "roll")}
    acting = performance_of(12, jaw=np.linspace(0, 1.5, 12), breath=np.linspace(1, 0, 12), **turns)
    known = list(render_frames([portrait], [acting]))
    bands_of = CoverageBands.of
    opaque_pixels = 0

    def nowhere_opaque(bands, at):
        nonlocal opaque_pixels
        for band in bands_of(bands, at):
            opaque_pixels += band.opaque.stop - band.opaque.start
            yield replace(band, opaque=slice(0, 0))

    monkeypatch.setattr(CoverageBands, "of", lambda *given: list(nowhere_opaque(*given)))
    blended = list(render_frames([portrait], [acting]))
    worst = max(np.abs(a.astype(int) - b).max() for a, b in zip(known, blended, strict=True))
    assert worst <= 1  # of what is 254/255 opaque
    assert opaque_pixels
