from __future__ import annotations

import tracemalloc
from dataclasses import replace
from itertools import pairwise, zip_longest

import cv2
import numpy as np
import pytest

from talking_photo.core.face.topology import LOWER_OUTER, UPPER_OUTER
from talking_photo.core.model import CONTROLS, MOUTH, MouthState, Performance
from talking_photo.core.render import render_frames
from talking_photo.core.render.appearance import LUMA_WEIGHTS, measure_appearance
from talking_photo.core.render.face_metrics import measure_face
from talking_photo.core.render.head_mesh import head_mesh, head_transform
from talking_photo.core.render.layers import split_layers
from talking_photo.core.render.surface import Surface
from tests.faces import (
    face_width,
    found,
    mouth_area,
    pasted,
    performance_of,
    resized,
)

MOST = dict.fromkeys(CONTROLS, 1.0) | {
    "jaw": 1.7,
    "wide": 0.6,
    "pucker": 1.3,
    "press": 0.2,
    "tuck": 0.5,
    "upper_up": 0.5,
    "lower_down": 0.5,
    "gaze_x": 0.1,
    "gaze_y": 0.06,
    "yaw": 0.12,
    "pitch": 0.12,
    "roll": 0.1,
    "shift_x": 0.9,
    "shift_y": 0.5,
}
TURNS = ("yaw", "pitch", "roll", "shift_x", "shift_y")
BOTH_WAYS = ("wide", "gaze_x", "gaze_y", *TURNS)


def wild(frames, *, still=(), seed=0):
    """Every control anywhere in its range in every frame, but for those that hold still."""
    rng = np.random.default_rng(seed)
    values = {
        name: rng.uniform(-most if name in BOTH_WAYS else 0, most, frames)
        for name, most in MOST.items()
        if name not in still
    }
    return performance_of(frames, **values)


def one(portrait, **controls):
    """The one frame in which these controls are so."""
    (frame,) = render_frames([portrait], [performance_of(1, **controls)])
    return frame


def changed(frame, photo):
    """Largest change of a channel for each pixel."""
    return np.abs(frame.astype(int) - photo).max(2)


def decibels(frame, photo, where):
    error = (frame.astype(float) - photo)[where]
    return 10 * np.log10(255**2 / max((error**2).mean(), 1e-9))


def far(portrait):
    """For each pixel its distance from the subject, cm."""
    return cv2.distanceTransform(255 - portrait.subject, cv2.DIST_L2, 5) / portrait.pose.scale


MARGIN = 1.3 + 0.28
"""cm about the subject in which its edge is looked for (see core/render/layers.py), and by which a
breath lifts the shoulders."""


def margin(portrait):
    """The same with two pixels for rounding the mask."""
    return MARGIN + 2 / portrait.pose.scale


def test_a_frame_at_rest_is_the_photo(portrait):
    frame = one(portrait)
    inside = far(portrait) <= margin(portrait)
    assert frame.dtype == np.uint8
    assert frame.shape == portrait.pixels.shape
    assert not changed(frame, portrait.pixels)[~inside].any()
    assert decibels(frame, portrait.pixels, inside) > 40
    # what changes at all is the shadow between the lips
    rows, columns = mouth_area(portrait.landmarks, 0.15)
    rest = changed(frame, portrait.pixels)
    rest[rows, columns] = 0
    assert rest.max() <= 4


def test_nothing_outside_the_margin_changes_while_the_head_holds_still(portrait):
    outside = far(portrait) > margin(portrait)
    assert outside.mean() > 0.2
    for frame in render_frames([portrait], [wild(16, still=TURNS)]):
        assert not changed(frame, portrait.pixels)[outside].any()


def test_a_head_that_sways_takes_the_mouth_and_the_skin_around_it_along(portrait):
    pixels = round(0.9 * portrait.pose.scale)
    across = pixels / portrait.pose.scale
    rows, columns = mouth_area(portrait.landmarks, 0.3)
    smile = {"smile": 0.5, "jaw": 0.8}
    here = one(portrait, **smile)[rows, columns]
    for way in (-1, 1):
        there = one(portrait, shift_x=way * across, **smile)
        there = there[rows, columns.start + way * pixels : columns.stop + way * pixels]
        # the eye sees a tear at the patch's border, not the last bit of a resampled pixel
        apart = cv2.blur(np.abs(here.astype(np.float32) - there).max(2), (3, 3))
        assert apart.max() < 12


def test_a_turning_head_changes_no_more_background_than_it_covers(portrait):
    # the crown is some 24 cm from the neck about which the head turns
    reach = 24 * np.hypot(np.hypot(MOST["yaw"] / 2, MOST["pitch"]), MOST["roll"])
    reach += np.hypot(MOST["shift_x"], MOST["shift_y"])
    outside = far(portrait) > margin(portrait) + reach
    assert outside.mean() > 0.005
    for frame in render_frames([portrait], [wild(16)]):
        assert not changed(frame, portrait.pixels)[outside].any()


def test_below_the_chest_nothing_moves(drawn):
    tall = cv2.copyMakeBorder(resized(drawn, 0.25), 0, 300, 0, 0, cv2.BORDER_REPLICATE)
    portrait = found(tall)
    moved = [changed(frame, tall).any(1) for frame in render_frames([portrait], [wild(10)])]
    assert np.any(moved, axis=0)[:200].mean() > 0.5
    assert not np.any(moved, axis=0)[340:].any()


def test_a_large_picture_around_a_small_face_stays_as_it_is(drawn):
    small = resized(drawn, 100 / 375)
    picture = pasted(1600, 1200, (small, 700, 500))
    portrait = found(picture)
    moved = np.zeros(picture.shape[:2], bool)
    for frame in render_frames([portrait], [wild(6)]):
        moved |= changed(frame, picture) > 0
    height, width = small.shape[:2]
    assert moved[500 : 500 + height, 700 : 700 + width].any()
    moved[490 : 510 + height, 690 : 710 + width] = False
    assert not moved.any()


def test_the_same_performance_gives_the_same_frames(portrait):
    performance = wild(8)
    twice = zip_longest(
        render_frames([portrait], [performance]), render_frames([portrait], [performance])
    )
    # each of the two is advanced in turn, so that they would disturb each other if they could
    assert all((a == b).all() for a, b in twice)


def test_a_frame_does_not_depend_on_the_frames_before_it(portrait):
    # Only the search for where a pixel comes from starts at the frame before.
    controls = {"jaw": 0.8, "smile": 0.5, "yaw": 0.05, "blink_left": 0.6, "gaze_x": 0.05}
    after = [*render_frames([portrait], [performance_of(4, **controls)])][-1]
    values = np.concatenate([wild(10, seed=5).values, performance_of(1, **controls).values])
    *_, late = render_frames([portrait], [Performance(values=values)])
    away = changed(late, after)
    assert (away > 12).mean() < 0.004
    assert away.mean() < 0.4


def test_the_portrait_is_left_as_it_was(portrait):
    before = [array.copy() for array in (portrait.pixels, portrait.subject, portrait.landmarks)]
    list(render_frames([portrait], [wild(4)]))
    after = (portrait.pixels, portrait.subject, portrait.landmarks)
    assert all((a == b).all() for a, b in zip(before, after, strict=True))


def test_frames_are_made_one_by_one_and_memory_stays_flat(portrait):
    def peak(frames):
        rendering = render_frames(
            [portrait], [Performance(values=np.tile(wild(10).values, (frames // 10, 1)))]
        )
        first = next(rendering)
        tracemalloc.start()
        for _ in rendering:
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used / first.nbytes

    short, long = peak(20), peak(60)
    assert long < short + 0.5  # frames
    assert long < 30


def test_frames_are_the_callers_to_keep(portrait):
    frames = list(
        render_frames([portrait], [performance_of(3, jaw=[0, 1, 0], blink_left=[0, 1, 0])])
    )
    assert (frames[0] == frames[2]).mean() > 0.999
    assert (changed(frames[1], frames[0]) > 20).sum() > 300
    assert not any(np.shares_memory(a, b) for a, b in pairwise(frames))


def test_each_control_at_its_ends_moves_something_and_breaks_nothing(portrait):
    ways = [(name, sign) for name in CONTROLS for sign in (1, -1)]
    values = np.zeros((len(ways), len(CONTROLS)), np.float32)
    for row, (name, sign) in zip(values, ways, strict=True):
        row[CONTROLS.index("jaw")] = 0.6 if name in ("tongue", "tongue_out") else 0.0
        row[CONTROLS.index(name)] = sign * MOST[name]
    rest, parted = (one(portrait, jaw=jaw) for jaw in (0, 0.6))
    rows, columns = mouth_area(portrait.landmarks, 0.6)
    around = np.ones(rest.shape[:2], bool)
    around[rows, columns] = False
    darkest, brightest = rest[around].min(), rest[around].max()
    for (name, sign), frame in zip(
        ways, render_frames([portrait], [Performance(values=values)]), strict=True
    ):
        before = parted if name in ("tongue", "tongue_out") else rest
        if sign > 0 or name in BOTH_WAYS:
            assert (changed(frame, before) > 8).sum() > 20, name
        # no holes: but for the mouth's inside nothing is darker or brighter than the photo
        assert frame[around].min() >= darkest - 12, name
        assert frame[around].max() <= brightest + 12, name


@pytest.mark.parametrize("left", [True, False])
def test_an_eye_blinks_on_its_own_side(portrait, left):
    frame = one(portrait, **{"blink_left" if left else "blink_right": 1})
    across = np.flatnonzero((changed(frame, one(portrait)) > 8).any(0))
    nose = portrait.landmarks[168, 0]
    assert (across < nose).all() if left else (across > nose).all()


EYES_AND_LIDS = ((33, 133, 159, 145), (362, 263, 386, 374))
"""Outer and inner corner, middle of the upper and of the lower lid, of both eyes."""


@pytest.mark.parametrize("height", [0.35, 0.5, 0.8])
@pytest.mark.parametrize("grain", [0, 6])
def test_a_brow_stays_where_it_is_when_the_lid_below_it_closes(portrait, height, grain):
    scale = portrait.pose.scale
    noise = np.random.default_rng(1).normal(0, grain, portrait.pixels.shape)
    pixels = np.clip(portrait.pixels + noise, 0, 255).astype(np.uint8)
    brows = np.zeros(pixels.shape[:2], np.uint8)
    for left, right, lid, _ in EYES_AND_LIDS:
        ends = np.rint(portrait.landmarks[[left, right], 0]).astype(int).tolist()
        base = round(float(portrait.landmarks[lid, 1]) - height * scale)
        cv2.rectangle(brows, (ends[0], base - round(0.5 * scale)), (ends[1], base), 1, -1)
    pixels[brows > 0] = (pixels[brows > 0] * 0.3).astype(np.uint8)
    low_browed = replace(portrait, pixels=pixels)
    rest, half, closed = render_frames(
        [low_browed], [performance_of(3, blink_left=[0, 0.5, 1], blink_right=[0, 0.5, 1])]
    )
    for frame in (half, closed):
        assert (changed(frame, rest)[brows > 0] > 24).mean() < 0.01
        assert (changed(frame, rest)[brows == 0] > 24).sum() > 50


@pytest.mark.parametrize("thick", [0.18, 0.35])
def test_the_rim_of_glasses_is_not_bent_by_a_blink(portrait, thick):
    scale = portrait.pose.scale
    pixels = portrait.pixels.copy()
    rims = np.zeros(pixels.shape[:2], np.uint8)
    for left, right, upper, lower in EYES_AND_LIDS:
        low = portrait.landmarks[[left, upper], [0, 1]] - [0.3 * scale, 0.75 * scale]
        high = portrait.landmarks[[right, lower], [0, 1]] + [0.3 * scale, 0.85 * scale]
        corners = [tuple(np.rint(corner).astype(int).tolist()) for corner in (low, high)]
        cv2.rectangle(rims, *corners, 1, max(2, round(thick * scale)))
    pixels[rims > 0] = (25, 25, 30)
    spectacled = replace(portrait, pixels=pixels)
    rest, closed = render_frames(
        [spectacled], [performance_of(2, blink_left=[0, 1], blink_right=[0, 1])]
    )
    # one pixel of the rim's border may differ
    core = cv2.erode(rims, np.ones((3, 3), np.uint8)) > 0
    assert (changed(closed, rest)[core] > 24).mean() < 0.05
    assert (changed(closed, rest) > 24).sum() > 50


def test_closed_lids_are_of_the_skin_s_brightness(portrait):
    (closed,) = render_frames([portrait], [performance_of(1, blink_left=1, blink_right=1)])
    for left, right, upper, lower in EYES_AND_LIDS:
        middle = portrait.landmarks[[left, right], 0].mean()
        top, bottom = portrait.landmarks[[upper, lower], 1]
        lid = closed[int(top) : int(top + 0.6 * (bottom - top)), int(middle) - 3 : int(middle) + 4]
        cheek = closed[int(bottom + (bottom - top)) :, int(middle) - 3 : int(middle) + 4][:6]
        assert lid.mean() == pytest.approx(cheek.mean(), rel=0.3)


def test_eyes_that_do_not_move_are_the_photo_s(portrait):
    rows = slice(*np.round(portrait.landmarks[[27, 23], 1] + [-4, 4]).astype(int))
    for frame in render_frames([portrait], [performance_of(3, jaw=[0.0, 0.5, 1.0])]):
        assert changed(frame, portrait.pixels)[rows].max() <= 4


def test_a_gaze_moves_the_eyeballs_alone(portrait):
    moved = changed(one(portrait, gaze_x=0.08), one(portrait)) > 3
    lids = np.zeros(moved.shape, np.uint8)
    for ring in (
        (33, 161, 159, 157, 133, 154, 145, 163),
        (362, 384, 386, 388, 263, 390, 374, 381),
    ):
        cv2.fillPoly(lids, [np.round(portrait.landmarks[list(ring), :2]).astype(np.int32)], 1)
    assert moved[lids > 0].sum() > 60
    assert not moved[cv2.dilate(lids, np.ones((7, 7), np.uint8)) == 0].any()


def test_the_inside_of_the_mouth_shows_only_between_parted_lips(portrait):
    # the tongue is part of the inside and of nothing else
    shut = {
        "press": [0, 0.2, 0, 0, 0, 0],
        "wide": [0, 0, 0.4, 0, 0, 0],
        "smile": [0, 0, 0, 0.8, 0, 0],
        "frown": [0, 0, 0, 0, 0.5, 0],
        "jaw": [0, 0, 0, 0, 0, 0.7],
    }
    without, within = (
        list(render_frames([portrait], [performance_of(6, **shut, tongue_out=tongue)]))
        for tongue in (0, 1)
    )
    assert all((a == b).all() for a, b in zip(without[:5], within[:5], strict=True))
    moved = changed(without[5], within[5]) > 0
    rows, columns = mouth_area(portrait.landmarks, 0.25)
    assert moved.sum() > 30
    moved[rows, columns] = False
    assert not moved.any()


def inside_of(portrait, frame):
    """Luma of what is between the lips, as the network sees them; (N,)."""
    again = found(frame).landmarks[:, :2]
    mask = np.zeros(frame.shape[:2], np.uint8)
    ring = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
    ring += [324, 318, 402, 317, 14, 87, 178, 88, 95]
    cv2.fillPoly(mask, [np.round(again[ring]).astype(np.int32)], 1)
    return cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)[mask > 0]


def test_teeth_shine_over_a_dark_mouth(portrait):
    frame = one(portrait, jaw=0.9, upper_up=0.3, lower_down=0.2)
    luma = inside_of(portrait, frame)
    cheek = portrait.landmarks[50, :2].astype(int)
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
    skin = np.median(grey[cheek[1] - 6 : cheek[1] + 6, cheek[0] - 6 : cheek[0] + 6])
    teeth, cavity = np.percentile(luma, [92, 15])
    assert len(luma) > 150
    assert 0.6 * skin < teeth < 1.35 * skin
    assert cavity < 0.4 * skin
    assert (luma > 0.55 * skin).mean() > 0.08


@pytest.mark.parametrize("exposure", [0.6, 1.0])
@pytest.mark.parametrize(
    "lips",
    [
        {"jaw": 0.6, "wide": 0.3, "lower_down": 0.3},
        {"jaw": 0.4, "wide": 0.4, "lower_down": 0.4},
        {"jaw": 1.2, "lower_down": 0.2},
    ],
)
def test_the_mouth_has_light_inside_as_people_s_have(portrait, lips, exposure):
    lit = replace(portrait, pixels=(portrait.pixels * exposure).astype(np.uint8))
    frame = one(lit, **lips)
    luma = inside_of(lit, frame)
    skin = measure_appearance(lit).skin @ LUMA_WEIGHTS
    assert 0.8 < np.percentile(luma, 95) / skin < 1.3
    assert (luma < 0.45 * skin).mean() < 0.53


def toned(pixels, tint):
    """A print in one tone: each luma has its colour."""
    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)[..., None] / 255
    return np.clip(255 * luma ** np.array(tint), 0, 255).astype(np.uint8)


TINTS = {"sepia": (0.8, 1.0, 1.35), "cyanotype": (1.5, 1.0, 0.7), "selenium": (0.95, 1.08, 0.98)}


@pytest.mark.parametrize("tint", TINTS.values(), ids=TINTS)
@pytest.mark.parametrize("grain", [0, 3])
def test_the_mouth_of_a_toned_photo_has_its_tone(drawn, tint, grain):
    noise = np.random.default_rng(0).normal(0, grain, (*drawn.shape[:2], 1))
    print_ = np.clip(toned(drawn, tint) + noise, 0, 255).astype(np.uint8)
    portrait = found(resized(print_, 0.5))
    shut, wide, th = render_frames(
        [portrait], [performance_of(3, jaw=[0, 1.2, 0.4], tongue_out=[0, 0, 1])]
    )
    rows, columns = mouth_area(portrait.landmarks, 0.3)
    for frame in (wide, th):
        inside = (changed(frame, shut) > 12)[rows, columns]
        colours = frame[rows, columns][inside]
        expected = toned(colours[None], tint)[0].astype(int)
        # the luma of the tone's own colour is not quite the luma it was made of
        hue, tone = (np.diff(c.astype(int), axis=1) for c in (colours, expected))
        assert np.median(np.abs(hue - tone)) < 9


def test_a_colour_photo_keeps_its_colours(portrait):
    assert measure_appearance(portrait).tone is None


def test_the_corners_of_a_grin_come_in_when_lips_are_rounded(portrait):
    (grin,) = render_frames([portrait], [performance_of(1, smile=1, wide=0.5, jaw=0.3)])
    grinning = found(grin)
    widths = []
    for frame in render_frames([grinning], [performance_of(3, jaw=0.4, pucker=[0, 0.5, 1])]):
        corners = found(frame).landmarks[[61, 291], :2]
        widths.append(np.linalg.norm(corners[1] - corners[0]))
    closed = found(one(grinning)).landmarks[[61, 291], :2]
    assert widths[0] > widths[1] > widths[2]
    assert widths[2] < 0.8 * np.linalg.norm(closed[1] - closed[0])


def test_rounded_lips_hide_the_teeth(portrait):
    spread, rounded = (
        np.percentile(inside_of(portrait, one(portrait, jaw=0.7, **lips)), 92)
        for lips in ({"wide": 0.3, "upper_up": 0.2}, {"pucker": 0.9})
    )
    assert rounded < 0.8 * spread


def grey(pixels):
    return cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)


def test_the_mouth_of_a_grey_photo_is_grey(drawn):
    portrait = found(grey(resized(drawn, 0.5)))
    for frame in render_frames([portrait], [performance_of(2, jaw=[0.5, 1.2], tongue_out=[0, 1])]):
        assert np.ptp(frame.astype(int), axis=2).max() <= 2


PICTURES = {
    "a face of 64 pixels": lambda half: resized(half, 64 / 188),
    "96 x 96 pixels": lambda half: cv2.resize(half[100:340, 72:312], (96, 96)),
    "odd sides": lambda half: half[:479, :381],
    "very wide": lambda half: pasted(1920, 240, (resized(half, 0.5), 600, 0)),
    "very tall": lambda half: pasted(200, 1900, (resized(half, 0.5), 4, 700)),
    "1280 pixels": lambda half: resized(half, 8 / 3),
    "face at the left border": lambda half: half[:, 113:],
    "face at the right border": lambda half: half[:, :272],
    "face at the upper border": lambda half: half[182:],
    "chin at the lower border": lambda half: half[:315],
    "the face and nothing else": lambda half: half[115:330, 113:272],
    "tilted": lambda half: cv2.warpAffine(
        half,
        cv2.getRotationMatrix2D((192, 240), 30, 0.8),
        (384, 480),
        borderMode=cv2.BORDER_REFLECT,
    ),
    "dark": lambda half: half // 6,
    "noisy": lambda half: np.clip(
        half + np.random.default_rng(0).normal(0, 25, half.shape), 0, 255
    ).astype(np.uint8),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_of_every_kind_are_rendered(drawn, kind):
    portrait = found(PICTURES[kind](resized(drawn, 0.5)))
    _, (layers,) = split_layers([portrait], [measure_face(portrait)])
    calm = performance_of(2, jaw=[0, 1.0]).values
    performance = Performance(values=np.concatenate([calm, wild(1).values]))
    frames = list(render_frames([portrait], [performance]))
    assert [frame.shape for frame in frames] == [portrait.pixels.shape] * 3
    for frame in frames:
        away = changed(frame, portrait.pixels)
        away[layers.top : layers.bottom, layers.left : layers.right] = 0
        assert not away.any()
    rest, opened, turned = frames
    least = 40 if portrait.mouth is MouthState.CLOSED else 30  # an open mouth closes
    assert decibels(rest, portrait.pixels, np.s_[:]) > least
    assert (changed(turned, rest) > 12).sum() > 30
    # the mouth opens: what lies between the lips gets darker or brighter
    lips = np.round(portrait.landmarks[[*UPPER_OUTER, *LOWER_OUTER], :2]).astype(int)
    (left, top), (right, bottom) = lips.min(0), lips.max(0) + 1
    light = portrait.pixels.mean() / 128
    assert changed(opened, rest)[top:bottom, left:right].max() > min(20, 40 * light)


def test_where_the_frame_cuts_the_subject_off_it_moves_along_the_border_only(drawn):
    # beyond the border nothing is known, so nothing may be pulled in from there
    portrait = found(resized(drawn, 0.5)[:315, 113:])
    metrics = measure_face(portrait)
    height, width = portrait.subject.shape
    surface = Surface.of(portrait, metrics.points)
    mesh = head_mesh((0, 0, width, height), surface, metrics, portrait)
    for controls in map(wild(8).frame, range(8)):
        offsets = mesh.offsets(controls, head_transform(controls, portrait.pose))
        assert np.abs(offsets[:, :2, 0]).max() < 0.5  # from the left border
        assert np.abs(offsets[-2:, :, 1]).max() < 0.5  # from the lower one
        assert np.abs(offsets).max() > 4


def test_the_lower_jaw_moves_down_and_the_eyes_stay(portrait):
    # the same skin, found again by its own pattern, a freckle lower
    rest, opened = one(portrait), one(portrait, jaw=1.0)
    x, y = portrait.landmarks[152, :2].astype(int)
    piece = rest[y - 26 : y - 4, x - 30 : x + 30]
    match = cv2.matchTemplate(
        opened[y - 60 : y + 60, x - 30 : x + 30], piece, cv2.TM_CCOEFF_NORMED
    )
    lower = int(match[:, 0].argmax()) - (60 - 26)
    assert 0.5 * portrait.pose.scale < lower < 1.2 * portrait.pose.scale
    rows = slice(0, int(portrait.landmarks[[145, 374], 1].max()))
    assert changed(opened, rest)[rows].max() <= 2


def test_every_control_of_the_mouth_has_its_own_look(portrait):
    values = np.zeros((len(MOUTH), len(CONTROLS)), np.float32)
    values[:, CONTROLS.index("jaw")] = 0.5
    for index, name in enumerate(MOUTH[1:], 1):
        values[index, CONTROLS.index(name)] = MOST[name]
    looks = list(render_frames([portrait], [Performance(values=values)]))
    rows, columns = mouth_area(portrait.landmarks, 0.3)
    for i, first in enumerate(looks):
        for second in looks[i + 1 :]:
            assert (changed(first, second)[rows, columns] > 10).sum() > 15


def test_faces_of_all_sizes_stay_sharp_when_they_move(portrait):
    frame = one(portrait, jaw=0.3, yaw=0.02, pitch=0.013, roll=0.017)
    scale = face_width(portrait) / 188
    x, y = portrait.landmarks[[61, 291, 152], :2].mean(0).astype(int)
    half_height, half_width = int(10 * scale), int(30 * scale)
    piece = portrait.pixels[y - half_height : y + half_height, x - half_width : x + half_width]
    # the same skin, where it went
    reach = int(12 * scale)
    top, left = y - half_height - reach, x - half_width - reach
    around = frame[top : y + half_height + reach, left : x + half_width + reach]
    found_there = cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED)
    lower, right = np.unravel_index(found_there.argmax(), found_there.shape)
    moved = around[lower : lower + 2 * half_height, right : right + 2 * half_width]
    assert 0.85 < detail(moved) / detail(piece) < 1.15


def detail(pixels):
    return cv2.Laplacian(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.CV_32F).std()


@pytest.mark.parametrize("blink", [0.1, 0.4])
def test_eyes_that_move_under_still_lids_are_those_of_a_frame_of_its_own(portrait, blink):
    lids = {"blink_left": blink, "blink_right": blink}
    *_, last = render_frames(
        [portrait],
        [performance_of(4, gaze_x=[0, 0.06, -0.06, 0.1], gaze_y=[0.03, 0, 0, 0], **lids)],
    )
    assert changed(last, one(portrait, gaze_x=0.1, **lids)).max() <= 1
    open_again, shut_again = {"gaze_x": [0.1, 0.1, 0.1]}, [blink, 0, blink]
    frames = list(
        render_frames(
            [portrait],
            [performance_of(3, blink_left=shut_again, blink_right=shut_again, **open_again)],
        )
    )
    assert changed(frames[2], frames[0]).max() <= 1
