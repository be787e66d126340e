"""What a server makes ready before it makes its workers."""

from __future__ import annotations

from fund.core import memory
from tests.bed.site import Site


def test_what_everybody_sees_is_compiled_before_anybody_asks(database: Site) -> None:
    pages = database.app.jinja_env
    assert pages.cache is not None
    pages.cache.clear()
    memory.make_pages_ready(database.app)
    ready = {name for _loader, name in pages.cache.keys()}  # noqa: SIM118 (it is no dictionary)
    assert {"shell/public.html", "components/page.html", "calls/calls.html"} <= ready
    assert not any(name.startswith("payments/") for name in ready)
