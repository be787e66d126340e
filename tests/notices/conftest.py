"""A stage that tells things, in a folder of its own: the tests do not depend on what real stages say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fund.notices import words

TEMPLATES = {
    "ideas/notices/hello.nl.txt": (
        "Subject: Uw idee {{ title }}\n\nBeste {{ to_name }},\n\n"
        "U krijgt {{ amount|euro }} op {{ on|day }}. {{ why }}\n{{ site }}/ideas\n"
    ),
    "ideas/notices/hello.en.txt": (
        "Subject: Your idea {{ title }}\n\nDear {{ to_name }},\n\n"
        "You get {{ amount|euro }} on {{ on|day }}. {{ why }}\n{{ site }}/ideas\n"
    ),
}


@pytest.fixture
def ideas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Lay the templates; the one environment of notices is made anew before and after."""
    for name, text in TEMPLATES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(words, "TEMPLATES", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    words._templates.cache_clear()
    words._environment.cache_clear()
