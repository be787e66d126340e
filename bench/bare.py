"""A bare Flask page with a table of fifty rows: the least that a page like ours can cost on this machine."""

from __future__ import annotations

from flask import Flask, render_template
from jinja2 import DictLoader

PAGE = """<!doctype html><html lang="nl"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table><thead>
<tr>{% for head in heads %}<th scope="col">{{ head }}</th>{% endfor %}</tr></thead><tbody>{% for row in rows %}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</tbody></table></body></html>"""
HEADS = ("Zaak", "Aanvrager", "Gemeente", "Regeling", "Status", "Gevraagd", "Behandelaar", "Vóór")


def create_app() -> Flask:
    """Make the bare application."""
    app = Flask("bare")
    app.jinja_loader = DictLoader({"page.html": PAGE})
    rows = [[f"{head} {number}" for head in HEADS] for number in range(50)]

    @app.get("/")
    def page() -> str:
        return render_template("page.html", title="Zaken", heads=HEADS, rows=rows)

    return app
