"""The test bed: a database built by the migrations, real commits, the clock held, sockets shut.

A test that asks for `database` (or for anything that stands on it) runs on SQLite and on PostgreSQL, unless
`--database` names one. A test that asks for `world` finds the cast of tests/world.py in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.bed import sockets
from tests.bed.databases import NAMES, Missing

if TYPE_CHECKING:
    from flask import Flask

    from tests.bed.client import Browser
    from tests.bed.held import Held
    from tests.bed.outbox import Outbox
    from tests.bed.site import Site
    from tests.bed.watching import Statements
    from tests.pdf_validator import PdfValidator
    from tests.world import World

# The application is imported by the fixtures that need it: a test of a rule starts without it, and at once.

pytest_plugins = ("tests.bed.skips",)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the developer choose one database while working; both are the rule."""
    parser.addoption("--database", choices=(*NAMES, "both"), default="both", help="run data tests on this database")
    parser.addoption("--write-access-matrix", action="store_true", help="write tests/snapshots/access_matrix.csv anew")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every data test each of the chosen databases."""
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        names = NAMES if chosen == "both" else (chosen,)
        if metafunc.definition.get_closest_marker("one_database"):
            names = names[:1]
        metafunc.parametrize("database", names, indirect=True)


@pytest.fixture(scope="session", autouse=True)
def _sockets_shut() -> Iterator[None]:
    with sockets.shut():
        yield


@pytest.fixture(scope="session")
def _post_office() -> Iterator[Outbox]:
    from tests.bed.outbox import listening

    with listening() as outbox:
        yield outbox


@pytest.fixture(scope="session")
def _site_on(_post_office: Outbox) -> Iterator[Callable[[str], Site]]:
    """Start each kind of database once, when a test first needs it."""
    from tests.bed.site import Site

    sites: dict[str, Site] = {}

    def site_on(name: str) -> Site:
        if name not in sites:
            sites[name] = Site(name, _post_office)
        return sites[name]

    yield site_on
    for site in sites.values():
        site.close()


@pytest.fixture
def held() -> Iterator[Held]:
    """The clock, held at Monday 2 March 2026, ten in the morning in Amsterdam, until the test moves it."""
    from tests.bed.held import Held

    with ExitStack() as stack:
        yield Held(stack)


@pytest.fixture
def database(
    request: pytest.FixtureRequest, _site_on: Callable[[str], Site], _post_office: Outbox, held: Held
) -> Iterator[Site]:
    """A fresh database, in a context of the application; what the test commits is really committed."""
    from tests.bed.held import BEGIN
    from tests.bed.site import TEMPLATES

    try:
        site = _site_on(request.param)
    except Missing as missing:
        pytest.skip(str(missing))
    _post_office.empty()
    template = next((name for name in reversed(TEMPLATES) if name in request.fixturenames), TEMPLATES[0])
    with site.open(template, BEGIN):
        yield site


@pytest.fixture
def app(database: Site) -> Flask:
    """The application; the test already stands in its context."""
    return database.app


@pytest.fixture
def client(database: Site) -> Browser:
    """A browser that nobody has signed in to; it fails a GET that writes and a request that leaves changes unsaved."""
    return database.client()


@pytest.fixture
def outbox(_post_office: Outbox, database: Site) -> Outbox:
    """The mail that really left, as the mail server received it."""
    return _post_office


@pytest.fixture
def queries() -> Callable[[], AbstractContextManager[Statements]]:
    """Collect statements: `with queries() as sent: …`, then `len(sent)` and `sent.written`."""
    from tests.bed.watching import statements

    return statements


@pytest.fixture
def world(database: Site) -> World:
    """The cast of tests/world.py, already in the database."""
    from tests.world import World

    return World(database)


@pytest.fixture
def case(database: Site) -> World:
    """The cast with a running case, from plan to payment, and a closed one: what tests/case.py makes."""
    from tests.world import World

    return World(database)


@pytest.fixture
def demo(database: Site, held: Held) -> Site:
    """The story of the demo, told once for each database; the clock stands on the day on which it ends."""
    from tests.demo import NOW

    held.at(NOW)
    return database


@pytest.fixture(scope="session")
def verapdf() -> PdfValidator:
    """Hold a PDF against PDF/A and PDF/UA: `verapdf.validate(file, "3a")`, then `.passed` and `.failures`."""
    from tests.pdf_validator import PdfValidator, ValidatorMissing

    try:
        return PdfValidator()
    except ValidatorMissing as missing:
        pytest.skip(f"veraPDF cannot be started: {missing}")
