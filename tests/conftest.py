"""What holds for every test: no settings from outside, no network but this machine's own."""

from __future__ import annotations

import os

import pytest
from pytest_socket import socket_allow_hosts


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in os.environ:
        if name.startswith("TALKING_PHOTO_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_network():
    # The plugin lifts this after each test.
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
