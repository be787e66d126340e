"""The browser itself: it opens a page, and the examination would see a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

GOOD = '<html lang="nl"><head><title>x</title></head><body><main><h1>Regelingen</h1></main></body></html>'


def test_a_missing_page_says_so_in_words(page: Page, examine: Callable[[str], None]) -> None:
    answer = page.goto("/zaken/bestaat-niet")
    assert answer is not None
    assert answer.status == 404
    examine("missing page")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
        ("<div><p>" + "lang" * 400 + "</p></div>", "stick out"),
    ],
)
def test_the_examination_sees_a_fault(page: Page, examine: Callable[[str], None], fault: str, words: str) -> None:
    page.set_content(GOOD.replace("</main>", f"{fault}</main>"))
    with pytest.raises(AssertionError, match=words):
        examine("faulty")
