"""One bot for each test, and Anna, who has agreed to the rules."""

import pytest

from tests.telegram_rig import rig as new_rig

ANNA = 42


@pytest.fixture
async def rig(video):
    async with new_rig(video) as built:
        await built.agree(ANNA)
        yield built
