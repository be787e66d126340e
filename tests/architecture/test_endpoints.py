"""Every endpoint says who may use it; who may is a rule in a policy room, and what changes something is a POST."""

from __future__ import annotations

import inspect
import re

from flask import Flask
from werkzeug.routing import Rule

from tests.architecture.source import packages

CALLABLE = re.compile(r"fund\.(\w+)\.policy")


def _rules(app: Flask) -> list[Rule]:
    from fund.web.guard import OUTSIDE

    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OUTSIDE]


def test_every_endpoint_declares_who_may_use_it(bare_app: Flask) -> None:
    from fund.web.guard import declared

    silent = sorted({rule.endpoint for rule in _rules(bare_app) if declared(bare_app, rule.endpoint) is None})
    assert not silent, "add @requires(policy, Model) or @public under the route"


def test_who_may_is_said_in_a_policy_room(bare_app: Flask) -> None:
    from fund.web.guard import declared

    elsewhere = [
        f"{rule.endpoint}: {inspect.getmodule(access.policy)}"
        for rule in _rules(bare_app)
        if (access := declared(bare_app, rule.endpoint)) is not None
        and access.policy != "public"
        and not CALLABLE.fullmatch(getattr(access.policy, "__module__", ""))
    ]
    assert not elsewhere, "a policy in a view escapes the access matrix of its stage"


def test_no_endpoint_both_shows_and_changes_by_chance(bare_app: Flask) -> None:
    odd = [rule.rule for rule in _rules(bare_app) if (rule.methods or set()) & {"PUT", "PATCH", "DELETE"}]
    assert not odd, "a form can only GET and POST; without JavaScript nothing else is reached"


def test_addresses_name_things_by_keys_that_nobody_can_guess(bare_app: Flask) -> None:
    guessable = [
        f"{rule.rule} ({argument})"
        for rule in _rules(bare_app)
        for argument, converter in rule._converters.items()
        if type(converter).__name__ == "IntegerConverter" and (argument == "id" or argument.endswith("_id"))
    ]
    assert not guessable, "internal numbers stay inside; put the key in the address"


def test_blueprints_bear_the_name_of_their_package(bare_app: Flask) -> None:
    strays = {
        name: blueprint.import_name
        for name, blueprint in bare_app.blueprints.items()
        if name not in packages() and not blueprint.import_name.startswith("fund.web.")
    }
    assert not strays


def test_every_page_is_looked_at_in_a_browser(bare_app: Flask) -> None:
    from tests.browser.pages import FILES, PAGES

    shown = {rule.endpoint for rule in bare_app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    new, gone = sorted(shown - set(PAGES) - FILES), sorted((set(PAGES) | FILES) - shown)
    assert not new, "say in tests/browser/pages.py who looks at this page, and which one"
    assert not gone, "tests/browser/pages.py names pages that no longer exist"
