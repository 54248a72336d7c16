"""What tests of commands as processes need."""

import signal

import pytest


@pytest.fixture
def interruptible():
    """What runs in the background of a shell ignores interrupts, and its children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
