"""Holding a case while its assessment changes."""

from __future__ import annotations

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.core.db import db
from fund.core.errors import Stale
from fund.core.i18n import _


def hold(application: Application) -> None:
    """Lock the case, so that of two people who change its assessment one waits for the other."""
    db.session.flush()
    db.session.refresh(application, attribute_names=["state"], with_for_update={"of": Application})


def hold_in_assessment(application: Application) -> None:
    """Hold a case that is being assessed; raises Stale when it is not."""
    hold(application)
    if application.state is not ApplicationState.IN_ASSESSMENT:
        raise Stale(_("This case is not in assessment."))
