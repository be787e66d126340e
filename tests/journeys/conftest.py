"""Everybody stands at the beginning of the road."""

from __future__ import annotations

import pytest

from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.builders import a_call, mandates
from tests.journeys import road as steps
from tests.world import World


@pytest.fixture
def road(database: Site, world: World, held: Held, outbox: Outbox) -> steps.Road:
    """The cast with a call that opened this morning, mandates, and nothing else."""
    a_call()
    mandates()
    database.commit()
    return steps.Road(database, held, outbox)
