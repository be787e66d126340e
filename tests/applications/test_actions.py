"""An application from draft until withdrawn, through its actions."""

from __future__ import annotations

import pytest

from fund.applications.models import Application
from fund.applications.workflow import State
from tests.bed.site import Site
from tests.builders import an_application
from tests.world import World


@pytest.mark.parametrize("state", list(State))
def test_the_builder_gets_everywhere(database: Site, world: World, state: State) -> None:
    application = an_application(at=state)
    database.commit()
    kept = database.session.get(Application, application.id)
    assert kept is not None
    assert kept.state is state
