from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import label

from talking_photo.core.model import (
    CONTROLS,
    FPS,
    MOUTH,
    Expression,
    Mood,
    MouthTrack,
    Performance,
    Phone,
    Pose,
    Speech,
)
from talking_photo.core.performance import perform

RATE = 16_000


def speech_of(seconds, phones=(), moods=()):
    """A murmur that is a little louder where the stressed vowels are."""
    times = np.arange(round(seconds * RATE)) / RATE
    loud = np.full(len(times), 0.05)
    for phone in phones:
        loud[round(phone.start * RATE) : round(phone.end * RATE)] = 0.1 + 0.15 * phone.stress
    return Speech(
        samples=(loud * np.sin(2 * np.pi * 150 * times)).astype(np.float32),
        sample_rate=RATE,
        phones=tuple(phones),
        moods=tuple(moods),
    )


def talk(seconds):
    """Syllables of 0.2 s, every fifth stressed, with a rest of 0.5 s after each three seconds."""
    phones = []
    for number, start in enumerate(np.arange(0.3, seconds - 0.5, 0.2)):
        if start % 3.5 < 3.0:
            stress = 2 if number % 5 == 0 else 0
            phones.append(Phone(symbol="a", start=start, end=start + 0.2, stress=stress))
    return phones


def still(frames):
    return MouthTrack(values=np.zeros((frames, len(MOUTH)), np.float32))


def mumbling(frames, hertz=1.0):
    """Lips that open and close so often in a second, and are shut half of the time."""
    values = np.zeros((frames, len(MOUTH)), np.float32)
    wave = np.maximum(np.sin(2 * np.pi * hertz * np.arange(frames) / FPS), 0)
    for name, size in (("jaw", 0.9), ("wide", 0.3), ("pucker", 0.4), ("upper_up", 0.2)):
        values[:, MOUTH.index(name)] = size * wave
    return MouthTrack(values=values)


def acted(portrait, seconds=20.0, *, seed=0, moods=(), mouth=None, motion=1.0):
    frames = round(seconds * FPS)
    track = still(frames) if mouth is None else mouth
    speech = speech_of(seconds, talk(seconds), moods)
    return perform(speech, track, portrait, seed=seed, motion=motion)


@pytest.fixture(scope="module")
def acts(portrait):
    """Performances of twenty seconds with the seeds 0 to 29."""
    return [acted(portrait, seed=seed) for seed in range(30)]


def turned(portrait, degrees):
    a = np.radians(degrees)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    pose = Pose(scale=14.0, rotation=turn.astype(np.float32), translation=np.zeros(3, np.float32))
    return replace(portrait, pose=pose)


def test_the_same_seed_gives_the_same_performance_and_another_gives_another(portrait):
    first, again, other = (acted(portrait, seed=seed).values for seed in (4, 4, 5))
    assert (first == again).all()
    for name in ("yaw", "pitch", "roll", "gaze_x", "gaze_y", "blink_left"):
        assert (first[:, CONTROLS.index(name)] != other[:, CONTROLS.index(name)]).any(), name


def test_two_photos_move_differently_to_the_same_words(portrait):
    negative = replace(portrait, pixels=255 - portrait.pixels)
    first, other = acted(portrait).values, acted(negative).values
    for name in ("yaw", "pitch", "gaze_x", "blink_left"):
        assert (first[:, CONTROLS.index(name)] != other[:, CONTROLS.index(name)]).any(), name


def test_people_blink_ten_to_forty_times_a_minute_and_shut_their_eyes(portrait):
    for seed in range(4):
        shut = acted(portrait, 60.0, seed=seed).column("blink_left")
        lids, count = label(shut > 0.3)
        assert 10 <= count <= 40
        for number in range(1, count + 1):
            length = (lids == number).sum() / FPS
            assert shut[lids == number].max() > 0.999
            assert length < 0.8  # a double blink at most


def test_both_eyes_blink_together(portrait):
    performance = acted(portrait, 30.0)
    assert (performance.column("blink_left") == performance.column("blink_right")).all()


@pytest.mark.parametrize("frames", [1, 2, 3, 8, 20, 60])
def test_the_face_starts_and_ends_at_rest(portrait, frames):
    # a video may end with a pause shorter than a blink
    phones = [Phone(symbol="a", start=0.1, end=max(0.2, frames / FPS - 0.18))]
    speech = speech_of(frames / FPS, phones)
    moving = [name for name in CONTROLS if name not in ("gaze_x", "gaze_y", "breath")]
    for seed in range(40):
        values = perform(speech, still(frames), portrait, seed=seed)
        assert values.values.shape == (frames, len(CONTROLS))
        assert np.isfinite(values.values).all()
        for name in moving:
            assert abs(values.column(name)[0]) < 0.01, (seed, name)
            assert abs(values.column(name)[-1]) < 0.01, (seed, name)
        for name in ("gaze_x", "gaze_y", "breath"):
            assert values.column(name)[0] == 0


def test_the_head_never_turns_further_than_people_do_when_they_talk(acts):
    for performance in acts:
        for name, most in (("yaw", 8.5), ("pitch", 6), ("roll", 5)):
            angle = np.degrees(performance.column(name))
            assert np.abs(angle).max() < most
            assert np.abs(np.diff(angle)).max() < 2.2  # degrees from frame to frame
            assert angle.std() > 0.2  # and it never stands still


def head_range(performance):
    """Degrees in which yaw, pitch and roll together lie 95 % of the time."""
    angles = np.degrees([performance.column(name) for name in ("yaw", "pitch", "roll")])
    low, high = np.percentile(angles, (2.5, 97.5), axis=1)
    return np.linalg.norm(high - low)


def test_the_head_ranges_as_far_as_a_calm_presenter_s_and_the_body_sways(acts):
    assert 11 < np.median([head_range(act) for act in acts]) < 20
    for name, least, most in (("shift_x", 0.15, 0.9), ("shift_y", 0.08, 0.55)):
        shifts = np.array([act.column(name) for act in acts])
        assert shifts.std(1).mean() > least
        assert np.abs(shifts).max() < most


@pytest.mark.parametrize("motion", [0, 0.4, 1.5])
def test_head_and_body_move_as_much_as_requested(portrait, motion):
    plain, scaled = acted(portrait), acted(portrait, motion=motion)
    for name in ("yaw", "pitch", "roll", "shift_x", "shift_y"):  # within a rounding
        assert scaled.column(name) == pytest.approx(motion * plain.column(name), abs=1e-3), name
    shut = plain.column("blink_left") > 0.5
    assert (scaled.column("blink_left")[shut] == plain.column("blink_left")[shut]).all()


def test_a_sidelong_gaze_comes_to_the_viewer(portrait, acts):
    aside = portrait.landmarks.copy()
    aside[468:478, 0] += 0.35 * portrait.pose.scale
    away = replace(portrait, landmarks=aside)
    gazes = [acted(away, seed=seed).column("gaze_x") for seed in range(12)]
    straight = [act.column("gaze_x") for act in acts[:12]]
    assert -0.25 < np.mean(gazes) - np.mean(straight) < -0.1
    assert all(gaze[0] == 0 for gaze in gazes)


def test_lids_follow_the_gaze_up_and_down(acts):
    lids, gazes = [], []
    for performance in acts:
        lids.append(performance.column("eye_wide") * 0.22 - performance.column("blink_left"))
        gazes.append(performance.column("gaze_y"))
    lid, gaze = np.concatenate(lids), np.concatenate(gazes)
    resting = lid > -0.23
    assert 0.01 < lid[resting].std() < 0.12
    assert np.corrcoef(lid[resting], gaze[resting])[0, 1] > 0.2


def test_the_irises_stay_where_they_can_be_drawn(acts):
    for performance in acts:
        assert np.abs(performance.column("gaze_x")).max() < 0.27
        assert np.abs(performance.column("gaze_y")).max() < 0.15


def test_the_gaze_stays_on_the_viewer_while_the_head_turns(acts):
    # Saccades are random; over many performances only the vestibulo-ocular reflex is left.
    yaws, gazes = [], []
    for performance in acts:
        yaws.append(performance.column("yaw"))
        gazes.append(performance.column("gaze_x"))
    slope = np.polyfit(np.concatenate(yaws), np.concatenate(gazes), 1)[0]
    assert -1.1 < slope < -0.5


def test_the_head_nods_with_accents(portrait):
    # no pauses, for a phrase's end lowers the chin, too; the sway is chance and averages out
    phones = [
        Phone(symbol="a", start=t, end=t + 0.2, stress=2 if round(5 * t) % 5 == 0 else 0)
        for t in np.arange(0, 10, 0.2)
    ]
    pitch = np.mean(
        [
            perform(speech_of(10.0, phones), still(250), portrait, seed=seed).column("pitch")
            for seed in range(40)
        ],
        axis=0,
    )
    on = np.round((np.arange(1.0, 9.0) + 0.1) * FPS).astype(int)
    between = on[:-1] + 12
    around = (pitch[between] + pitch[between - 25]) / 2
    assert (pitch[on[:-1]] - around).mean() > np.radians(0.6)  # down is positive


def test_the_brows_go_up_with_some_accents_only(acts):
    beats = [act.column("brow_up") for act in acts]
    peaks = sum(label(beat > 0.1)[1] for beat in beats)
    accents = len(acts) * sum(phone.stress == 2 for phone in talk(20.0))
    assert 0.1 * accents < peaks < 0.7 * accents
    assert np.max(beats) < 0.5


def test_breath_fills_in_pauses(portrait):
    phones = [
        Phone(symbol="a", start=start, end=start + 0.2)
        for start in [*np.arange(0, 3, 0.2), *np.arange(5, 8, 0.2)]
    ]
    breath = perform(speech_of(8.0, phones), still(200), portrait, seed=0).column("breath")
    assert breath.min() >= 0
    assert breath.max() <= 1
    assert breath[95:125].mean() > 0.2 + breath[55:75].mean()


SHOWN = {
    Expression.HAPPY: {"smile": 0.5, "cheek": 0.3},
    Expression.SAD: {"frown": 0.3, "brow_inner": 0.4},
    Expression.SURPRISED: {"brow_up": 0.6, "eye_wide": 0.5},
    Expression.ANGRY: {"brow_down": 0.5, "sneer": 0.1},
}


@pytest.mark.parametrize("expression", SHOWN)
def test_an_expression_comes_within_600_ms_and_stays(portrait, expression):
    mood = Mood(start=1.0, expression=expression)
    performance = acted(portrait, 6.0, moods=(mood,))
    open_eyes = performance.column("blink_right") < 0.11
    plain = acted(portrait, 6.0)
    for name, least in SHOWN[expression].items():
        shown = performance.column(name) - plain.column(name)
        assert np.abs(shown[:26]).max() < 1e-6
        assert (shown[40:][open_eyes[40:]] > least).all(), name
        steps = np.diff(shown)[open_eyes[1:] & open_eyes[:-1]]  # not over a blink
        assert np.abs(steps).max() < 0.2  # no jump
    neutral = acted(portrait, 6.0, moods=(Mood(start=0.0, expression=Expression.NEUTRAL),))
    assert (neutral.values == plain.values).all()


def test_eyes_that_are_wide_with_surprise_blink_all_the_same(portrait):
    mood = Mood(start=0.0, expression=Expression.SURPRISED)
    performance = acted(portrait, 20.0, moods=(mood,))
    lids, wide = performance.column("blink_left")[20:], performance.column("eye_wide")[20:]
    assert wide[lids < 0.02].min() > 0.5
    assert wide[lids > 0.9].max() < 0.1


def test_one_expression_gives_way_to_the_next(portrait):
    moods = (
        Mood(start=0.0, expression=Expression.HAPPY),
        Mood(start=3.0, expression=Expression.ANGRY),
        Mood(start=5.0, expression=Expression.NEUTRAL),
    )
    performance, plain = acted(portrait, 8.0, moods=moods), acted(portrait, 8.0)
    smile, anger = (
        performance.column(name) - plain.column(name) for name in ("smile", "brow_down")
    )
    assert smile[20:75].min() > 0.5
    assert smile[90:] == pytest.approx(0, abs=1e-6)
    assert anger[90:125].min() > 0.5
    assert anger[140:] == pytest.approx(0, abs=1e-6)
    assert anger[:75] == pytest.approx(0, abs=1e-6)


def test_moods_that_follow_too_fast_never_leave_the_range(portrait):
    moods = [
        Mood(start=0.1 * number, expression=expression)
        for number, expression in enumerate([*Expression, *Expression])
    ]
    performance = acted(portrait, 4.0, moods=moods)
    for name in ("smile", "frown", "sneer", "cheek", "brow_down", "squint", "eye_wide"):
        column = performance.column(name)
        assert column.min() > -1e-6, name
        assert column.max() <= 1, name


def test_the_lips_do_what_the_track_says(portrait):
    mouth = mumbling(250)
    performance = acted(portrait, 10.0, mouth=mouth)
    for index, name in enumerate(MOUTH):
        assert performance.column(name) == pytest.approx(mouth.values[:, index]), name


def test_the_track_is_not_changed(portrait):
    mouth = mumbling(100)
    before = mouth.values.copy()
    acted(portrait, 4.0, mouth=mouth, moods=(Mood(start=0.0, expression=Expression.HAPPY),))
    assert (mouth.values == before).all()


def test_rounded_lips_smile_less(portrait):
    values = np.zeros((100, len(MOUTH)), np.float32)
    values[50:, MOUTH.index("pucker")] = 0.8
    mood = Mood(start=0.0, expression=Expression.HAPPY)
    smile = acted(portrait, 4.0, mouth=MouthTrack(values=values), moods=(mood,)).column("smile")
    assert smile[70] < 0.7 * smile[40]


def test_a_head_that_is_turned_away_moves_less(portrait):
    mouth = mumbling(250)
    amounts = {}
    for degrees in (0, 20, 35, 48, -48):
        performance = acted(turned(portrait, degrees), 10.0, mouth=mouth)
        amounts[degrees] = [np.abs(performance.column(name)).max() for name in ("jaw", "yaw")]
    assert amounts[20] == amounts[0]
    assert np.all(np.array(amounts[35]) < 0.9 * np.array(amounts[0]))
    assert np.all(np.array(amounts[48]) < np.array(amounts[35]))
    assert amounts[-48] == amounts[48]
    assert amounts[48][0] > 0.3


def test_a_performance_names_its_columns(portrait):
    performance = acted(portrait, 2.0)
    assert isinstance(performance, Performance)
    assert performance.values.dtype == np.float32
    for index, name in enumerate(CONTROLS):
        assert (performance.column(name) == performance.values[:, index]).all()


@pytest.mark.parametrize("strength", [0.0, 0.3, 1.5])
def test_an_expression_is_shown_as_strongly_as_requested(portrait, strength):
    plain, full, requested = (
        acted(portrait, 6.0, moods=(Mood(start=0.0, expression=Expression.HAPPY, strength=s),))
        for s in (0.0, 1.0, strength)
    )
    for name in ("smile", "cheek", "squint"):
        whole = full.column(name) - plain.column(name)
        assert requested.column(name) - plain.column(name) == pytest.approx(
            strength * whole, abs=1e-5
        )
    for name in ("yaw", "pitch", "blink_left", "jaw"):
        assert (requested.column(name) == plain.column(name)).all(), name


def test_one_strength_gives_way_to_another_within_600_ms_and_without_a_jump(portrait):
    moods = tuple(
        Mood(start=start, expression=Expression.HAPPY, strength=strength)
        for start, strength in ((0.0, 1.0), (2.0, 0.2), (4.0, 1.5), (6.0, 0.0))
    )
    smile = acted(portrait, 8.0, moods=moods).column("smile")
    smile -= acted(portrait, 8.0).column("smile")
    assert (smile[[45, 65, 115, 165]] / smile[45]) == pytest.approx([1, 0.2, 1.5, 0], abs=0.01)
    for change, settled in ((50, 65), (100, 115), (150, 165)):
        assert smile[change] == pytest.approx(smile[change - 1], abs=0.02)
        steps = np.abs(np.diff(smile[change - 1 : settled]))
        # nowhere faster than a smooth blend of 0.3 s
        assert steps.max() < 1.5 * np.abs(smile[settled] - smile[change - 1]) / (0.3 * FPS)
