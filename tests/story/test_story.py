"""The demo story: told on both databases, once; every state is in it, and the books and the record are whole."""

import pytest

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.calls.models import Call
from fund.core import audit, clock
from fund.core.db import db
from fund.decisions.models import Decision
from fund.decisions.workflow import State as DecisionState
from fund.ledger import queries as ledger
from fund.payments.models import Instalment, PaymentOrder, PaymentRun
from fund.payments.workflow import InstalmentState, OrderState, RunState
from fund.reports.models import Reminder, Report
from fund.reports.workflow import State as ReportState
from fund.settlement.models import Settlement
from fund.story import tell
from fund.story.calendar import REFERENCE


def states(model):
    return set(db.session.scalars(db.select(model.state).distinct()))


@pytest.mark.timeout(300)
def test_the_story_is_told_once_and_everything_in_it_holds(database, held):
    held.at(clock.at(REFERENCE, 12))
    told = tell()
    database.commit()
    assert told.new
    assert (told.organisations, told.applications) == (25, 25)
    assert states(Application) == set(ApplicationState)
    assert states(Decision) == set(DecisionState)
    assert states(Award) == set(AwardState)
    assert states(Report) == set(ReportState)
    assert {RunState.AWAITING_RELEASE, RunState.RELEASED, RunState.SETTLED} <= states(PaymentRun)
    assert {OrderState.INSTRUCTED, OrderState.PAID, OrderState.RETURNED} <= states(PaymentOrder)
    assert {InstalmentState.PLANNED, InstalmentState.IN_RUN, InstalmentState.PAID} <= states(Instalment)
    assert db.session.scalar(db.select(db.func.count()).where(Reminder.sent_at.is_not(None))) > 0
    assert db.session.scalar(db.select(db.func.count()).select_from(Settlement)) >= 4
    first = db.session.scalars(db.select(Call).where(Call.code == "FSV-2025")).one()
    assert "2025" in first.legal_basis["nl"], "letters of the first year name their own scheme"
    assert ledger.check().findings == ()
    assert audit.verify().broken_at is None
    entries = audit.verify().entries
    again = tell()
    database.commit()
    assert not again.new
    assert audit.verify().entries == entries
