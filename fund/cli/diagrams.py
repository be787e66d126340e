"""Draw the workflows as they are in the tables."""

from __future__ import annotations

from pathlib import Path

import click

from fund.applications.workflow import WORKFLOW as APPLICATION
from fund.assessment.workflow import WORKFLOW as ASSESSMENT
from fund.awards.workflow import WORKFLOW as AWARD
from fund.calls.workflow import WORKFLOW as CALL
from fund.decisions.workflow import WORKFLOW as DECISION
from fund.objections.workflow import WORKFLOW as OBJECTION
from fund.payments.workflow import INSTALMENT, MATCH, ORDER, RECOVERY, RUN
from fund.reports.workflow import WORKFLOW as REPORT
from fund.settlement.workflow import WORKFLOW as SETTLEMENT

WORKFLOWS = (
    *(CALL, APPLICATION, ASSESSMENT, DECISION, AWARD, INSTALMENT, RUN, ORDER, MATCH, REPORT, SETTLEMENT),
    *(RECOVERY, OBJECTION),
)
FILE = Path(__file__).parents[2] / "docs" / "workflows.md"


def page() -> str:
    """Write the page with every workflow: its diagram, and its steps with who must keep four eyes."""
    parts = [
        "# Workflows\n\nDrawn from the tables by `flask --app wsgi diagrams`; a test holds this page against them.\n"
    ]
    for workflow in WORKFLOWS:
        parts.append(f"\n## {workflow.name.replace('_', ' ')}\n\n```mermaid\n{workflow.mermaid()}```\n")
        duties = [f"`{step.name}` ({step.duty})" for step in workflow.steps if step.duty]
        if duties:
            parts.append(f"\nSteps that count for four eyes: {', '.join(duties)}.\n")
    return "".join(parts)


@click.command("diagrams")
def diagrams_command() -> None:
    """Write docs/workflows.md from the workflow tables."""
    FILE.write_text(page(), encoding="utf-8")
    click.echo(f"diagrams: {len(WORKFLOWS)} workflows in docs/{FILE.name}")
