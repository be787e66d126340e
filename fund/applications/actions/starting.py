"""An application is started: once, however often the button is pressed."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from fund.applications.models import Application
from fund.applications.workflow import WORKFLOW
from fund.calls.models import Call
from fund.calls.rules import may_apply_at
from fund.core import audit, clock
from fund.core.db import db, insert_once
from fund.core.errors import Forbidden, Refused
from fund.people.models import Organisation, Person
from fund.people.roles import acts_for


def start(call: Call, organisation: Organisation, *, by: Person, idempotency_key: str | None = None) -> Application:
    """Start a draft for an organisation in a call that is open now; the same key answers the same application.

    Raises:
        Forbidden: when `by` does not act for the organisation.
        Refused: when the call is not open yet or no longer.
    """
    if reason := acts_for(by, organisation.id):
        raise Forbidden(reason)
    now = clock.now()
    if reason := may_apply_at(call, now):
        raise Refused(reason)
    key = f"{by.id}:{idempotency_key or secrets.token_urlsafe(16)}"[:64]
    new = insert_once(
        Application,
        idempotency_key=key,
        call_id=call.id,
        organisation_id=organisation.id,
        state=WORKFLOW.start,
        created_at=now,
        created_by_id=by.id,
        saved_at=now,
    )
    application = db.session.scalars(select(Application).where(Application.idempotency_key == key)).one()
    if new:
        audit.record("application.start", application, by=by, to_state=WORKFLOW.start.value)
    return application
