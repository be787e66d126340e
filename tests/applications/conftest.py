"""Noor, who applies, and a draft of hers."""

from __future__ import annotations

import pytest

from fund.applications.workflow import State
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.builders import a_call, an_application
from tests.world import World


@pytest.fixture
def noor(database: Site, world: World) -> Browser:
    a_call()
    database.commit()
    return database.client(world.noor)


@pytest.fixture
def draft(database: Site, noor: Browser) -> str:
    """The address of a draft with every part ready."""
    application = an_application(at=State.DRAFT)
    database.commit()
    return f"/applications/{application.key}"
