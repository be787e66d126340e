from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fund.web import static

FONT = "vendor/fonts/some.woff2"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    folder = tmp_path / "static"
    (folder / "components").mkdir(parents=True)
    (folder / "vendor/fonts").mkdir(parents=True)
    (folder / "tokens.css").write_text(":root { --ink: black }")
    (folder / "components/page.css").write_text(".vk-head { color: var(--ink) }")
    (folder / FONT).write_bytes(b"wOF2 not a font")
    (tmp_path / "secret.txt").write_text("not for you")
    monkeypatch.setattr(static, "STATIC", folder)
    app = Flask("site", static_folder=str(folder))
    static.init_app(app)
    return app


@pytest.fixture
def browser(site: Flask) -> FlaskClient:
    return site.test_client()


def address(site: Flask, name: str) -> str:
    with site.test_request_context():
        return static.static_url(name)


def test_a_sheet_is_put_together_in_order(site: Flask, browser: FlaskClient) -> None:
    text = browser.get(address(site, "site.css")).text
    assert text.index("--ink: black") < text.index(".vk-head")


def test_the_address_changes_with_the_content(site: Flask) -> None:
    before = address(site, "tokens.css")
    site.extensions.clear()
    (static.STATIC / "tokens.css").write_text(":root { --ink: navy }")
    assert address(site, "tokens.css") != before
    assert "?v=" in before


def test_a_change_is_seen_at_once_while_developing(site: Flask) -> None:
    site.debug = True
    before = address(site, "tokens.css")
    (static.STATIC / "tokens.css").write_text(":root { --ink: navy; --paper: white }")
    assert address(site, "tokens.css") != before


def test_with_its_hash_a_file_is_kept_for_a_year(site: Flask, browser: FlaskClient) -> None:
    kept = browser.get(address(site, "tokens.css")).headers["Cache-Control"]
    assert "max-age=31536000" in kept
    assert "immutable" in kept


def test_with_another_hash_or_none_it_is_asked_for_again(browser: FlaskClient) -> None:
    for wanted in ("/static/tokens.css", "/static/tokens.css?v=0123456789"):
        kept = browser.get(wanted).headers["Cache-Control"]
        assert "immutable" not in kept
        assert "max-age=3600" in kept


def test_text_is_gzipped_for_who_can_read_that(site: Flask, browser: FlaskClient) -> None:
    zipped = browser.get(address(site, "site.css"), headers={"Accept-Encoding": "gzip"})
    plain = browser.get(address(site, "site.css"))
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert zipped.headers["Vary"] == "Accept-Encoding"
    refused = browser.get(address(site, "site.css"), headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_fonts_are_not_gzipped_again(browser: FlaskClient) -> None:
    answer = browser.get(f"/static/{FONT}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.mimetype == "font/woff2"


def test_who_has_it_gets_no_bytes(site: Flask, browser: FlaskClient) -> None:
    wanted = address(site, "site.css")
    mark = browser.get(wanted).headers["ETag"]
    again = browser.get(wanted, headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["../secret.txt", "%2e%2e/secret.txt", "components", "nothing.css", "%00", "C:\\x"])
def test_nothing_else_is_served(browser: FlaskClient, name: str) -> None:
    assert browser.get(f"/static/{name}").status_code == 404


def test_a_file_that_is_not_built_has_an_address_without_hash(site: Flask) -> None:
    assert address(site, "vendor/nlds.css") == "/static/vendor/nlds.css"
