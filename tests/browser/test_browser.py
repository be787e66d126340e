"""The browser itself: it opens a page, and the examination and the other looks would see a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import looks

pytestmark = pytest.mark.one_database
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


LINKED = '<a class="nl-skip-link" href="#content">Naar de inhoud</a><main id="content" tabindex="-1"><h1>x</h1>'
BARE = '<main id="content" tabindex="-1">'


@pytest.mark.parametrize(
    ("look", "content", "words"),
    [
        (looks.by_keyboard, BARE + '<a href="/weg">weg</a>', "first is"),
        (looks.by_keyboard, LINKED.replace("#content", "#elders"), "does not lead to the content"),
        (looks.by_keyboard, LINKED + '<style>p a:focus{outline:0}</style><p><a href="/weg">weg</a></p>', "not seen"),
        (looks.by_keyboard, LINKED + '<input tabindex="3">', "place of its own"),
        (
            looks.by_keyboard,
            LINKED + '<div class="vk-menu"><summary tabindex="0">Menu</summary></div>',
            "does not open",
        ),
        (looks.on_paper, BARE + '<header><nav><a href="/weg">weg</a></nav></header>', "printed"),
        (looks.on_paper, BARE + '<div style="overflow:auto;width:9em"><p style="width:40em">lang</p></div>', "cut"),
        (looks.on_paper, BARE + '<textarea rows="2">lang\n\n\n\n\n\n\nlang</textarea>', "cut"),
        (looks.on_paper, BARE + "<details><summary>Meer</summary><p>dit</p></details>", "stays folded"),
        (looks.on_paper, BARE + '<p style="width:90em">breed</p>', "beyond the paper"),
        (looks.on_paper, '<main style="width:9em">smal</main>', "of the paper are used"),
    ],
)
def test_a_look_sees_a_fault(page: Page, look: Callable[[Page], list[str]], content: str, words: str) -> None:
    page.set_content(f"<!doctype html><body>{content}")
    assert words in "; ".join(look(page))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<p id=a></p><script>a.append('alleen met script')</script>", "other words"),
        ("<p id=a></p><script>a.innerHTML = '<button>Verder</button>'</script>", "other controls"),
        (
            "<form method=post><button disabled id=b>x</button></form><script>b.disabled = false</script>",
            "cannot be used",
        ),
        ("<form method=post><button>x</button></form>", "does not send its token"),
    ],
)
def test_what_needs_a_script_is_seen(page: Page, browser: Browser, live: str, content: str, words: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        bare = context.new_page()
        for one in (page, bare):
            one.route("**", lambda route: route.fulfill(content_type="text/html", body=f"<main>{content}</main>"))
            one.goto(live)
            one.unroute("**")
        assert words in "; ".join(looks.without_scripts(page, bare))
