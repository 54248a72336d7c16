"""A video with a size limit is made coarser first, then smaller, with a note."""

from pathlib import Path

import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.model import Video
from talking_photo.core.video.budget import check_length, downgrade_notes, plan_budget, side_within

TEN_MIB = 10 * 1024 * 1024


def video_of(size, seconds):
    return Video(
        path=Path("a.mp4"), width=640, height=480, seconds=seconds, bytes=size, sha256="0"
    )


@pytest.mark.parametrize("seconds", [1.0, 20.0, 120.0])
def test_sound_and_picture_together_stay_below_the_limit(seconds):
    budget = plan_budget(TEN_MIB, seconds)
    assert (budget.video_bits + budget.sound_bits) * seconds < 8 * TEN_MIB


def test_the_longest_recording_keeps_its_size_within_ten_mebibytes():
    assert side_within(plan_budget(TEN_MIB, 120.0), 1280) == 1280


def test_with_few_bits_the_picture_is_made_smaller_but_not_tiny():
    assert 400 < side_within(plan_budget(500_000, 60.0), 1280) < 1280
    assert 400 <= side_within(plan_budget(200_000, 60.0), 1280) < 420


def test_a_video_that_cannot_fit_is_refused_with_both_lengths_and_the_longest_does_fit():
    with pytest.raises(RequestError) as refused:
        plan_budget(1_000_000, 900.0)
    facts = refused.value.facts
    assert refused.value.code == "video_cannot_fit"
    assert (facts["seconds"], facts["max_bytes"]) == (900.0, 1_000_000)
    assert plan_budget(1_000_000, facts["max_seconds"]) is not None


def test_what_is_longer_than_its_place_takes_is_refused_with_both_lengths():
    check_length(60.0, 60.0)
    check_length(1000.0, None)
    with pytest.raises(RequestError) as refused:
        check_length(60.04, 60.0)
    assert refused.value.code == "video_too_long"
    assert refused.value.facts == {"seconds": 60.1, "max_seconds": 60.0}


def test_sound_takes_no_more_than_a_quarter_of_few_bits():
    budget = plan_budget(50_000, 10.0)
    assert 0 < budget.sound_bits <= budget.video_bits / 3


def test_only_a_video_that_lost_something_says_so():
    budget = plan_budget(1_000_000, 10.0)
    assert downgrade_notes(video_of(300_000, 10.0), budget, smaller=False) == ()
    for video, smaller in ((video_of(930_000, 10.0), False), (video_of(300_000, 10.0), True)):
        (note,) = downgrade_notes(video, budget, smaller=smaller)
        assert (note.code, note.facts) == ("video_fitted", {"max_bytes": 1_000_000})


def test_without_a_limit_there_is_nothing_to_fit():
    assert plan_budget(None, 10.0) is None
    assert side_within(None, 1280) == 1280
    assert downgrade_notes(video_of(10**9, 10.0), None, smaller=False) == ()
