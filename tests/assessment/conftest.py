"""What the tests of the assessment share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fund.core.errors import Refused


@pytest.fixture
def refused() -> Callable[[Callable[[], object]], Refused]:
    """Expect a refusal and hand it over: `refused(lambda: actions.agree(…))`."""

    def expect(action: Callable[[], object]) -> Refused:
        with pytest.raises(Refused) as caught:
            action()
        return caught.value

    return expect
