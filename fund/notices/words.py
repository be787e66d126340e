"""What a notice says: its template in the sandbox of letters, as plain text, in the language of the reader.

`templates/<stage>/notices/<name>.<language>.txt`: the first line is `Subject: …`, then an empty line, then the text.
The template finds the facts by their names, and `to_name`, `site` (the address of this website, without a slash at the
end), `fund` and `language`. A fact that is not there is an error. What is sent ends with the name of the fund.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import current_app
from jinja2 import FileSystemLoader, StrictUndefined, Template

from fund.core.i18n import Message, local
from fund.documents.press.sandbox import TEMPLATES, Sandbox
from fund.documents.press.sandbox import environment as letters
from fund.documents.press.sheets import plain
from fund.notices.rules import on_one_line
from fund.web.language import in_language

SUBJECT = "Subject: "


def freeze(facts: Mapping[str, object], language: str) -> dict[str, Any]:
    """Turn facts into plain data; sentences are translated now."""
    with in_language(language):
        return {name: str(value) if isinstance(value, Message) else plain(value) for name, value in facts.items()}


def write(template: str, language: str, to_name: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Fill the template `<stage>/<name>` with frozen facts; answer the subject, on one line, and the text."""
    settings: Mapping[str, Any] = current_app.config
    known = {
        "to_name": on_one_line(to_name),
        "site": settings["SITE_URL"].rstrip("/"),
        "fund": local(settings["FUND_NAME"], language),
        "language": language,
        **facts,
    }
    subject, body = _templates(_file(template, language))
    return on_one_line(subject.render(known)), f"{body.render(known).strip()}\n\n{_foot(language, settings)}"


def _file(template: str, language: str) -> str:
    stage, _slash, name = template.partition("/")
    return f"{stage}/notices/{name}.{language}.txt"


@lru_cache(maxsize=256)
def _templates(file: str) -> tuple[Template, Template]:
    """Take the subject and the text apart before they are filled, so that no fact ends the one and begins the other."""
    source = (TEMPLATES / file).read_text(encoding="utf-8")
    first, _line_end, rest = source.partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError(f"{file} does not begin with `{SUBJECT}`")
    sandbox = _environment()
    return sandbox.from_string(first.removeprefix(SUBJECT)), sandbox.from_string(rest)


@lru_cache(maxsize=1)
def _environment() -> Sandbox:
    sandbox = Sandbox(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sandbox.globals = dict(letters().globals)
    sandbox.filters = dict(letters().filters)
    return sandbox


def _foot(language: str, settings: Mapping[str, Any]) -> str:
    """Sign as the fund; two dashes and a space tell mail programs that the message ends here."""
    names = (settings["FUND_NAME"], settings["AUTHORITY_NAME"])
    return "\n".join(["-- ", " · ".join(local(name, language) for name in names), settings["SITE_URL"], ""])
