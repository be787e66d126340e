"""A bare Flask page with the same table as the list of cases: the least that such a page can cost on this machine.

Its rows and links are written already: no database, no session, no rights, no menu, nobody's language.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, render_template

HEADS = ("Nummer", "Zaak", "Gemeente", "Regeling", "Status", "Behandelaar", "Volgende stap vóór", "Gevraagd (€)")
ROWS = 50


def create_app() -> Flask:
    """Make the bare application: `/` says hello, `/cases` shows the table."""
    app = Flask("bare", template_folder=str(Path(__file__).parent))
    rows = [_row(nth) for nth in range(ROWS)]

    @app.get("/")
    def hello() -> str:
        return "hello"

    @app.get("/cases")
    def cases() -> str:
        return render_template("bare.html", title="Zaken", heads=HEADS, rows=rows)

    return app


def _row(nth: int) -> dict[str, object]:
    return {
        "number": f"FSV-2026-{nth:06d}",
        "submitted_on": "ma 9 nov",
        "title": f"Buurtplan {nth} voor de wijk",
        "organisation": f"Stichting Voorbeeld {nth}",
        "municipality": "Bergen op Zoom",
        "call": "FSV-2026",
        "kind": "busy",
        "state": "In beoordeling",
        "handler": "Mila de Groot",
        "before": "vr 4 dec",
        "late": nth % 3 == 0,
        "requested": "24.500,00",
    }
