"""A person in headless Chromium, on a wide screen and on a telephone, with axe looking over the shoulder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.bed.databases import NAMES
from tests.bed.held import Held
from tests.bed.live import serving
from tests.bed.site import Site
from tests.browser.walk import Walk

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
OUTPUT = ROOT / "test-output"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
WIDTHS = {"wide": 1280, "narrow": 380}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, so that `-m 'not browser'` leaves them out while working on something else."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the Chromium of the machine; it cannot put root in its sandbox."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None) or (
        str(MAC) if MAC.exists() else None
    )
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium libatomic1")
    return {**browser_type_launch_args, "executable_path": found, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def base_url() -> None:
    """There is no one address: every test has its own, `live`."""


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    """Wide as a desk, narrow as a telephone."""
    return WIDTHS[request.param]


@pytest.fixture
def live(database: Site, held: Held) -> Iterator[str]:
    """The address at which the application answers; `page.goto("/…")` is relative to it."""
    with serving(database, held) as address:
        yield address


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], live: str, width: int) -> dict[str, Any]:
    """Read Dutch, at the address of this test, in a window of this width."""
    size = {"width": width, "height": 900}
    return {**browser_context_args, "base_url": live, "locale": "nl-NL", "viewport": size}


@pytest.fixture
def examine(page: Page, request: pytest.FixtureRequest, database: Site) -> Callable[[str], None]:
    """Look at the page as it stands: axe finds nothing, nothing sticks out sideways, and a picture is kept.

    `examine("case page")` writes test-output/<test>/<name>-<width>.png. A page looks the same on every database: where
    a test runs on both, the second one is walked without looking around.
    """
    if database.name != NAMES[0] and request.config.getoption("--database") == "both":
        return lambda _name: None
    if not AXE.is_file():
        pytest.skip("axe-core is not there: make setup")
    folder = OUTPUT / re.sub(r"\W+", "-", request.node.originalname)
    folder.mkdir(parents=True, exist_ok=True)

    def examine_now(name: str) -> None:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{width}.png", full_page=True)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async (standards) => (await axe.run({runOnly: standards})).violations", STANDARDS)
        faults = [f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes']][:3]}" for one in found]
        assert not faults, f"{name} at {width}: " + "; ".join(faults)
        sticks_out = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sticks_out <= 0, f"{name} at {width}: {sticks_out} pixels stick out sideways"

    return examine_now


@pytest.fixture
def walk(page: Page, examine: Callable[[str], None]) -> Walk:
    """Somebody in front of the browser."""
    return Walk(page, examine)


@pytest.fixture(autouse=True)
def _patience(page: Page) -> None:
    """Wait longer than a person would before calling an answer lost: here other tests use the same machine."""
    page.set_default_timeout(120_000)


@pytest.fixture(autouse=True)
def _no_complaints(page: Page) -> Iterator[None]:
    """Fail on errors in scripts, on what the content security policy stopped, and on missing parts of a page."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            complaints.append(f"{response.url} answered {response.status}")

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", heard)
    page.on("response", answered)
    yield
    assert not complaints
