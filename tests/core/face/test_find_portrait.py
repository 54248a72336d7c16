from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from talking_photo.core.errors import JobCancelled, RequestError
from talking_photo.core.face import find_portraits, mouth_notes, portrait
from talking_photo.core.face.landmarks import Mesh
from talking_photo.core.face.mean_face import mean_face
from talking_photo.core.face.models import face_models
from talking_photo.core.face.portrait import (
    MIN_FACE,
    _Detection,
    _is_human,
    _quarter_turns,
    _refuse_unstable,
)
from talking_photo.core.face.topology import LOWER_OUTER, OVAL, UPPER_OUTER
from talking_photo.core.model import FaceBox, MouthState, Photo, Pose
from talking_photo.core.render.face_metrics import project, to_head_frame
from talking_photo.core.render.surface import Surface
from tests.faces import BACKDROP, eye_distance, face_width, found, pasted, resized


@pytest.fixture(scope="module")
def whole(drawn):
    return found(drawn)


def refusal(pixels):
    with pytest.raises(RequestError) as refused:
        found(pixels)
    return refused.value


def verdict(pixels):
    """The code of the refusal, or that there is none."""
    try:
        found(pixels)
    except RequestError as exc:
        return exc.code
    return "portrait"


def off(landmarks, expected):
    """Mean and largest distance of two meshes in eye distances."""
    away = np.linalg.norm(landmarks[:, :2] - expected[:, :2], axis=1) / eye_distance(expected)
    return away.mean(), away.max()


def turned_head(portrait, *, yaw=0.0, pitch=0.0):
    """The portrait's picture with all of it turned in space (degrees), half as large, drawn far to
    near.
    """
    height, width = portrait.pixels.shape[:2]
    places = np.stack(np.meshgrid(np.arange(width), np.arange(height)), 2).reshape(-1, 2)
    head = to_head_frame(portrait.landmarks, portrait.pose)
    points, _ = Surface.of(portrait, head).points(places.astype(np.float32))
    y, p = np.radians([yaw, pitch])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    points = points @ (about_y @ about_x).T
    where = np.round(project(points, portrait.pose) / 2).astype(int)
    inside = ((where >= 0) & (where < [width // 2, height // 2])).all(1)
    order = np.flatnonzero(inside)[np.argsort(points[inside, 2], kind="stable")]
    picture = np.full((height // 2, width // 2, 3), BACKDROP, np.uint8)
    picture[where[order, 1], where[order, 0]] = portrait.pixels.reshape(-1, 3)[order]
    return cv2.medianBlur(picture, 5)


def test_the_built_in_portrait_is_one_face_that_looks_at_the_viewer_with_its_mouth_closed(whole):
    assert len(whole.faces) == 1
    angles = np.degrees([whole.pose.yaw, whole.pose.pitch, whole.pose.roll])
    assert (np.abs(angles) < 8).all()
    assert whole.mouth is MouthState.CLOSED
    assert whole.visible.mean() > 0.95
    assert np.linalg.norm(whole.landmarks[4, :2] - [whole.faces[0].x, whole.faces[0].y]) < 60


def test_finding_leaves_the_photo_as_it_is(drawn):
    pixels = drawn.copy()
    portrait = find_portraits(Photo(pixels=pixels))[0]
    assert (pixels == drawn).all()
    assert (portrait.pixels == drawn).all()


@pytest.mark.parametrize("quarters", [0, 1])
def test_progress_only_grows_and_ends_at_one(drawn, quarters):
    reports = []
    find_portraits(
        Photo(pixels=np.ascontiguousarray(np.rot90(drawn, quarters))), progress=reports.append
    )[0]
    assert reports == sorted(reports)
    assert reports[-1] == 1.0


def test_a_cancelled_job_stops_between_faces(drawn):
    def cancel(done):
        if done > 0.5:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        find_portraits(Photo(pixels=drawn), progress=cancel)[0]


@pytest.mark.parametrize("large_is_left", [True, False])
def test_faces_are_counted_from_the_left_and_the_largest_speaks(drawn, large_is_left):
    large, small = resized(drawn, 0.5), resized(drawn, 0.3)
    across = 384 + 231
    both = (
        pasted(across, 480, (large, 0, 0), (small, 384, 150))
        if large_is_left
        else pasted(across, 480, (small, 0, 150), (large, 231, 0))
    )
    portrait = found(both)
    assert len(portrait.faces) == 2
    assert portrait.faces[0].x < portrait.faces[1].x
    assert portrait.number == (1 if large_is_left else 2)
    widths = [face.width for face in portrait.faces]
    assert widths[portrait.number - 1] == max(widths) > 1.3 * min(widths)
    assert all(0.5 <= face.score <= 1 for face in portrait.faces)
    centre = portrait.landmarks[OVAL, 0].mean()
    assert (centre < 384) if large_is_left else (centre > 231)
    assert face_width(portrait) == pytest.approx(188, abs=8)


def test_every_face_of_a_row_is_found(drawn):
    small = resized(drawn, 0.3)
    row = pasted(4 * 231, 288, *[(small, 231 * i, 0) for i in range(4)])
    centres = sorted(face.x for face in found(row).faces)
    assert np.allclose(centres, [116 + 231 * i for i in range(4)], atol=12)


@pytest.mark.parametrize("place", [(900, 1100), (0, 0), (1870, 1840)])
def test_a_face_of_60_pixels_is_found_in_2000(drawn, whole, place):
    factor = 60 / face_width(whole)
    portrait = found(pasted(2000, 2000, (resized(drawn, factor), *place)))
    mean, worst = off(portrait.landmarks, whole.landmarks * factor + np.array([*place, 0]))
    assert len(portrait.faces) == 1
    assert mean < 0.03
    assert worst < 0.10


def test_a_face_that_fills_the_frame_is_found(drawn, whole):
    low, high = whole.landmarks[:468, :2].min(0), whole.landmarks[:468, :2].max(0)
    left, top = low.astype(int)
    right, bottom = high.astype(int)
    portrait = found(drawn[top:bottom, left:right])
    mean, worst = off(portrait.landmarks, whole.landmarks - [left, top, 0])
    assert mean < 0.02
    assert worst < 0.10


@pytest.mark.parametrize("degrees", [30, -30])
def test_a_tilted_head_is_found_where_it_is(drawn, whole, degrees):
    height, width = drawn.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    tilted = cv2.warpAffine(drawn, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    portrait = found(tilted)
    expected = np.column_stack([whole.landmarks[:, :2], np.ones(478)]) @ turn.T
    mean, worst = off(portrait.landmarks, expected)
    assert mean < 0.015
    assert worst < 0.06
    assert np.degrees(portrait.pose.roll - whole.pose.roll) == pytest.approx(degrees, abs=2)


@pytest.mark.parametrize(
    ("degrees", "quarters"), [(0, 0), (55, 0), (-55, 0), (65, 1), (134, 1), (-134, -1), (170, 2)]
)
def test_a_head_is_turned_by_quarters_until_it_is_merely_tilted(degrees, quarters):
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    pose = Pose(
        scale=10.0,
        rotation=np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]], np.float32),
        translation=np.zeros(3, np.float32),
    )
    assert np.degrees(pose.roll) == pytest.approx(degrees, abs=0.01)
    assert _quarter_turns(pose) == quarters


def test_a_collage_of_heads_in_all_directions_comes_to_an_end(drawn):
    piece = resized(drawn, 0.35)
    side = max(piece.shape[:2])
    turned = [np.rot90(piece, quarters) for quarters in range(4)]
    places = [(side * (n % 2), side * (n // 2)) for n in range(4)]
    pieces = [(one, *place) for one, place in zip(turned, places, strict=True)]
    portrait = found(pasted(2 * side, 2 * side, *pieces))
    assert len(portrait.faces) >= 2


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_photo_on_its_side_is_turned_upright(drawn, whole, quarters):
    portrait = found(np.rot90(drawn, quarters))
    assert (portrait.pixels == drawn).all()
    assert off(portrait.landmarks, whole.landmarks)[1] < 0.02
    assert portrait.subject.shape == drawn.shape[:2]


def test_a_photo_upside_down_is_turned_upright(drawn, whole):
    portrait = found(np.rot90(drawn, 2))
    assert (portrait.pixels == drawn).all()
    assert off(portrait.landmarks, whole.landmarks)[1] < 0.02


def test_a_grey_photo_shows_the_same_face(drawn, whole):
    grey = cv2.cvtColor(cv2.cvtColor(drawn, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    portrait = found(grey)
    assert off(portrait.landmarks, whole.landmarks)[0] < 0.02
    assert portrait.mouth is MouthState.CLOSED


def test_noise_does_not_hide_a_face(drawn, whole):
    noise = np.random.default_rng(1).normal(0, 20, drawn.shape)
    portrait = found(np.clip(drawn + noise, 0, 255).astype(np.uint8))
    assert off(portrait.landmarks, whole.landmarks)[0] < 0.03


def test_a_mirrored_photo_gives_the_mirrored_mesh(drawn, whole):
    portrait = found(drawn[:, ::-1])
    expected = whole.landmarks[mean_face().mirror] * [-1, 1, 1] + [drawn.shape[1] - 1, 0, 0]
    mean, worst = off(portrait.landmarks, expected)
    assert mean < 0.01
    assert worst < 0.04


@pytest.mark.parametrize("shift", [(3, 0), (0, 5), (-4, 7)])
def test_landmarks_go_with_a_face_that_is_a_few_pixels_away(drawn, whole, shift):
    moved = np.roll(drawn, shift[::-1], (0, 1))
    mean, worst = off(found(moved).landmarks, whole.landmarks + np.array([*shift, 0]))
    assert mean < 0.006
    assert worst < 0.03


def test_the_subject_holds_the_face_and_not_the_corners_of_the_picture(whole):
    mask = whole.subject
    assert set(np.unique(mask)) == {0, 255}
    face = np.zeros_like(mask)
    cv2.fillPoly(face, [np.round(whole.landmarks[OVAL, :2]).astype(np.int32)], 1)
    assert (mask[face == 1] == 255).all()
    assert not mask[:60, :120].any()
    assert not mask[:60, -120:].any()
    assert mask[90:110, 390:450].all()  # hair above the forehead
    assert mask[700:720, 340:440].all()  # the neck
    assert not mask[450:500, :60].any()


def test_only_the_one_who_speaks_is_the_subject(drawn):
    half = resized(drawn, 0.3)
    portrait = found(pasted(900, 480, (resized(drawn, 0.5), 0, 0), (half, 660, 100)))
    assert portrait.subject[:, :384].any()
    assert not portrait.subject[:, 660:].any()


def test_on_a_turned_head_the_far_cheek_is_hidden(whole):
    portrait = found(turned_head(whole, yaw=40))  # the nose to the image's right
    other = found(turned_head(whole, yaw=-40))
    assert portrait.pose.yaw > np.radians(20)
    assert other.pose.yaw < -np.radians(20)
    left, right = ((mean_face().points[:, 0] * sign > 4.5) for sign in (-1, 1))
    assert (~portrait.visible & right).sum() > 8
    assert (~other.visible & left).sum() > 8
    assert portrait.visible[left].all()
    assert other.visible[right].all()


# Refusals


def stripes():
    return np.repeat(np.repeat((np.arange(600) // 20 % 2 * 255)[None], 600, 0)[..., None], 3, 2)


def windows():
    services = np.full((600, 800, 3), (170, 110, 90))
    for x in range(60, 760, 140):
        for y in range(50, 560, 130):
            services[y : y + 80, x : x + 70] = (60, 80, 110)
            services[y + 38 : y + 42, x : x + 70] = services[y : y + 80, x + 33 : x + 37] = 230
    return services


def cat():
    picture = np.full((500, 500, 3), (200, 210, 220), np.uint8)
    fur, dark = (150, 130, 110), (30, 30, 30)
    for side in (-1, 1):
        ear = [(250 + side * 130, 60), (250 + side * 30, 150), (250 + side * 140, 200)]
        cv2.fillPoly(picture, [np.array(ear)], fur)
    cv2.ellipse(picture, (250, 270), (160, 140), 0, 0, 360, fur, -1)
    for side in (-1, 1):
        cv2.ellipse(picture, (250 + side * 70, 240), (34, 26), 0, 0, 360, (200, 210, 90), -1)
        cv2.ellipse(picture, (250 + side * 70, 240), (7, 25), 0, 0, 360, dark, -1)
        for line in (-20, 0, 20):
            end = (250 + side * 220, 320 + line)
            cv2.line(picture, (250 + side * 40, 315), end, dark, 2, cv2.LINE_AA)
    cv2.fillPoly(picture, [np.array([(235, 290), (265, 290), (250, 308)])], (200, 120, 130))
    cv2.ellipse(picture, (232, 318), (18, 12), 0, 0, 180, dark, 2)
    cv2.ellipse(picture, (268, 318), (18, 12), 0, 0, 180, dark, 2)
    return cv2.GaussianBlur(picture, (0, 0), 1.5)


NOT_A_FACE = {
    "noise": lambda: np.random.default_rng(0).integers(0, 256, (600, 600, 3)),
    "stripes": stripes,
    "windows": windows,
    "a drawn cat": cat,
    "one colour": lambda: np.full((300, 400, 3), 128),
    "black": lambda: np.zeros((64, 64, 3)),
}


@pytest.mark.parametrize("kind", NOT_A_FACE)
def test_where_there_is_no_face_none_is_found(kind):
    assert refusal(NOT_A_FACE[kind]().astype(np.uint8)).code == "no_face"


def test_the_back_of_a_head_is_no_face(drawn, whole):
    x, y = whole.landmarks[OVAL, :2].mean(0).astype(int)
    back = drawn.copy()
    cv2.ellipse(back, (x, y), (200, 280), 0, 0, 360, (95, 60, 40), -1)
    assert refusal(back).code == "no_face"


@pytest.mark.parametrize("noise", [0, 1])
@pytest.mark.parametrize("part", ["left", "right", "top", "bottom"])
def test_a_face_that_the_frame_cuts_off_is_told_so(drawn, whole, part, noise):
    low, high = whole.landmarks[:468, :2].min(0), whole.landmarks[:468, :2].max(0)
    x, y = (low + 0.32 * (high - low)).astype(int)
    right, bottom = (high - 0.32 * (high - low)).astype(int)
    cut = {
        "left": drawn[:, x:],
        "right": drawn[:, :right],
        "top": drawn[y:],
        "bottom": drawn[:bottom],
    }[part]
    grain = np.random.default_rng(3).integers(-noise, noise + 1, cut.shape)
    assert refusal(np.clip(cut + grain, 0, 255).astype(np.uint8)).code == "face_cut_off"


@pytest.mark.parametrize(
    ("score", "shift", "reason"),
    [
        (0.83, 0, "no_face"),
        (0.86, 0, "face_unclear"),
        (0.75, -300, "face_cut_off"),
        (0.6, -300, "no_face"),
    ],
)
def test_why_no_landmarks_are_stable_is_told_by_score_and_place(whole, score, shift, reason):
    mesh = Mesh(points=whole.landmarks + np.float32([shift, 0, 0]), jitter=0.03, mouth_jitter=0.03)
    box = FaceBox(x=0, y=0, width=100, score=score)
    one = _Detection(
        box=box, mesh=mesh, pose=whole.pose, yaw=0.0, jitter=mesh.jitter, under_hand=0.0
    )
    with pytest.raises(RequestError, match=reason):
        _refuse_unstable([one], whole.pixels.shape)


@pytest.mark.parametrize("side", [None, 2000])
def test_a_face_of_40_pixels_is_refused_with_its_size(drawn, whole, side):
    small = resized(drawn, 40 / face_width(whole))
    picture = small if side is None else pasted(side, side, (small, 900, 1100))
    error = refusal(picture)
    assert error.code == "face_too_small"
    assert error.facts["width_pixels"] == pytest.approx(40, abs=2)
    assert error.facts["min_pixels"] == MIN_FACE


def test_a_tilted_small_face_is_no_larger_than_an_upright_one(drawn, whole):
    small = resized(drawn, 44 / face_width(whole))
    height, width = small.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 35, 1)
    tilted = cv2.warpAffine(small, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    error = refusal(tilted)
    assert error.code == "face_too_small"
    assert error.facts["width_pixels"] == pytest.approx(44, abs=3)


MASK = [*(197, 118, 117, 123, 137, 177, 58, 172, 136, 150, 149, 176, 148, 152)]
MASK += [*(377, 400, 378, 379, 365, 397, 288, 401, 366, 352, 346, 347)]


@pytest.mark.parametrize("colour", [(170, 200, 220), (240, 240, 240), (30, 30, 35)])
def test_a_mouth_behind_a_mask_is_refused(drawn, whole, colour):
    worn = np.zeros(drawn.shape[:2], np.uint8)
    cv2.fillPoly(worn, [np.round(whole.landmarks[MASK, :2]).astype(np.int32)], 255)
    cover = cv2.GaussianBlur(worn, (0, 0), 1.5)[..., None] / 255
    folds = 1 - 0.06 * (np.sin(np.arange(len(drawn)) / 12) > 0.7)[:, None, None]
    masked = (drawn * (1 - cover) + folds * np.array(colour) * cover).astype(np.uint8)
    assert refusal(masked).code == "mouth_hidden"


def test_a_mouth_behind_a_microphone_is_refused(drawn, whole):
    sung = drawn.copy()
    cv2.circle(sung, [*map(int, whole.landmarks[13, :2])], 70, (40, 40, 40), -1, cv2.LINE_AA)
    assert refusal(sung).code == "mouth_hidden"


@pytest.mark.parametrize("light", [(1.0, 0.55, 0.3), (0.45, 0.6, 1.0), (0.25, 0.25, 0.25)])
def test_a_mouth_in_coloured_light_or_in_the_dark_is_not_hidden(drawn, light):
    assert found((drawn * np.array(light)).astype(np.uint8)).mouth is MouthState.CLOSED


@pytest.mark.parametrize(("gap", "codes"), [(2.4, []), (3.0, ["mouth_wide_open"])])
def test_a_mouth_that_is_wide_open_is_mentioned(whole, gap, codes):
    landmarks = whole.landmarks.copy()
    landmarks[14] = landmarks[13] + [0, gap * whole.pose.scale, 0]
    wide = replace(whole, landmarks=landmarks)
    assert [note.code for note in mouth_notes([whole, wide])] == codes


def test_a_hand_near_the_mouth_is_mentioned(whole):
    assert mouth_notes([whole]) == ()
    beside = replace(whole, near_hand=True)
    assert [note.code for note in mouth_notes([whole, beside])] == ["hand_near_mouth"]


def test_a_beard_is_not_taken_for_a_mask(drawn, whole):
    beard = np.zeros(drawn.shape[:2], np.uint8)
    cv2.fillPoly(beard, [np.round(whole.landmarks[MASK[2:-2], :2]).astype(np.int32)], 255)
    lips = whole.landmarks[[*UPPER_OUTER, *LOWER_OUTER[::-1]], :2]
    cv2.fillPoly(beard, [np.round(lips).astype(np.int32)], 0)
    beard[: int(whole.landmarks[2, 1])] = 0
    cover = cv2.GaussianBlur(beard, (0, 0), 3)[..., None] / 255
    strands = np.random.default_rng(4).normal(0, 12, drawn.shape[:2])[..., None]
    bearded = drawn * (1 - 0.85 * cover) + 0.85 * cover * (np.array([60, 45, 38]) + strands)
    assert found(np.clip(bearded, 0, 255).astype(np.uint8)).mouth is MouthState.CLOSED


def test_a_mouth_behind_a_hand_is_refused(drawn, whole):
    hand = drawn.copy()
    x, y = whole.landmarks[13, :2].astype(int)
    for finger in range(4):
        where = (int(x) - 40, int(y) - 45 + 30 * finger)
        cv2.ellipse(hand, where, (130, 17), 0, 0, 360, (205, 160, 130), -1, cv2.LINE_AA)
        cv2.ellipse(hand, where, (130, 17), 0, 0, 360, (150, 105, 85), 2, cv2.LINE_AA)
    assert refusal(hand).code == "mouth_hidden"


@pytest.mark.parametrize("angles", [{"yaw": 62}, {"yaw": -62}, {"pitch": 55}])
def test_a_head_turned_far_away_is_refused_with_its_angles(whole, angles):
    error = refusal(turned_head(whole, **angles))
    assert error.code == "face_turned_away"
    name = next(iter(angles))
    assert error.facts[f"{name}_degrees"] > error.facts["max_degrees"] - 10


@pytest.mark.parametrize("yaw", [50, 56, 70])
def test_left_and_right_are_judged_alike_and_no_turned_head_is_taken_for_none(whole, yaw):
    left, right = turned_head(whole, yaw=-yaw), turned_head(whole, yaw=yaw)
    verdicts = {verdict(view) for view in (left, right, left[:, ::-1], right[:, ::-1])}
    assert len(verdicts) == 1
    assert verdicts <= {"portrait", "face_turned_away"}


@pytest.mark.parametrize(
    ("score", "human"), [(0.6, False), (0.9, True)], ids=["detector unsure", "detector sure"]
)
def test_eyes_that_fit_without_a_mouth_are_a_person_only_if_the_detector_is_sure(
    whole, score, human
):
    mesh = Mesh(points=whole.landmarks, jitter=0.0137, mouth_jitter=0.0363)  # a cat's
    box = replace(whole.faces[0], score=score)
    one = _Detection(
        box=box, mesh=mesh, pose=whole.pose, yaw=0.3, jitter=mesh.jitter, under_hand=0.0
    )
    assert _is_human(one) is human


@pytest.mark.parametrize(
    ("score", "jitter", "human"), [(0.8, 0.0165, False), (0.9, 0.0165, True), (0.9, 0.021, False)]
)
def test_a_drawing_may_fit_less_where_the_detector_is_certain(whole, score, jitter, human):
    mesh = Mesh(points=whole.landmarks, jitter=jitter, mouth_jitter=jitter)
    box = replace(whole.faces[0], score=score)
    one = _Detection(box=box, mesh=mesh, pose=whole.pose, yaw=0.0, jitter=jitter)
    assert _is_human(one) is human


def test_upside_down_is_tried_before_the_nonsense_read_there_counts(drawn, whole, monkeypatch):
    mesh = Mesh(points=whole.landmarks, jitter=0.12, mouth_jitter=0.12)
    box = replace(whole.faces[0], score=0.78)
    nonsense = _Detection(
        box=box, mesh=mesh, pose=whole.pose, yaw=np.radians(28), jitter=0.12, under_hand=0.0
    )
    seen = iter([[nonsense], [replace(nonsense, yaw=0.0, jitter=0.005)]])
    monkeypatch.setattr(portrait, "_detect_and_fit", lambda *_: next(seen))
    pixels, _ = portrait._upright_faces(drawn, face_models(), lambda _: None)
    assert np.array_equal(pixels, drawn[::-1, ::-1])


@pytest.mark.parametrize("angles", [{"yaw": 35}, {"yaw": -35}, {"pitch": 30}, {"pitch": -30}])
def test_a_head_turned_a_little_is_taken(whole, angles):
    (name, degrees), *_ = angles.items()
    portrait = found(turned_head(whole, **angles))
    # the network makes light of a turn
    assert 0.45 * abs(degrees) < abs(np.degrees(getattr(portrait.pose, name))) < 1.2 * abs(degrees)
    assert np.sign(getattr(portrait.pose, name)) == np.sign(degrees)
