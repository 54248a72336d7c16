import itertools
import threading

import pytest

from talking_photo.core.video.prefetch import prefetch


def names():
    return [thread.name for thread in threading.enumerate()]


def test_everything_comes_in_order():
    with prefetch(iter(range(100))) as ready:
        assert list(ready) == list(range(100))
    assert "prefetch" not in names()


def test_the_next_items_are_made_while_the_first_is_used():
    made = threading.Event()

    def items():
        yield 1
        made.set()
        yield 2

    with prefetch(items()) as ready:
        assert next(ready) == 1
        assert made.wait(10)  # nobody has asked for the second one yet
        assert list(ready) == [2]


def test_no_more_than_a_few_are_made_ahead():
    made = itertools.count()
    with prefetch(made) as ready:
        next(ready)
    assert next(made) < 10


def test_what_goes_wrong_is_raised_where_the_items_are_taken():
    def items():
        yield 1
        raise KeyError("broken")

    with prefetch(items()) as ready:
        assert next(ready) == 1
        with pytest.raises(KeyError, match="broken"):
            next(ready)


def test_an_error_outside_ends_the_thread_too():
    def endless():
        while True:
            yield 0

    with pytest.raises(ZeroDivisionError), prefetch(endless()) as ready:
        1 / next(ready)
    assert "prefetch" not in names()
