"""What counts as a fault of a connection, and how long the next attempt waits."""

import logging

import pytest

from talking_photo.bots.conversation.connection import Connection


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_platform_is_not_connected_before_it_has_answered(clock):
    connection = Connection("telegram", clock=clock)
    assert connection.fault.problem == "starting"
    connection.restored()
    assert connection.fault is None


def test_a_connection_that_is_back_within_the_grace_was_never_a_fault(clock):
    connection = Connection("telegram", grace_seconds=15, clock=clock)
    connection.restored()
    connection.lost("unreachable", "TimedOut")
    clock.now = 14.9
    assert connection.fault is None
    clock.now = 15.0
    assert (connection.fault.problem, connection.fault.seconds) == ("unreachable", 15.0)
    connection.restored()
    assert connection.fault is None


def test_a_refused_token_is_a_fault_at_once(clock):
    connection = Connection("telegram", clock=clock)
    connection.restored()
    clock.now = 100.0
    connection.lost("token_refused", "getUpdates was answered with 401")
    assert (connection.fault.problem, connection.fault.seconds) == ("token_refused", 0.0)


def test_the_log_has_state_cause_and_number_once(clock, caplog):
    connection = Connection("telegram", clock=clock)
    with caplog.at_level(logging.INFO):
        connection.restored()
        for _ in range(3):
            connection.lost("token_refused", "getUpdates was answered with 401")
        clock.now = 312.0
        connection.restored()
    assert caplog.messages == [
        "telegram: not connected: token_refused, getUpdates was answered with 401",
        "telegram: connected again after 312 s",
    ]


def test_what_passes_in_a_moment_is_no_warning_and_what_does_not_is_one(clock, caplog):
    connection = Connection("telegram", grace_seconds=15, clock=clock)
    with caplog.at_level(logging.INFO):
        connection.restored()
        for clock.now in range(0, 60, 5):
            connection.lost("unreachable", "TimedOut")
    logged = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert logged == [
        ("INFO", "telegram: not connected: unreachable, TimedOut"),
        ("WARNING", "telegram: not connected for 15 s: unreachable, TimedOut"),
    ]


@pytest.mark.parametrize(("problem", "longest"), [("unreachable", 60), ("token_refused", 600)])
def test_each_pause_doubles_with_jitter_up_to_the_longest(clock, problem, longest):
    connection = Connection("discord", first_pause=5, clock=clock)
    connection.lost(problem, "cause")
    pauses = [connection.next_pause() for _ in range(40)]
    for number, pause in enumerate(pauses):
        most = min(5 * 2**number, longest)
        assert most / 2 <= pause <= most
    assert len(set(pauses)) == len(pauses)


def test_only_a_connection_that_lasted_begins_with_the_first_pause_again(clock):
    connection = Connection("discord", first_pause=5, clock=clock)
    for steady in (False, True):
        connection.lost("gateway_closed", "code 4000")
        for _ in range(10):
            connection.next_pause()
        connection.restored()
        clock.now += 61 if steady else 59
        connection.lost("gateway_closed", "code 4000")
        assert (connection.next_pause() <= 5) is steady
