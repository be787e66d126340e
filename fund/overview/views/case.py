"""One case, everything on it: the head with its dates, the one next step, the tabs, the time line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from fund.applications import actions as applications
from fund.applications import letters
from fund.applications import policy as application_policy
from fund.applications import queries as application_queries
from fund.applications.models import Application
from fund.applications.rules import PARTS, decision_term, sentence
from fund.applications.workflow import WORKFLOW, State
from fund.assessment import actions as assessment_actions
from fund.assessment import policy as assessment_policy
from fund.assessment import queries as assessment_queries
from fund.assessment.forms import AssignForm
from fund.assessment.models import Assessment
from fund.assessment.workflow import State as ScoreState
from fund.awards.workflow import WORKFLOW as AWARD
from fund.core import clock
from fund.core.i18n import Message, _
from fund.documents.policy import readable
from fund.documents.queries import documents_in_case
from fund.notices.policy import may_set_aside
from fund.notices.queries import notices_in_case
from fund.notices.rules import why_not_taken
from fund.overview import policy
from fund.overview.queries import dossier
from fund.overview.queries.mail import LOOKS
from fund.overview.queries.reporting import ESCALATED_AFTER
from fund.overview.rules import desk as rules
from fund.overview.rules.desk import Door, Facts, NextStep, Scoring
from fund.overview.views import blueprint
from fund.overview.views.told import actor_of, timeline, words_of
from fund.payments.queries import money_of
from fund.people.rules import DutyKind
from fund.web import filters
from fund.web.guard import actor, requires

HEAD = (
    joinedload(Application.call),
    joinedload(Application.organisation),
    joinedload(Application.handler),
    joinedload(Application.submitted_by),
)
ELSEWHERE = ("account", "signing", "attachments")
"""Parts of the form that the case page does not show as answers: the bank account, who may sign, the files."""

TABS: dict[str, Message] = {
    "assessment": _("Assessment"),
    "application": _("Application"),
    "money": _("Money"),
    "messages": _("Messages"),
    "documents": _("Documents"),
    "proof": _("Proof"),
}

DID: dict[DutyKind, Message] = {
    DutyKind.APPLIED: _("applied"),
    DutyKind.HANDLED: _("took it up and handles it"),
    DutyKind.SCORED: _("scored"),
    DutyKind.ADVISED: _("advised"),
    DutyKind.PROPOSED: _("proposed the decision"),
    DutyKind.DECIDED: _("signed the decision"),
    DutyKind.BANK_CHECKED: _("checked the bank account"),
    DutyKind.RUN_MADE: _("made the payment run"),
    DutyKind.RUN_RELEASED: _("released the payment"),
    DutyKind.BANK_MATCHED: _("booked a line of the bank by hand"),
    DutyKind.REVIEWED_REPORT: _("reviewed a report"),
    DutyKind.SETTLEMENT_PROPOSED: _("proposed the determination"),
    DutyKind.SETTLEMENT_DECIDED: _("determined the grant"),
}


@dataclass(frozen=True)
class Seen:
    """What the reader may see of the assessment of a case."""

    standing: assessment_policy.Standing
    closed: Message | None
    scoring: Sequence[Assessment]
    board: assessment_queries.Board | None


@blueprint.get("/cases/<number>")
@requires(policy.may_open_case, Application, by="number", load=HEAD)
def case(application: Application) -> ResponseReturnValue:
    """Show a case; without a declaration, or with an interest, its head and nothing else."""
    person = actor()
    board = None
    position, standing = dossier.position_of(application, person.id)
    closed = assessment_policy.may_read_case(person, standing)
    tab = request.args.get("tab", "assessment")
    tab = tab if tab in TABS else "assessment"
    if closed is None and tab == "assessment":
        board = assessment_queries.board_of(application, person, standing)
    scoring = board.scoring if board is not None else _scoring(application)
    step = _step(application, position, Seen(standing, closed, scoring, board))
    shown: dict[str, Any] = {} if closed is not None else SHOWN[tab](application)
    if board is not None:
        shown |= _assessment(application, board, step, known=position.decision == "served")
    return render_template(
        "overview/case.html",
        application=application,
        look=WORKFLOW.looks[application.state] if position.award is None else AWARD.looks[position.award],
        position=position,
        areas=dossier.areas_of(application, clock.today()),
        closed=closed,
        must_declare=closed is not None and standing.declared is None,
        step=step,
        door=_address(step.door, application, position, scoring),
        may=_may(person) | {"hand_over": _may_hand_over(person, application)},
        board=board,
        scoring=scoring,
        term=decision_term(application) if application.submitted_at else None,
        tab=tab,
        tabs=TABS,
        today=clock.today(),
        how_soon=rules.how_soon,
        **shown,
    )


def _scoring(application: Application) -> Sequence[Assessment]:
    """List who scores a case, as long as that decides what happens next."""
    return assessment_queries.who_scores(application) if application.state is State.IN_ASSESSMENT else ()


def _step(application: Application, position: dossier.Position, seen: Seen) -> NextStep:
    """Find the next step; for a reader who has to declare first, that comes before everything."""
    to_score = (one.due_on for one in seen.scoring if one.person_id == actor().id and one.state is ScoreState.DRAFT)
    own_due = next(to_score, None)
    if seen.closed is not None:
        if seen.standing.declared is None:
            before = own_due or application.next_step_by
            return NextStep(_("Declare whether you have an interest"), _("you"), before, Door.DECLARE)
        return NextStep(_("This case is closed to you, because you declared an interest."), rests=True)
    return rules.next_step(
        Facts(
            state=application.state,
            handler=application.handler.name if application.handler else "",
            decide_by=application.decide_by,
            next_step_by=application.next_step_by,
            assessors_needed=application.call.assessors_needed,
            scoring=[Scoring(one.person.name, one.state, one.due_on) for one in seen.scoring],
            own=seen.standing.own,
            own_due=own_due,
            apart=position.apart if not seen.standing.to_come else 0,
            decision=position.decision,
            unheard=bool(position.unheard),
            objection_by=position.objection_by,
            award=position.award,
            report=position.report,
            report_due=_report_due(position),
            to_call=_is_to_call(position),
            ends_on=position.ends_on,
            final_accepted_on=_day(position.final_accepted_at),
            recover_by=position.recover_by,
            today=clock.today(),
        )
    )


def _report_due(position: dossier.Position) -> date | None:
    """Answer before when a report comes in, or is explained, or is reviewed when it came in."""
    came_in = _day(position.report_submitted_at) if position.report == "submitted" else None
    return rules.review_by(came_in) or position.report_due


def _is_to_call(position: dossier.Position) -> bool:
    """Whether a report is so late that who handles the case was told, as on the work list."""
    due = position.report_due if position.report == "expected" else None
    return due is not None and due <= clock.today() - ESCALATED_AFTER


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else clock.local_day(moment)


def _address(door: Door, application: Application, position: dossier.Position, scoring: Any) -> str:
    number = application.number
    own = next((one.key for one in scoring if one.person_id == actor().id), "")
    if door is Door.DECISION:
        return url_for("decisions.decision", key=position.decision_key)
    if door is Door.OBJECTION:
        return url_for("objections.objection", key=position.objection_key)
    if door is Door.REPORT:
        return url_for("reports.report", key=position.report_key)
    if door is Door.SCORE:
        return url_for("assessment.scores", number=number, key=own)
    if door is Door.CHASE:
        return url_for(".case", number=number, _anchor="scoring")
    places = {
        Door.DECLARE: "assessment.declare",
        Door.DISCUSS: "assessment.discuss",
        Door.ADVISE: "assessment.advise",
        Door.PROPOSE: "decisions.propose",
        Door.AWARD: "awards.award",
        Door.SETTLE: "settlement.propose",
    }
    return url_for(places[door], number=number) if door in places else ""


def _may(person: Any) -> dict[str, bool]:
    """Answer which buttons this person gets; whether the step goes through is asked again by the action."""
    handles = application_policy.may_handle(person, None) is None
    return {
        "take_up": handles,
        "assign": handles,
        "advise": handles,
        "propose": handles,
        "hand_back": handles,
        "settle": handles,
        "discuss": assessment_policy.may_assess(person) is None,
    }


def _may_hand_over(person: Any, application: Application) -> bool:
    """Answer whether this person is offered to let somebody else handle the case: while anything is left to do."""
    handles = assessment_policy.may_handle_assessment(person) is None
    ended = application.state in (State.REFUSED, State.WITHDRAWN)
    return handles and application.handler_id is not None and not ended


def _assessment(
    application: Application, board: assessment_queries.Board, step: NextStep, *, known: bool
) -> dict[str, Any]:
    """Gather what the first tab shows; `known` says that the decision was made known."""
    day = clock.today()
    decide_by = None if known else application.decide_by
    missing = _still_to_ask(application, board)
    advices = (
        assessment_queries.advices_of(application) if application.state not in ("submitted", "in_assessment") else ()
    )
    return {
        "advice": advices[0] if advices and board.why_closed is None else None,
        "sentences": {link.id: sentence(link) for link, _scores in board.tasks},
        "assign": AssignForm(list(assessment_queries.can_be_asked(application, day))) if missing else None,
        "to_ask": rules.ask(missing),
        "line": timeline(dossier.history_of(application), step, board.scoring, decide_by, day),
    }


def _still_to_ask(application: Application, board: assessment_queries.Board) -> int:
    """Answer how many people the reader must still ask to score, whatever the reader has to score as well."""
    if application.state is not State.IN_ASSESSMENT or assessment_policy.may_handle_assessment(actor()) is not None:
        return 0
    return rules.still_to_ask(application.call.assessors_needed, (one.state for one in board.scoring))


def _application(application: Application) -> dict[str, Any]:
    application_queries.by_number(application.number or "", *application_queries.ANSWERS)  # fills in this application
    spoken = filters.language()
    return {
        "answered": [
            (part, letters.answers_of(application, part.name, spoken)) for part in PARTS if part.name not in ELSEWHERE
        ]
    }


def _messages(application: Application) -> dict[str, Any]:
    return {
        "notices": notices_in_case(application.id),
        "looks": LOOKS,
        "why_not_taken": why_not_taken,
        "may_set_aside": may_set_aside(actor()) is None,
    }


def _documents(application: Application) -> dict[str, Any]:
    papers = {attachment.document_id: kind for attachment, kind in letters.kinds_of(application)}
    return {"documents": readable(actor(), documents_in_case(application.id)), "papers": papers}


def _proof(application: Application) -> dict[str, Any]:
    return {
        "duties": [(DID[DutyKind(duty.kind)], name, duty.at) for duty, name in dossier.duties_in(application)],
        "declarations": list(assessment_queries.declarations_of(application).values()),
        "history": dossier.history_of(application, limit=500),
        "words_of": words_of,
        "actor_of": actor_of,
    }


def _nothing(_application: Application) -> dict[str, Any]:
    return {}


SHOWN: dict[str, Callable[[Application], dict[str, Any]]] = {
    "assessment": _nothing,
    "application": _application,
    "money": lambda application: {"payments": money_of(application, clock.today())},
    "messages": _messages,
    "documents": _documents,
    "proof": _proof,
}
"""What each tab needs besides the head of the case."""


@blueprint.post("/cases/<number>/take-up")
@requires(application_policy.may_handle, Application, by="number", load=(joinedload(Application.call),))
def take_up(application: Application) -> ResponseReturnValue:
    """Confirm that an application is complete and start assessing."""
    assessment_actions.require_reading(application, by=actor())
    applications.take_up(application, by=actor())
    flash(str(_("The application is complete. The assessment starts.")), "ok")
    return redirect(url_for(".case", number=application.number), 303)
