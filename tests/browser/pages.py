"""Every page of the application by its endpoint: in whose eyes, and which one of the story of the demo.

An endpoint that answers with a page and does not stand here fails tests/architecture/test_endpoints.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import url_for
from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from fund.applications.models import Application
from fund.applications.rules import PARTS
from fund.assessment import actions as assessment
from fund.assessment.models import Assessment
from fund.assessment.workflow import State as SheetState
from fund.awards.models import Award
from fund.calls import actions as calls
from fund.calls.models import Call
from fund.calls.workflow import State as CallState
from fund.core import clock
from fund.core.audit import TheClock
from fund.core.db import db
from fund.decisions.models import Decision, Mandate
from fund.decisions.workflow import State as DecisionState
from fund.notices.models import Notice, NoticeStatus
from fund.objections.models import Objection
from fund.payments import actions as payments
from fund.payments.models import BankEntry, BankStatement, PaymentOrder, PaymentRun, Recovery
from fund.payments.rules.matching import Verdict
from fund.payments.workflow import OrderState, RunState
from fund.people import actions as people
from fund.people.models import BankAccount, EmailPurpose, EmailToken, Membership, Organisation, Person
from fund.people.queries import person_by_email
from fund.people.rules import hash_token
from fund.reports import actions as reports
from fund.reports.models import Report, ReportKind
from fund.settlement import actions as settlements
from fund.settlement.models import Settlement
from tests.demo import PEOPLE
from tests.payments.bank_files import Line
from tests.payments.desk import bank_file
from tests.reports.filing import fill_in

DRAFT, ADVISED, APART, ASKED = (
    "Buurtwerkplaats Zevensprong",
    "Buurtfabriek Noord",
    "Wijkwarmte Kalsdonk",
    "Rijsbergen rijdt samen",
)
BACK, LATE, RECEIVED, FILED, LONG = (
    "Praat mee in de buurt",
    "Maatje op de bus",
    "Muziek in de flat",
    "Mantelzorghuis De Pauze",
    "Zorgdorp Peelrand",
)
SETTLED, OBJECTS, PROPOSED = ("Leerwerkkas", "hans@leerwerkkas.example"), "riet@geluk.example", "Digitale voordeur"
TOKEN: Final = {EmailPurpose.CONFIRM: "confirm-me", EmailPurpose.RESET: "let-me-in"}
YEAR: Final = "FSV-2027"

FILES: Final = frozenset(
    {
        "applications.copy",
        "decisions.letter",
        "documents.document",
        "healthz",
        "language.choose",
        "overview.cases_csv",
        "overview.record_csv",
        "payments.recoveries_file",
        "payments.run_file",
        "readyz",
        "security_txt",
        "statements.export",
        "statements.movements_file",
        "static",
    }
)
"""What answers a GET with a file or sends on, never with a page to read."""


@dataclass(frozen=True)
class Stop:
    """A page to look at: its endpoint, the name of its picture, who looks (a short name of the demo), its address."""

    endpoint: str
    name: str
    who: str
    address: str


def person(short: str) -> Person:
    """Find somebody of the demo, by short name or by address."""
    found = person_by_email(PEOPLE.get(short, short))
    assert found is not None
    return found


def _one(model: Any, *conditions: ColumnElement[bool]) -> Any:
    """Find the oldest of what the story has."""
    found = db.session.scalars(select(model).where(*conditions).order_by(model.id)).first()
    assert found is not None, (model, [str(each) for each in conditions])
    return found


def case(title: str) -> Application:
    """Find an application by its title."""
    found: Application = _one(Application, Application.title == title)
    return found


def _award(title: str) -> Award:
    found: Award = _one(Award, Award.application_id == case(title).id)
    return found


def _sheet(title: str, state: SheetState) -> dict[str, Any]:
    application = case(title)
    sheet = _one(Assessment, Assessment.application_id == application.id, Assessment.state == state)
    return {"number": application.number, "key": sheet.key}


def _report(title: str, kind: ReportKind) -> dict[str, Any]:
    return {"key": _one(Report, Report.award_id == _award(title).id, Report.kind == kind).key}


def _call(state: CallState) -> dict[str, Any]:
    return {"key": _one(Call, Call.state == state).key}


def _organisation(short: str = "noor") -> dict[str, Any]:
    return {"key": _one(Membership, Membership.person_id == person(short).id).organisation.key}


def _colleague() -> dict[str, Any]:
    own = _one(Membership, Membership.person_id == person("noor").id)
    other = _one(Membership, Membership.organisation_id == own.organisation_id, Membership.id != own.id)
    return {"key": own.organisation.key, "person": other.person.key}


def _unchecked() -> dict[str, Any]:
    organisation = case(LATE).organisation_id
    return {"key": _one(BankAccount, BankAccount.organisation_id == organisation).key}


def _key(model: Any, *conditions: Any) -> dict[str, Any]:
    return {"key": _one(model, *conditions).key}


def _of(title: str) -> dict[str, Any]:
    return {"number": case(title).number}


def _own(title: str) -> dict[str, Any]:
    return {"key": case(title).key}


Values = Callable[[], dict[str, Any]]
NOTHING: Final[Values] = dict
PAGES: Final[dict[str, tuple[str, Values]]] = {
    "applications.application": ("noor", lambda: _own(DRAFT)),
    "applications.attachments": ("noor", lambda: _own(DRAFT)),
    "applications.part": ("noor", lambda: {**_own(DRAFT), "name": "plan"}),
    "applications.questions": ("", lambda: {"slug": _one(Call, Call.code == "FSV-2026").slug}),
    "applications.receipt": ("anja", lambda: _own(LATE)),
    "applications.review": ("noor", lambda: _own(DRAFT)),
    "applications.start": ("noor", lambda: {"slug": _one(Call, Call.code == "FSV-2026").slug}),
    "applications.withdraw": ("noor", lambda: _own(DRAFT)),
    "assessment.advise": ("mila", lambda: _of(APART)),
    "assessment.assess": ("daan", NOTHING),
    "assessment.declare": ("mila", lambda: _of(RECEIVED)),
    "assessment.discuss": ("mila", lambda: _of(APART)),
    "assessment.hand_back": ("mila", lambda: _sheet(APART, SheetState.SUBMITTED)),
    "assessment.hand_over": ("mila", lambda: _of(ASKED)),
    "assessment.scores": ("fatima", lambda: _sheet(ASKED, SheetState.DRAFT)),
    "assessment.take_off": ("mila", lambda: _sheet(ASKED, SheetState.DRAFT)),
    "awards.award": ("anja", lambda: {"number": _award(LATE).number}),
    "calls.call": ("", lambda: {"slug": _one(Call, Call.code == "FSV-2026").slug}),
    "calls.calls": ("", NOTHING),
    "calls.copy": ("ilse", lambda: _call(CallState.PUBLISHED)),
    "calls.criteria": ("ilse", lambda: _call(CallState.DRAFT)),
    "calls.edit": ("ilse", lambda: _call(CallState.DRAFT)),
    "calls.manage": ("ilse", NOTHING),
    "calls.preview": ("ilse", lambda: _call(CallState.DRAFT)),
    "calls.publish": ("ilse", lambda: _call(CallState.DRAFT)),
    "components": ("", NOTHING),
    "decisions.change": ("mila", lambda: _key(Decision, Decision.state == DecisionState.SENT_BACK)),
    "decisions.decide": ("marieke", NOTHING),
    "decisions.decision": ("marieke", lambda: _key(Decision, Decision.state == DecisionState.SENT_BACK)),
    "decisions.end_mandate": ("bram", lambda: _key(Mandate)),
    "decisions.give_mandate": ("bram", NOTHING),
    "decisions.mandates": ("bram", NOTHING),
    "decisions.propose": ("pieter", lambda: _of(ADVISED)),
    "decisions.serve_again": ("mila", lambda: {"key": _lost().key}),
    "objections.object_to_decision": ("anja", lambda: {"key": _lost().key}),
    "objections.object_to_settlement": (
        SETTLED[1],
        lambda: _key(Settlement, Settlement.award_id == _award(SETTLED[0]).id),
    ),
    "objections.objection": ("mila", lambda: _key(Objection)),
    "objections.objections": ("mila", NOTHING),
    "overview.accessibility": ("", NOTHING),
    "overview.case": ("mila", lambda: _of(LATE)),
    "overview.cases": ("mila", NOTHING),
    "overview.front": ("", NOTHING),
    "overview.home": ("anja", NOTHING),
    "overview.mail": ("bram", NOTHING),
    "overview.my_work": ("mila", NOTHING),
    "overview.privacy": ("", NOTHING),
    "overview.record": ("tom", NOTHING),
    "payments.accounts": ("olga", NOTHING),
    "payments.bank": ("sanne", NOTHING),
    "payments.check": ("olga", _unchecked),
    "payments.line": ("sanne", lambda: _key(BankEntry, BankEntry.matched == Verdict.UNMATCHED)),
    "payments.payments": ("sanne", NOTHING),
    "payments.recoveries": ("sanne", NOTHING),
    "payments.recovery": ("sanne", lambda: _key(Recovery)),
    "payments.run": ("ruud", lambda: _key(PaymentRun, PaymentRun.state == RunState.AWAITING_RELEASE)),
    "payments.runs": ("ruud", NOTHING),
    "payments.send_back": ("ruud", lambda: _key(PaymentRun, PaymentRun.state == RunState.AWAITING_RELEASE)),
    "payments.statement": ("sanne", lambda: _key(BankStatement)),
    "people.account": ("noor", NOTHING),
    "people.add_member": ("noor", _organisation),
    "people.bank_account": ("noor", _organisation),
    "people.change_account": ("noor", NOTHING),
    "people.change_organisation": ("noor", _organisation),
    "people.change_password": ("noor", NOTHING),
    "people.change_signing": ("noor", _colleague),
    "people.confirm": ("", lambda: {"token": TOKEN[EmailPurpose.CONFIRM]}),
    "people.create_staff": ("bram", NOTHING),
    "people.end_member": ("noor", _colleague),
    "people.end_person": ("bram", lambda: {"key": person("daan").key}),
    "people.end_role": ("bram", lambda: {"key": person("daan").key, "role": "assessor"}),
    "people.forgot": ("", NOTHING),
    "people.grant_role": ("bram", lambda: {"key": person("daan").key}),
    "people.mail_sent": ("", NOTHING),
    "people.organisation": ("noor", _organisation),
    "people.organisations": ("noor", NOTHING),
    "people.person": ("bram", lambda: {"key": person("daan").key}),
    "people.persons": ("bram", NOTHING),
    "people.register": ("noor", NOTHING),
    "people.reset": ("", lambda: {"token": TOKEN[EmailPurpose.RESET]}),
    "people.sign_in": ("", NOTHING),
    "people.sign_up": ("", NOTHING),
    "reports.check": ("anja", lambda: _report(LATE, ReportKind.INTERIM)),
    "reports.file": ("anja", lambda: _report(LATE, ReportKind.INTERIM)),
    "reports.report": ("mila", lambda: _report(FILED, ReportKind.FINAL)),
    "reports.reports": ("mila", NOTHING),
    "settlement.change": ("mila", lambda: _key(Settlement, Settlement.award_id == _award(PROPOSED).id)),
    "settlement.propose": ("pieter", lambda: {"number": _award(LONG).number}),
    "settlement.settlement": ("marieke", lambda: _key(Settlement)),
    "settlement.settlements": ("mila", NOTHING),
    "statements.movements": ("sanne", lambda: _of(LATE)),
    "statements.statements": ("sanne", NOTHING),
}
"""Endpoint -> who looks at it ("" is a visitor), and the parts of its address."""

MORE: Final[list[tuple[str, str, str, Values]]] = [
    *(
        ("applications.part", name, "noor", lambda name=name: {**_own(DRAFT), "name": name})
        for name in (each.name for each in PARTS)
        if name not in {"plan", "attachments"}
    ),
    *(
        ("overview.case", tab, "mila", lambda tab=tab: {**_of(LATE), "tab": tab})
        for tab in ("assessment", "application", "messages", "documents", "proof")
    ),
    ("applications.application", "granted", "anja", lambda: _own(LATE)),
    ("awards.award", "staff", "mila", lambda: {"number": _award(LATE).number}),
    ("objections.objection", "own", OBJECTS, lambda: _key(Objection)),
    ("overview.my_work", "finance", "sanne", NOTHING),
    ("statements.statements", "task", "sanne", lambda: {"view": "task"}),
]
"""Pages that look different from the other one of their endpoint."""


def _lost() -> Decision:
    """Find a decision that was sent by mail."""
    found: Decision = _one(Decision, Decision.state == DecisionState.SERVED, Decision.application_id == case(LATE).id)
    return found


def prepare() -> None:
    """Add to the story what it has no page about; the caller commits."""
    colleague = people.enrol(name="Sam Vermeer", email="sam@zevensprong.example", by=TheClock())
    organisation = _one(Organisation, Organisation.key == _organisation()["key"])
    people.join(organisation, colleague, may_sign=False, by=person("noor"))
    assessment.declare_interest(case(ASKED), has_interest=False, by=person("fatima"))
    fill_in(_one(Report, Report.award_id == _award(LATE).id, Report.kind == ReportKind.INTERIM), by=person("anja"))
    opens = clock.now() + timedelta(days=40)
    calls.copy_call(
        _one(Call, Call.code == "FSV-2026"),
        code=YEAR,
        slug="fonds-sociale-veerkracht-2027",
        opens_at=opens,
        closes_at=opens + timedelta(days=90),
        by=person("ilse"),
    )
    order = _one(PaymentOrder, PaymentOrder.state == OrderState.INSTRUCTED)
    dear = Line(-order.amount - 7_50, order.end_to_end_id, order.holder, order.iban)
    payments.read_statement(bank_file(dear, number="ST-99"), filename="afschrift.xml", by=person("sanne"))
    for purpose, token in TOKEN.items():
        until = clock.now() + timedelta(days=1)
        link = EmailToken(person_id=colleague.id, purpose=purpose, token_hash=hash_token(token), expires_at=until)
        db.session.add(link)
    _lose_a_mail()
    _propose_a_determination()


def _lose_a_mail() -> None:
    notices = select(Notice).where(Notice.template.startswith("decisions/"), Notice.case_id == case(LATE).id)
    for mail in db.session.scalars(notices):
        mail.status, mail.attempts, mail.last_problem = NoticeStatus.GIVEN_UP, 5, "550 5.1.1 user unknown"


def _propose_a_determination() -> None:
    """Let the question about a final report be answered, so that the grant can be determined."""
    award, mila, grantee = _award(PROPOSED), person("mila"), case(PROPOSED).submitted_by
    assert grantee is not None
    report = _one(Report, Report.award_id == award.id, Report.kind == ReportKind.FINAL)
    reports.answer(report, {question.id: "Wij telden aan de deur." for question in report.questions}, by=grantee)
    reports.accept(report, by=mila)
    words = "U voerde het plan uit en kwam uw verplichtingen na."
    settlements.propose_settlement(award, amount=award.amount, ground=None, reasoning=words, by=mila)


def stops() -> Iterator[Stop]:
    """Every page to look at, who looks at it after who."""
    found = [(endpoint, "", who, values) for endpoint, (who, values) in PAGES.items()] + MORE
    for endpoint, name, who, values in sorted(found, key=lambda each: each[2]):
        yield Stop(endpoint, f"{endpoint} {name}".strip(), who, url_for(endpoint, **values()))
