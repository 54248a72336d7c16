"""A step that runs in a thread beside the next one."""

from __future__ import annotations

import threading

import pytest

from talking_photo.core.beside import beside
from talking_photo.core.errors import JobCancelled, RequestError
from talking_photo.core.progress import Progress, no_progress


def test_both_steps_run_at_the_same_time() -> None:
    met = threading.Barrier(2, timeout=20)

    def step(_progress: Progress) -> int:
        met.wait()
        return 3

    with beside(step) as result:
        met.wait()
        assert result(no_progress) == 3


def test_only_the_thread_that_waits_reports() -> None:
    reports: list[tuple[threading.Thread, float]] = []

    def step(progress: Progress) -> None:
        progress(0.5)

    with beside(step) as result:
        result(lambda done: reports.append((threading.current_thread(), done)))
    assert reports[-1] == (threading.main_thread(), 1.0)
    assert {thread for thread, _ in reports} == {threading.main_thread()}


def test_an_error_of_the_step_is_raised_where_its_result_is_wanted() -> None:
    def step(_progress: Progress) -> None:
        raise RequestError("text_empty")

    with beside(step) as result, pytest.raises(RequestError, match="text_empty"):
        result(no_progress)


def test_a_step_whose_result_is_no_longer_wanted_ends_at_its_next_report() -> None:
    began, left, ended = threading.Event(), threading.Event(), threading.Event()

    def step(progress: Progress) -> None:
        began.set()
        left.wait(20)
        try:
            while True:
                progress(0.5)
        except JobCancelled:
            ended.set()
            raise

    def refuse_beside_it() -> None:
        with beside(step):
            assert began.wait(20)
            left.set()
            raise RequestError("no_face")

    with pytest.raises(RequestError, match="no_face"):
        refuse_beside_it()
    assert ended.is_set()
