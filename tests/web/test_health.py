from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import text

from tests.bed.site import Site


def test_a_machine_hears_that_we_live_and_can_work(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "alive\n"
    assert client.get("/readyz").text == "ready\n"


def test_without_a_database_we_live_and_cannot_work(database: Site, client: FlaskClient) -> None:
    database.session.execute(text("DROP TABLE alembic_version"))
    database.commit()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")


def test_a_weakness_can_be_reported(client: FlaskClient) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert "Contact: mailto:fonds@veerkracht.example\n" in answer.text
    assert "Expires: 2026-08-29T00:00:00Z\n" in answer.text
