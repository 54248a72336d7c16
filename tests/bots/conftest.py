"""What the tests of both platforms share."""

import pytest

from tests.bot_rig import tiny_video


@pytest.fixture(scope="session")
def video():
    return tiny_video()
