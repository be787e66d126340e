"""The server is killed under a visitor (P1): what was confirmed is there, once; what was not is there wholly or not."""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from fund.applications.models import Application, Attachment
from fund.applications.workflow import State
from fund.assessment.actions import declare_interest
from fund.awards.models import Award
from fund.core.audit import AuditEntry
from fund.core.db import db
from fund.decisions.models import Approval, ApprovalKind, Decision
from fund.documents.models import Document
from fund.ledger.models import Movement
from fund.ledger.rules import MovementKind
from fund.notices.models import Notice
from fund.payments.models import PaymentRun
from fund.payments.workflow import RunState
from tests.applications import road
from tests.bed.apart import KEPT, Apart, CutOff, Visitor, apart
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import PDF, a_call, a_proposal, an_application
from tests.payments.desk import Part, a_grant, checked
from tests.world import World

START = "/calls/fonds-sociale-veerkracht-2026/apply"
VISITORS, KILLS = 4, 5


@dataclass(frozen=True)
class Sheet:
    """A form as the visitor has it before them: pressed again, it is the same form with the same token."""

    visitor: Visitor
    action: str
    data: MultiDict[str, Any]

    def press(self, dies: str = "") -> TestResponse:
        """Send it; at `dies` the server is killed."""
        data = MultiDict(
            (name, (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value)
            for name, value in self.data.items(multi=True)
        )
        return self.visitor.post(self.action, data=data, dies=dies)

    def press_until_answered(self) -> TestResponse:
        """Be killed at a point of chance, or not, and send it again for as long as the server is killed under it."""
        dies = random.choice(("", *KEPT))
        for _again in range(200):
            try:
                return self.press(dies)
            except CutOff:
                dies = ""
                time.sleep(0.02)
        raise AssertionError(f"{self.action} was never answered")


def a_sheet(visitor: Visitor, page: str, fields: dict[str, Any] | None = None, *, press: str = "") -> Sheet:
    _method, action, data = visitor.filled_in(page, fields or {}, press=press)
    return Sheet(visitor, action, data)


def the(fact: Any, *which: Any) -> str:
    """Read one fact of one row, and let go."""
    found = db.session.scalars(select(fact).where(*which)).one()
    db.session.rollback()
    return str(found)


def killed_once(sheet: Sheet, point: str, model: type[Any], *which: Any) -> TestResponse:
    """Press and be killed at `point`, look whether the row is there, press again: it is there, once."""
    with pytest.raises(CutOff):
        sheet.press(dies=point)
    assert how_many(model, *which) == KEPT[point], (sheet.action, point)
    answer = sheet.press()
    assert how_many(model, *which) == 1, (sheet.action, point)
    return answer


def killed_at_every_point(sheet: Sheet, model: type[Any], *which: Any) -> TestResponse:
    """Be killed at one point after another with the same form: the row is not there, and then it is there, once."""
    for point in KEPT:
        with pytest.raises(CutOff):
            sheet.press(dies=point)
        assert how_many(model, *which) == KEPT[point], (sheet.action, point)
    return sheet.press()


def proven(database: Site) -> None:
    """Run both proofs, as a deployment does."""
    database.refresh()
    for proof in (("ledger", "check"), ("audit", "verify")):
        told = database.app.test_cli_runner().invoke(args=proof)
        assert told.exit_code == 0, told.output
    database.refresh()


def submitted_wholly_or_not() -> None:
    """Every application is submitted with all that belongs to it, once, or is a draft with nothing of it."""
    told_of = db.session.scalars(select(AuditEntry.case_id).where(AuditEntry.action == "application.submit"))
    submitted = db.session.scalars(select(Application.id).where(Application.state == State.SUBMITTED))
    assert Counter(told_of) == Counter(submitted)
    for application in db.session.scalars(select(Application)):
        whole = application.state is State.SUBMITTED
        facts = (application.number, application.submitted_at, application.submitted_by_id, application.decide_by)
        assert [fact is not None for fact in facts] == [whole] * len(facts)
    numbers = db.session.scalars(select(Application.number).where(Application.number.is_not(None))).all()
    assert sorted(map(str, numbers)) == [
        f"FSV-2026-{each:06d}" for each in range(1, len(numbers) + 1)
    ]  # none twice, none skipped


def how_many(model: type[Any], *which: Any) -> int:
    """Count what is kept, and let go: on SQLite an open transaction of the test keeps the server waiting."""
    db.session.rollback()
    found = db.session.scalar(select(func.count()).select_from(model).where(*which))
    db.session.rollback()
    return int(found or 0)


@pytest.mark.concurrency
def test_a_kill_at_any_point_keeps_all_or_nothing_and_pressing_again_keeps_it_once(
    database: Site, world: World, held: Held
) -> None:
    a_call()
    drafts = [(each.id, f"/applications/{each.key}") for each in (an_application(at=State.DRAFT) for _point in KEPT)]
    database.commit()
    browser = database.client(world.noor)
    with apart(database, held.now) as server:
        visitor = server.visitor(browser)
        for nth, (point, (draft, base)) in enumerate(zip(KEPT, drafts, strict=True)):
            start = a_sheet(visitor, START, press="Begin aanvraag")
            one_more = Application.idempotency_key.endswith(start.data["idempotency_key"], autoescape=True)
            begun = killed_once(start, point, Application, one_more)
            assert begun.location == f"/applications/{the(Application.key, one_more)}"
            assert how_many(Application) == len(drafts) + nth + 1
            title = f"Getypt en gedood: {point}"
            plan = a_sheet(visitor, f"{base}/plan", {"title": title}, press=road.ON)
            assert killed_once(plan, point, Application, Application.title == title).status_code == 302
            file = a_sheet(visitor, f"{base}/attachments", {"document-0-file": (PDF(), "extra.pdf")})
            mine = (Attachment.application_id == draft, Attachment.required_document_id.is_(None))
            assert killed_once(file, point, Attachment, *mine).status_code == 302
            review = a_sheet(visitor, f"{base}/review", press="Dien aanvraag in")
            numbered = (Application.id == draft, Application.number.is_not(None))
            assert killed_once(review, point, Application, *numbered).location == f"{base}/receipt"
            assert the(Application.number, *numbered) in visitor.get(f"{base}/receipt").text
    proven(database)
    submitted_wholly_or_not()


@pytest.mark.concurrency
def test_a_kill_at_any_point_makes_one_run_and_pays_once(database: Site, world: World, held: Held) -> None:
    a_grant(world)
    a_grant(world, world.troupe, [Part(1_234_56)])
    checked(world)
    database.commit()
    sanne, ruud = database.client(world.sanne), database.client(world.ruud)
    with apart(database, held.now) as server:
        make = a_sheet(server.visitor(sanne), "/payments", press="Maak een betaalrun")
        made = killed_at_every_point(make, PaymentRun)
        assert made.location == f"/payments/runs/{the(PaymentRun.key)}"
        release = a_sheet(server.visitor(ruud), made.location, press="Geef € 6.234,56 vrij")
        again = killed_at_every_point(release, PaymentRun, PaymentRun.state == RunState.RELEASED)
        assert again.status_code == 409
    database.refresh()
    assert how_many(Movement, Movement.kind == MovementKind.INSTRUCT) == 2
    assert how_many(Document, Document.subject_kind == "payment_run") == 1
    proven(database)


def kept_of(decision_id: int) -> dict[str, int]:
    """Count what belongs to a decision that was signed, and to one that was made known; and let go."""
    decision = Decision.id == decision_id
    found = {
        "signed": how_many(Decision, decision, Decision.decided_on.is_not(None)),
        "signature": how_many(Approval, Approval.decision_id == decision_id, Approval.kind == ApprovalKind.DECIDED),
        "money": how_many(Movement, Movement.kind.in_((MovementKind.RESERVE, MovementKind.COMMIT))) // 2,
        "signed on record": how_many(AuditEntry, AuditEntry.action == "decision.approve"),
        "made known": how_many(Decision, decision, Decision.served_on.is_not(None), Decision.letter_id.is_not(None)),
        "letters": how_many(Document, Document.subject_kind == "decision") // 2,
        "mail": how_many(Notice, Notice.template == "decisions/grant"),
        "grant": how_many(Award, Award.decision_id == decision_id),
        "granted": how_many(Application, Application.state == State.GRANTED),
        "known on record": how_many(AuditEntry, AuditEntry.action == "decision.serve"),
    }
    assert len({found[name] for name in SIGNED}) == len({found[name] for name in found.keys() - SIGNED}) == 1, found
    return found


SIGNED = {"signed", "signature", "money", "signed on record"}


@pytest.mark.concurrency
def test_a_kill_at_any_point_signs_and_makes_known_wholly_or_not_and_once(
    database: Site, world: World, held: Held
) -> None:
    """Money, signature and record; and then letters, mail and grant: all of them or none (P1, P3, P5)."""
    decision = a_proposal()
    number, page = decision.id, f"/decisions/{decision.key}"
    declare_interest(decision.application, has_interest=False, by=world.joost)
    database.commit()
    joost, mila = database.client(world.joost), database.client(world.mila)
    with apart(database, held.now) as server:
        for browser, words, name in (
            (joost, "Onderteken dit besluit: verlenen € 40.000", "signed"),
            (mila, "Verstuur de brief", "made known"),
        ):
            sheet = a_sheet(server.visitor(browser), page, press=words)
            for point in KEPT:
                with pytest.raises(CutOff):
                    sheet.press(dies=point)
                assert kept_of(number)[name] == KEPT[point], (name, point)
            assert sheet.press().location == page
    assert set(kept_of(number).values()) == {1}
    assert the(Document.number, Document.subject_kind == "decision", Document.language == "nl") == the(Decision.number)
    proven(database)


@pytest.mark.concurrency
def test_kills_at_random_lose_nothing_that_was_confirmed_and_double_nothing(
    database: Site, world: World, held: Held
) -> None:
    a_call()
    drafts = [an_application(at=State.DRAFT).key for _visitor in range(VISITORS)]
    database.commit()
    browser = database.client(world.noor)
    with apart(database, held.now) as server, ThreadPoolExecutor(VISITORS + 1) as crowd:
        visitors = [server.visitor(browser) for _visitor in drafts]
        visitors[0].get(START)  # it serves
        killer = crowd.submit(kill_now_and_then, server)
        told = list(crowd.map(apply, visitors, drafts))
        killer.result()
    proven(database)
    submitted_wholly_or_not()
    confirmed = {key: title for words in told for key, title in words.items()}
    assert len(confirmed) == VISITORS * 3
    assert {each.key: each.title for each in db.session.scalars(select(Application))} == confirmed
    assert how_many(Application, Application.state == State.SUBMITTED) == VISITORS


def apply(visitor: Visitor, draft: str) -> dict[str, str]:
    """Start two applications, save a part of each, submit a third; answer by key the titles that were confirmed."""
    confirmed = {}
    for turn in range(2):
        begun = patient(lambda: a_sheet(visitor, START, press="Begin aanvraag")).press_until_answered()
        base = str(begun.location)
        title = f"Getypt bij {draft} {turn}"
        plan = patient(lambda: a_sheet(visitor, f"{base}/plan", {"title": title}, press=road.ON))  # noqa: B023 (at once)
        assert plan.press_until_answered().status_code == 302
        confirmed[base.rpartition("/")[2]] = title
    review = patient(lambda: a_sheet(visitor, f"/applications/{draft}/review", press="Dien aanvraag in"))
    assert review.press_until_answered().location == f"/applications/{draft}/receipt"
    return confirmed | {draft: "Bakken en ontmoeten"}


def patient(ask: Callable[[], Sheet]) -> Sheet:
    """Open a page, and again for as long as the server is killed under it."""
    for _again in range(200):
        try:
            return ask()
        except CutOff:
            time.sleep(0.02)
    raise AssertionError("the page was never answered")


def kill_now_and_then(server: Apart) -> None:
    """Kill a worker at moments that nobody chose, and half-way all of it, which is started again."""
    chance = random.Random()
    for nth in range(KILLS):
        time.sleep(chance.uniform(0.02, 0.3))
        if nth == KILLS // 2:
            server.kill()
            server.start()
        elif workers := server.workers():
            with contextlib.suppress(ProcessLookupError):  # it was gone already
                os.kill(chance.choice(workers), signal.SIGKILL)
