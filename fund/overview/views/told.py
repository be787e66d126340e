"""The history of a case in words: what stands in the record, told to the people of the fund."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fund.assessment.models import Assessment
from fund.assessment.workflow import State as ScoreState
from fund.core.audit import AuditEntry
from fund.core.i18n import Message, _
from fund.overview.queries.record import SYSTEM
from fund.overview.rules.desk import NextStep
from fund.web import filters

TOLD: dict[str, tuple[str, Message]] = {
    "application.submit": ("", _("Application received")),
    "application.take_up": ("", _("Complete. The assessment starts")),
    "application.hand_over": ("", _("Somebody else handles the case")),
    "application.withdraw": ("bad", _("Application withdrawn")),
    "application.record_advice": ("", _("Advice given")),
    "application.reopen_assessment": ("bad", _("The case is assessed again")),
    "application.refuse": ("", _("Made known: refused")),
    "application.grant": ("", _("Made known: granted")),
    "assessment.declare_interest": ("", _("Declared about an interest")),
    "assessment.assign": ("", _("Asked to score")),
    "assessment.ask_again": ("", _("Asked to score again")),
    "assessment.remind": ("", _("Reminded of the scores")),
    "assessment.take_off": ("bad", _("Taken off the case")),
    "assessment.submit_scores": ("", _("Handed in scores")),
    "assessment.reopen_scores": ("bad", _("Scores handed back")),
    "assessment.withhold": ("bad", _("Stepped aside: the scores do not count")),
    "assessment.agree": ("", _("Agreed on points after talking")),
    "decision.propose": ("", _("Decision proposed")),
    "decision.revise": ("", _("Proposal changed")),
    "decision.propose_again": ("", _("Decision proposed again")),
    "decision.send_back": ("bad", _("Proposal sent back")),
    "decision.approve": ("", _("Decision signed")),
    "award.start": ("", _("The grant started")),
    "award.settle": ("", _("Grant determined")),
    "award.close": ("", _("Grant closed")),
    "award.meet_obligation": ("", _("Obligation met")),
    "report.remind": ("", _("Reminder about the report")),
    "report.submit_report": ("", _("Report received")),
    "report.ask": ("", _("Question asked about the report")),
    "report.answer": ("", _("Question answered")),
    "report.accept": ("", _("Report accepted")),
    "instalment.instruct": ("", _("Payment sent to the bank")),
    "instalment.confirm_paid": ("", _("Paid")),
    "instalment.reopen": ("bad", _("Payment returned")),
    "settlement.propose": ("", _("Determination proposed")),
    "settlement.revise": ("", _("Determination changed before it was signed")),
    "settlement.determine": ("", _("Determination made")),
    "objection.file": ("bad", _("Objection received")),
    "objection.withdraw_objection": ("", _("Objection withdrawn")),
    "objection.decide_objection": ("", _("Objection decided on")),
    "settlement.send_settlement_back": ("bad", _("Determination sent back")),
    "recovery.claim": ("bad", _("Money asked back")),
    "recovery.finish_recovery": ("", _("Everything that was asked back came in")),
}
"""What is told of an entry: how it looks, and the words; what is not named here stands on the proof page only."""

RECORDED: dict[str, Message] = {
    "bank_account.check": _("Bank account checked"),
    "bank_match.confirm_match": _("Line of the bank booked by a second person"),
    "bank_match.propose": _("Booking of a line of the bank proposed"),
    "bank_match.refuse_match": _("Booking of a line of the bank refused"),
    "call.close": _("Call closed"),
    "call.publish": _("Call published"),
    "instalment.forgo": _("Payment no longer needed"),
    "organisation.add_member": _("Member added"),
    "organisation.change_signing": _("Who may sign changed"),
    "organisation.end_member": _("Member ended"),
    "payment_run.make": _("Payment run made"),
    "payment_run.release": _("Payment run released"),
    "payment_run.send_back": _("Payment run sent back"),
    "payment_run.settle_run": _("Payment run finished"),
    "application.start": _("Application begun"),
    "application.attach": _("File added"),
    "application.remove_attachment": _("File removed"),
    "assessment.advise": _("Advice written down"),
    "bank_account.doubt": _("Bank account doubted"),
    "bank_statement.read": _("Bank statement read"),
    "call.change": _("Call changed"),
    "call.write": _("Call written"),
    "decision.serve": _("Decision made known"),
    "decision.serve_again": _("Decision made known again"),
    "mandate.end": _("Mandate ended"),
    "mandate.give": _("Mandate given"),
    "notice.set_aside": _("Message told in another way"),
    "organisation.change": _("Organisation changed"),
    "organisation.enter_bank_account": _("Bank account entered"),
    "organisation.register": _("Organisation registered"),
    "person.change": _("Person changed"),
    "person.confirm": _("Address confirmed"),
    "person.end": _("Account ended"),
    "person.end_role": _("Role ended"),
    "person.grant_role": _("Role given"),
    "person.set_password": _("Password chosen"),
    "person.sign_in": _("Signed in"),
    "person.sign_up": _("Signed up"),
    "programme.load": _("Programme loaded"),
    "settlement.post": _("Determination sent by post"),
    "award.file_obligation": _("What was promised is filed"),
    "award.plan_payments": _("Payments planned"),
    "award.plan_final_payment": _("Last payment planned"),
    "award.reopen": _("Grant opened again"),
    "document.received": _("File received"),
    "document.issued": _("Letter or file of ours made"),
    "instalment.select": _("Payment taken into a run"),
    "instalment.put_back": _("Payment taken out of a run"),
    "instalment.cancel": _("Payment cancelled"),
    "ledger.move": _("Money booked"),
    "notice.try_again": _("Message sent again"),
    "payment_order.instruct_order": _("Order given to the bank"),
    "payment_order.mark_paid": _("Order carried out by the bank"),
    "payment_order.mark_returned": _("Order sent back by the bank"),
    "payment_order.drop": _("Order taken back"),
    "recovery.start_term": _("Term to pay back started"),
    "report.expect": _("Report asked for"),
    "settlement.propose_settlement_again": _("Determination proposed again"),
}
"""What the proof page says besides, of entries that are no news for who reads the time line."""


def words_of(entry: Any) -> str:
    """Say what an entry of the record says: what was done, to whom, and the reason that was given."""
    _kind, message = TOLD.get(entry.action, ("", RECORDED.get(entry.action)))
    said = str(message) if message is not None else entry.action
    whom, reason = entry.detail.get("to"), entry.detail.get("reason")
    return f"{said}{f': {whom}' if whom else ''}{f' – “{reason}”' if reason else ''}"


def actor_of(entry: Any) -> str:
    """Name who did what an entry says; what the clock did, the system did."""
    return str(SYSTEM) if entry.actor_id is None else entry.actor_name


def _told(entry: AuditEntry) -> str:
    """Tell an entry with the name of who did it; not of the clock."""
    return f"{words_of(entry)} ({entry.actor_name})" if entry.actor_id is not None else words_of(entry)


def timeline(
    history: Sequence[AuditEntry], step: NextStep, scoring: Sequence[Assessment], decide_by: date | None, today: date
) -> list[tuple[str, str, str]]:
    """Write the one time line of a case: what is to come on top, then now, then what happened, newest first.

    `decide_by` is None once the decision was made known: then the last day is that of the step after it.
    """
    coming: list[tuple[date, str]] = [
        (one.due_on, str(_("Points of %(name)s at the latest", name=one.person.name)))
        for one in scoring
        if one.state is ScoreState.DRAFT
    ]
    if decide_by is not None and not step.rests:
        coming.append((decide_by, str(_("Last day to decide"))))
    elif step.before is not None:
        coming.append((step.before, str(_("Last day for the next step"))))
    lines = [
        ("bad" if day < today else "next", filters.day_short(day), words)
        for day, words in sorted(coming, key=lambda pair: pair[0], reverse=True)
    ]
    if not step.rests:
        lines.append(("now", str(_("now")), str(step.what)))
    lines += [
        (TOLD[entry.action][0], filters.moment(entry.at), _told(entry)) for entry in history if entry.action in TOLD
    ]
    return lines
