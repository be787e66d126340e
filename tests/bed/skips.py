"""A test that was skipped has shown nothing: with `--strict-skips`, as in CI, that fails the run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--strict-skips`."""
    parser.addoption("--strict-skips", action="store_true", help="fail when a test was skipped")


def _skipped(reporter: pytest.TerminalReporter) -> list[str]:
    found = []
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        found.append(f"{report.nodeid}: {reason}")
    return found


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a green run with skips into a failed one, and say which."""
    reporter: pytest.TerminalReporter | None = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    if session.config.getoption("--strict-skips") and _skipped(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Count the skips where the eye is at the end of a run."""
    if skipped := _skipped(terminalreporter):
        strict = config.getoption("--strict-skips")
        terminalreporter.section(f"{len(skipped)} skipped, which {'fails this run' if strict else 'CI does not allow'}")
        for line in skipped:
            terminalreporter.line(line)
