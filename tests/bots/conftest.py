"""What the tests of both platforms share."""

import pytest

from tests.bot_rig import tiny_film


@pytest.fixture(scope="session")
def film():
    return tiny_film()
