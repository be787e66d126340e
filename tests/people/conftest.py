"""Mail of people, as it goes to the outbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fund.core.seals import SEALED, secret_of
from fund.people.actions import post
from fund.people.models import Person


class Told(list[tuple[str, str, dict[str, object]]]):
    """What was told: to which address, with which template, with which facts."""

    def __call__(
        self, to: Person | tuple[str, str, str], /, *, template: str, reason: str, facts: dict[str, object]
    ) -> None:
        """Keep one notice."""
        assert reason not in self.reasons
        self.reasons.add(reason)
        self.append((to.email if isinstance(to, Person) else to[1], template, facts))

    reasons: set[str]

    def token(self) -> str:
        """Answer the token of the last link that was mailed."""
        return secret_of(str(self[-1][2][SEALED]))


@pytest.fixture
def told() -> Iterator[Told]:
    """What people tells, caught before the outbox."""
    before, caught = list(post._outbox), Told()
    caught.reasons = set()
    post.post_with(caught)
    yield caught
    post._outbox[:] = before
