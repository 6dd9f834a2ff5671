"""The locality that most rules are asked about."""

import pytest

from tests import builders as b


@pytest.fixture
def lhota():
    return b.locality("Lhota")
