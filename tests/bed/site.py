"""The application on a database of its own, as the tests use it."""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import flask_migrate
from flask import Flask
from sqlalchemy.orm import Session

from fund.app import create_app
from fund.core import clock
from fund.core.db import db
from fund.people.models import Person
from tests.bed.client import Browser
from tests.bed.databases import SERVERS, Server
from tests.bed.outbox import Outbox

MIGRATIONS = Path(__file__).parents[2] / "migrations"
TEMPLATES = ("empty", "world", "case", "demo")
"""What the migrations make, then what tests/world.py, tests/case.py and tests/demo.py write."""
STANDS_ON = {"world": "empty", "case": "world", "demo": "empty"}


def configuration(url: str, folder: Path, outbox: Outbox) -> dict[str, Any]:
    """Take the settings of config.py, with addresses, secrets and folders of our own."""
    os.environ["FUND_INSTANCE"] = str(folder)
    import config

    return {
        **{name: getattr(config, name) for name in dir(config) if name.isupper()},
        "TESTING": True,
        "SECRET_KEY": "only for tests, never for people",
        "SQLALCHEMY_DATABASE_URI": url,
        "DOCUMENT_STORE": str(folder / "documents"),
        "AUDIT_ANCHORS": str(folder / "audit-heads.log"),
        "MAIL_HOST": outbox.host,
        "MAIL_PORT": outbox.port,
    }


class Site:
    """One application on one kind of database, given fresh contents for every test."""

    def __init__(self, name: str, outbox: Outbox) -> None:
        self.name = name
        self.server: Server = SERVERS[name]()
        self.url = self.server.url
        self._folder = Path(tempfile.mkdtemp(prefix="fund-files-"))
        self.files, self._kept = self._folder / "now", self._folder / "kept"
        self.files.mkdir()
        self.app: Flask = create_app(configuration(self.url, self.files, outbox))
        self.app.test_client_class = Browser
        self._templates: set[str] = set()
        self._laid = TEMPLATES[0]

    @property
    def session(self) -> Session:
        """The session of the present context."""
        return db.session()

    def client(self, person: Person | None = None) -> Browser:
        """Open another browser, with cookies of its own, signed in as `person` if given."""
        browser = cast("Browser", self.app.test_client())
        return browser if person is None else browser.sign_in(person)

    def commit(self) -> None:
        """Keep what the test did, as a request, a job or a command would, and let go of the transaction."""
        db.session.commit()

    def refresh(self) -> None:
        """Forget what was read, to see what others have done since."""
        db.session.rollback()

    def _build(self, template: str, moment: datetime) -> None:
        if template in self._templates:
            return
        try:
            self._write(template, moment)
        finally:
            self._leave()  # also when it failed: a connection left open would write into a file that is gone
        self.server.keep_as(template)
        shutil.copytree(self.files, self._kept / template)
        self._templates.add(template)

    def _write(self, template: str, moment: datetime) -> None:
        if template == TEMPLATES[0]:
            self.server.empty()
            with self.app.app_context():
                flask_migrate.upgrade(str(MIGRATIONS))
            return
        self._lay(STANDS_ON[template], moment)
        with self.app.app_context(), clock.hold(moment):
            importlib.import_module(f"tests.{template}").build()
            db.session.commit()

    def _lay(self, template: str, moment: datetime) -> None:
        self._build(template, moment)
        self._fresh(template)

    def _fresh(self, template: str) -> None:
        """Lay a copy of the database, and of the files that belong to it."""
        self.server.fresh(template)
        shutil.rmtree(self.files, ignore_errors=True)
        shutil.copytree(self._kept / template, self.files)

    def _leave(self) -> None:
        with self.app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()

    @contextmanager
    def open(self, template: str, moment: datetime) -> Iterator[Site]:
        """Lay a fresh copy of `template`, and stand in a context of the application while the block runs."""
        self._laid = template
        self._lay(template, moment)
        try:
            with self.app.app_context():
                yield self
        finally:
            self._leave()

    @contextmanager
    def also(self, **settings: Any) -> Iterator[Flask]:
        """Put the application together once more on the same database, with other settings and room for more pages."""
        app = create_app({**self.app.config, **settings}, commands=False)
        app.test_client_class = Browser
        try:
            yield app
        finally:
            with app.app_context():
                db.session.remove()
                for engine in db.engines.values():
                    engine.dispose()

    def again(self) -> None:
        """Put the database back as it was when the test began; what was read before is forgotten."""
        self._leave()
        self._fresh(self._laid)

    def close(self) -> None:
        """Stop the server and remove what was kept."""
        self.server.close()
        shutil.rmtree(self._folder, ignore_errors=True)
