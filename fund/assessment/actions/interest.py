"""Interests: declaring, being kept out by one, stepping aside."""

from __future__ import annotations

from fund.applications.models import Application
from fund.applications.workflow import State as ApplicationState
from fund.assessment import policy, queries, rules
from fund.assessment.actions.held import hold
from fund.assessment.models import (
    Assessment,
    InterestDeclaration,
)
from fund.assessment.workflow import WORKFLOW, State
from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused
from fund.core.i18n import _
from fund.core.perform import perform
from fund.notices.actions import tell_each
from fund.people.models import Person
from fund.people.queries import at_work
from fund.people.roles import Role, is_staff


class NotDeclared(Forbidden):
    """Nothing was declared yet about the case `number`: the page to go to is that of the declaration."""

    number: str


def declare_interest(
    application: Application, *, has_interest: bool, explanation: str = "", by: Person
) -> InterestDeclaration:
    """Declare whether one has an interest in this case (F41); with one, one's scores are withheld.

    The other case handlers are asked by mail to take over when it is the handler who declares one. The same answer
    again changes nothing. Raises Refused without explanation, or when an interest is taken back.
    """
    if reason := policy.may_declare(by, application):
        raise Forbidden(reason)
    if has_interest and not explanation.strip():
        raise Refused(_("Write in one sentence what your interest is."), field="explanation")
    hold(application)
    earlier = queries.declaration_of(application.id, by.id)
    if earlier is not None:
        if reason := rules.why_not_declare(declared=earlier.has_interest, has_interest=has_interest):
            raise Refused(reason, field="has_interest")
        if earlier.has_interest is has_interest:
            return earlier
    declaration = InterestDeclaration(
        application=application,
        person=by,
        has_interest=has_interest,
        explanation=explanation.strip() if has_interest else "",
        declared_at=clock.now(),
    )
    db.session.add(declaration)
    audit.record("assessment.declare_interest", declaration, by=by, has_interest=has_interest)
    if has_interest and application.state is ApplicationState.IN_ASSESSMENT:
        for assessment in queries.who_scores(application):
            if assessment.person_id == by.id and assessment.state in (State.DRAFT, State.SUBMITTED):
                withhold(assessment, by=by)
    if has_interest:
        _ask_who_takes_over(application, by=by)
    return declaration


def _ask_who_takes_over(application: Application, *, by: Person) -> None:
    """Mail the other case handlers when who handles a case declares an interest: it is closed to them from now on."""
    decided = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN)
    if application.handler_id != by.id or application.state in decided:
        return
    facts = {
        "project": application.title,
        "organisation": application.organisation.name,
        "number": application.number,
        "handler": by.name,
    }
    others = [person for person in at_work(Role.CASE_HANDLER, clock.today()) if person.id != by.id]
    why = f"take_over:{application.id}:{by.id}"
    tell_each(others, template="assessment/take_over", reason=why, facts=facts, case_id=application.id, by=by)


def require_no_interest(application: Application, *, by: Person) -> None:
    """Raise NotDeclared or Forbidden unless `by` declared to have no interest in this case (fail closed)."""
    declaration = queries.declaration_of(application.id, by.id)
    _require(application, declared=None if declaration is None else declaration.has_interest)


def require_reading(application: Application, *, by: Person) -> policy.Standing:
    """Raise NotDeclared or Forbidden unless `by` may read this case; answers how they stand to it.

    For every page of the fund that shows what an applicant wrote or sent.
    """
    standing = queries.standing_of(application.id, by.id)
    if policy.must_declare(by) or standing.declared:
        _require(application, declared=standing.declared)
    if reason := policy.may_read_case(by, standing):
        raise Forbidden(reason)
    return standing


def _require(application: Application, *, declared: bool | None) -> None:
    reason = policy.why_interest_stands_in_the_way(declared=declared)
    if reason is None:
        return
    if declared is None:
        refusal = NotDeclared(reason)
        refusal.number = application.number or ""
        raise refusal
    raise Forbidden(reason)


def guard_interest(case_id: int, *, by: Person) -> None:
    """Keep out of a case who declared an interest in it, and who judges cases and declared nothing yet (F41).

    Raises NotDeclared or Forbidden. `fund/lifecycle.py` hands it to people, where every duty and every step asks it, so
    that it holds on every way in and in every stage. Applicants declare nothing.
    """
    if not is_staff(by):
        return
    declaration = queries.declaration_of(case_id, by.id)
    if declaration is None and not policy.must_declare(by):
        return
    if declaration is None or declaration.has_interest:
        application = db.session.get_one(Application, case_id)
        _require(application, declared=None if declaration is None else declaration.has_interest)


def withhold(assessment: Assessment, *, by: Person) -> None:
    """Step aside: these scores never count (SC-10)."""
    perform(WORKFLOW, "withhold", assessment, by=by, facts={"submitted_at": None})
