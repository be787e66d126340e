"""Measure the last minute before a call closes: submissions a second over HTTP, each with a file, and readers beside.

`make bench BENCH=deadline`. The server is gunicorn as it is put to work, with two workers; drafts are prepared by the
builders of the tests. Three hundred in a minute are asked for (P11), none lost, none answered with an error.
"""

from __future__ import annotations

import argparse
import functools
import secrets
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import run, server
from bench.databases import database
from fund.app import create_app
from fund.applications.models import Application
from fund.applications.workflow import State
from fund.calls.actions import load_call
from fund.core import clock
from fund.core.db import db
from fund.documents.uploads import look_at
from fund.people.actions.sign_ins import begin_sign_in
from fund.programme.actions import load_reference
from tests import builders, world

A_MINUTE = 300
SUBMITTING, READING = 8, 5
"""How many people do so at the same moment."""
LOOKS = 0.25
"""Seconds that a reader looks at a page before opening the next."""
PAGES = ("/calls", "/calls/fonds-sociale-veerkracht-2026", "/")


class Person:
    """Somebody who signed in, as the server sees them."""

    def __init__(self, port: int, cookie: str, token: str) -> None:
        self._line = HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Cookie": f"session={cookie}", "X-CSRFToken": token}

    def ask(self, path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> int:
        """Ask for a page, or send a form; answer the status."""
        headers = self._headers | ({"Content-Type": kind} if body is not None else {})
        self._line.request("GET" if body is None else "POST", path, body, headers)
        answer = self._line.getresponse()
        answer.read()
        return answer.status


def main() -> None:
    """Prepare the drafts, let everybody submit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=A_MINUTE)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    options = parser.parse_args()
    for name in options.databases:
        with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as url:
            _measure(name, run.settings(url, Path(folder)), options.submissions)


def _measure(name: str, settings: dict[str, object], count: int) -> None:
    app = create_app(settings)
    keys, cookie, token = _prepare(app, count)
    answers: Counter[int] = Counter()
    read: Counter[int] = Counter()
    done = threading.Event()
    with server.serving(settings) as (port, _pid), ThreadPoolExecutor(SUBMITTING + READING) as crowd:
        for _reader in range(READING):
            crowd.submit(_read, Person(port, cookie, token), done, read)
        begun = perf_counter()
        for statuses in crowd.map(
            lambda nth: _submit(Person(port, cookie, token), keys[nth::SUBMITTING]), range(SUBMITTING)
        ):
            answers.update(statuses)
        seconds = perf_counter() - begun
        done.set()
    with app.app_context():
        kept = db.session.scalars(select(Application.number).where(Application.state == State.SUBMITTED)).all()
        db.session.remove()
        db.engine.dispose()
    rate, wanted = count / seconds, A_MINUTE / 60
    print(f"\n{name}: {count} submissions with a file each in {seconds:.1f} s, by {SUBMITTING} people at once")
    print(f"  {rate:.1f} a second, limit {wanted:.0f}, ratio {wanted / rate:.2f}")
    print(f"  beside it {sum(read.values()) / seconds:.0f} pages a second were read: {dict(read)}")
    print(f"  answers {dict(answers)}; kept, each under a number of its own: {len(set(kept))}")


def _prepare(app: Flask, count: int) -> tuple[list[str], str, str]:
    """Write the drafts; answer their keys, and the cookie and the token of who submits them."""
    setattr(builders, "look_at", functools.cache(look_at))  # noqa: B010 (a name that builders took over); the same paper three hundred times
    with app.app_context():
        run.migrate()
        load_reference(clock.today())
        now = clock.now().replace(second=0, microsecond=0)
        load_call("fsv-2026", opens_at=now, closes_at=now + timedelta(days=1))
        world.build()
        keys = [builders.an_application(at=State.DRAFT).key for _draft in range(count)]
        sign_in = begin_sign_in(world.World().noor)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    client, secret = app.test_client(), secrets.token_hex(20)
    with client.session_transaction() as session:
        session.update({"_user_id": sign_in, "_fresh": True, "csrf_token": secret})
    cookie = client.get_cookie("session")
    signer = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
    return keys, cookie.value if cookie is not None else "", str(signer.dumps(secret))


def _submit(person: Person, keys: list[str]) -> list[int]:
    statuses = []
    for key in keys:
        boundary = secrets.token_hex(8)
        said = {"document": "document-0", "document-0-idempotency_key": key}
        parts = [f'{name}"\r\n\r\n{value}' for name, value in said.items()]
        parts.append('document-0-file"; filename="extra.pdf"\r\nContent-Type: application/pdf\r\n\r\n')
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="'
        body = "\r\n".join(head + part for part in parts).encode()
        body += builders.PDF() + f"\r\n--{boundary}--\r\n".encode()
        statuses.append(
            person.ask(f"/applications/{key}/attachments", body, f"multipart/form-data; boundary={boundary}")
        )
        statuses.append(person.ask(f"/applications/{key}/submit", b""))
    return statuses


def _read(person: Person, done: threading.Event, statuses: Counter[int]) -> None:
    while not done.is_set():
        for page in PAGES:
            statuses[person.ask(page)] += 1
            done.wait(LOOKS)


if __name__ == "__main__":
    main()
