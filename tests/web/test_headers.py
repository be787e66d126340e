"""Security headers stand on every answer: pages, redirects, files, errors; and in production the cookie is a host's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fund.web.guard import public
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.world import PASSWORD, World

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
"""Nothing of others, nothing inline: what a page may load, say and be shown in."""


def hold(answer: TestResponse, status: int) -> None:
    """Look at the headers that every answer carries."""
    headers = answer.headers
    assert answer.status_code == status
    said = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert said == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


ANSWERS = {
    "/sign-in": 200,
    "/confirm/x": 404,
    "/nergens": 404,
    "/account": 302,
    "/admin/people": 302,
    "/healthz": 200,
    "/.well-known/security.txt": 200,
    "/calls?page=%00": 400,
}


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_them_and_no_cache_keeps_it(database: Site, client: Browser, path: str) -> None:
    answer = client.get(path)
    hold(answer, ANSWERS[path])
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_sent_wrongly_and_files_carry_them_too(database: Site, world: World, client: Browser) -> None:
    hold(client.get("/static/site.css"), 200)
    hold(client.post("/sign-in", data={}, token=False), 400)
    hold(client.delete("/sign-in"), 405)
    hold(world.client("noor").get("/admin/people"), 403)


@public
def fails() -> str:
    """Fail, as no page should."""
    raise ZeroDivisionError


@pytest.fixture
def production(database: Site) -> Iterator[Flask]:
    """The site as it is put to work, behind TLS, with a page that fails and one of which nobody said who may use it."""
    with database.also(PRODUCTION=True, PROPAGATE_EXCEPTIONS=False) as app:
        app.add_url_rule("/fails", "fails", fails)
        app.add_url_rule("/said-nothing", "said_nothing", lambda: "secret")
        yield app


def test_an_endpoint_that_says_nothing_about_who_may_use_it_is_refused(production: Flask) -> None:
    answer = production.test_client().get("/said-nothing")
    hold(answer, 403)
    assert "secret" not in answer.text


def test_a_mistake_of_ours_carries_them_and_tells_nothing_of_it(production: Flask) -> None:
    answer = production.test_client().get("/fails")
    hold(answer, 500)
    assert "ZeroDivision" not in answer.text


def test_in_production_the_cookie_is_of_this_host_and_of_tls_only(production: Flask, database: Site) -> None:
    answer = production.test_client().get("/sign-in", base_url="https://fonds.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    name, *ways = answer.headers["Set-Cookie"].split("; ")
    assert name.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(ways)
    assert not any(way.startswith("Domain") for way in ways)


def test_elsewhere_the_cookie_is_not_for_scripts_either(database: Site, world: World, client: Browser) -> None:
    signed = client.fill("/sign-in", email="noor@korenaar.example", password=PASSWORD, press="Inloggen")
    assert signed.request.path == "/home"
    cookie = client.get("/sign-in").headers.get("Set-Cookie") or client.get("/language/en").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
