"""The bed holds what it promises: fresh, really committed, watched, and shut off from the world."""

from __future__ import annotations

import gc
import io
import smtplib
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import redirect, request
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session
from werkzeug.routing import Map, Rule

from fund.core import clock
from fund.core.db import db
from fund.core.jobs import JobRun
from fund.web.guard import public
from tests.bed.client import Browser
from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.bed.sockets import CallingOut


def _run(slot: str = "a") -> JobRun:
    return JobRun(job="test", slot=slot, claimed_by="test", started_at=clock.now())


def _count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(JobRun)) or 0


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_begins_with_an_empty_database(database: Site, time: str) -> None:
    assert _count(database.session) == 0
    database.session.add(_run())
    database.commit()
    assert _count(database.session) == 1


def test_what_is_committed_is_seen_by_another_connection(database: Site) -> None:
    engine = sa.create_engine(database.url)
    database.session.add(_run())
    database.session.flush()
    with Session(engine) as other:
        if database.name == "postgresql":  # on SQLite the other one waits for the writer
            assert _count(other) == 0
    database.commit()
    with Session(engine) as other:
        assert _count(other) == 1
    engine.dispose()


@pytest.fixture
def answer(database: Site) -> Iterator[Callable[..., None]]:
    """Serve a page of our own at /bed for the time of one test."""
    app, addresses = database.app, database.app.url_map
    ours = Rule("/bed", endpoint="bed", methods=["GET", "POST"])
    app.url_map = Map([*(rule.empty() for rule in addresses.iter_rules()), ours], converters=addresses.converters)

    def answer_with(view: Callable[[], Any]) -> None:
        app.view_functions["bed"] = public(view)

    yield answer_with
    app.url_map = addresses
    app.view_functions.pop("bed", None)


REFUSED = "cannot execute INSERT in a read-only transaction"
"""What PostgreSQL says before we can."""


def test_reading_a_page_may_not_write(client: Browser, answer: Callable[..., None]) -> None:
    def view() -> str:
        db.session.add(_run())
        db.session.commit()
        return ""

    answer(view)
    with pytest.raises(
        (AssertionError, InternalError), match=rf"GET /bed only reads, yet wrote to: \['job_run'\]|{REFUSED}"
    ):
        client.get("/bed")


@pytest.mark.parametrize("flush", [True, False])
def test_a_good_answer_may_not_leave_changes_unsaved(client: Browser, answer: Callable[..., None], flush: bool) -> None:
    def view() -> str:
        db.session.add(_run())
        if flush:
            db.session.execute(sa.text("SELECT 1"))
            db.session.flush()
        return ""

    answer(view)
    with pytest.raises(
        (AssertionError, InternalError), match=rf"GET /bed answered 200 and left unsaved: \['JobRun'\]|{REFUSED}"
    ):
        client.get("/bed")


def test_changing_without_a_valid_token_is_refused(client: Browser, answer: Callable[..., None]) -> None:
    answer(lambda: "done")
    assert client.post("/bed").text == "done"
    assert client.post("/bed", token=False).status_code == 400


def test_a_large_body_leaves_no_file_open(client: Browser, answer: Callable[..., None]) -> None:
    answer(lambda: "kept")
    assert client.post("/bed", data={"file": (io.BytesIO(b"x" * 2_000_000), "a.bin")}).text == "kept"
    gc.collect()  # an open file would warn here, and a warning is an error


FORM = """<form method="post"><input name="name" value="Bakkerij"><input type="checkbox" name="agree" value="yes">
<select name="line"><option value="a">A</option><option value="b">B</option></select>
<input type="hidden" name="csrf_token" value="{token}"><button name="go" value="1">Save</button></form>"""


def test_a_form_is_filled_in_as_a_person_would(client: Browser, answer: Callable[..., None]) -> None:
    def view() -> str:
        if request.method == "POST":
            return "&".join(f"{name}={value}" for name, value in request.form.items() if name != "csrf_token")
        return FORM.format(token=generate_csrf())

    answer(view)
    assert client.fill("/bed", agree=True, line="b", press="Save").text == "name=Bakkerij&agree=yes&line=b&go=1"
    with pytest.raises(AssertionError, match="no form with"):
        client.fill("/bed", amount="1", press="Save")
    with pytest.raises(AssertionError, match="no form with"):
        client.fill("/bed", agree=True, press="Submit")
    with pytest.raises(AssertionError, match="does not offer"):
        client.fill("/bed", line="c", press="Save")


def test_a_test_may_not_hold_changes_while_a_request_runs(database: Site, client: Browser) -> None:
    database.session.add(_run())
    with pytest.raises(AssertionError, match="the test holds unsaved changes"):
        client.get("/bed")


def test_a_request_does_not_share_the_session_of_the_test(
    database: Site, client: Browser, answer: Callable[..., None]
) -> None:
    answer(lambda: str(id(db.session())))
    assert client.get("/bed").text != str(id(database.session))


def test_a_redirect_is_a_request_of_its_own(client: Browser, answer: Callable[..., None]) -> None:
    sessions: list[int] = []

    def view() -> object:
        sessions.append(id(db.session()))
        return redirect("/bed") if len(sessions) == 1 else "there"

    answer(view)
    assert client.get("/bed", follow_redirects=True).text == "there"
    assert len(set(sessions)) == 2


def test_statements_are_counted(database: Site, queries: Callable[..., Any]) -> None:
    with queries() as sent:
        database.session.add(_run())
        database.commit()
        assert _count(database.session) == 1
    assert len(sent) == 2, sent
    assert sent.written == ["job_run"]


def test_the_clock_stands_still_until_moved(held: Held) -> None:
    assert clock.now() == clock.now()
    before = clock.now()
    held.forward(days=1, hours=2)
    assert (clock.now() - before).total_seconds() == 26 * 3600


def test_nothing_reaches_another_machine() -> None:
    with pytest.raises(CallingOut, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 443), timeout=1)


def test_mail_arrives_and_a_server_in_trouble_refuses(database: Site, outbox: Outbox) -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "bakkerij@example.org", "Ontvangst van uw aanvraag"
    mail.set_content("Dag")
    with smtplib.SMTP(outbox.host, outbox.port) as server:
        server.send_message(mail, "fonds@example.org")
        outbox.refusing = True
        with pytest.raises(smtplib.SMTPDataError):
            server.send_message(mail, "fonds@example.org")
    assert [one["Subject"] for one in outbox.to("bakkerij@example.org")] == ["Ontvangst van uw aanvraag"]
