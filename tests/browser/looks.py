"""What is looked at on a page besides axe: by keyboard, on paper, without scripts. Each answers the faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

PAPER: Final = {"upright": 673, "lying": 1001}
"""Pixels between the margins of a sheet of A4."""
MENU: Final = ".vk-menu > summary"

FOCUS: Final = """() => {
  const visible = (one) => one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true});
  const faults = [];
  const all = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])");
  for (const one of all) {
    if (one.tabIndex > 0) faults.push("has a place of its own in the order: " + one.outerHTML.slice(0, 120));
    if (!visible(one) || one.disabled) continue;
    one.focus({preventScroll: true});
    const look = getComputedStyle(one);
    const seen = one === document.activeElement && look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    if (!seen) faults.push("focus is not seen: " + one.outerHTML.slice(0, 120));
  }
  return faults;
}"""
"""Every control can be reached by keyboard, in the order of the page, and shows it; asked after a key press."""

PRINTED: Final = """() => {
  const shown = (one) => one.checkVisibility() && one.getClientRects().length > 0;
  const name = (one) => one.outerHTML.slice(0, 120);
  const faults = [];
  for (const one of document.querySelectorAll("header nav, .vk-side, footer, .nl-skip-link, .vk-crumbs, .vk-menu"))
    if (shown(one)) faults.push("printed: " + name(one));
  for (const one of document.querySelectorAll("details:not([open], .vk-menu) > :not(summary)"))
    if (!shown(one) && !one.closest(".vk-actions, .vk-filter")) faults.push("stays folded: " + name(one));
  for (const one of document.querySelectorAll("main *")) {
    if (!shown(one) || one.matches(".vk-hide, .vk-hide *, option, svg, svg *, input")) continue;
    const look = getComputedStyle(one);
    const wide = look.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1;
    const long = look.overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 1;
    if (wide || long) faults.push("cut: " + name(one));
  }
  const main = document.querySelector("main");
  if (main.clientWidth < 0.9 * document.documentElement.clientWidth)
    faults.push("only " + main.clientWidth + " pixels of the paper are used");
  const beyond = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (beyond > 0) faults.push(beyond + " pixels beyond the paper");
  return faults;
}"""

READ: Final = """() => {
  const live = document.querySelectorAll("main [data-total], main [data-difference], main [data-saved]");
  const words = document.querySelector("main").innerText;
  const controls = [...document.querySelectorAll(
    "main input:not([type=hidden]), main select, main textarea, main button, main a[href], main summary")];
  return {
    live: [...live].map((one) => one.innerText),
    words: words.replace(/\\s+/g, " "),
    controls: controls.filter((one) => one.checkVisibility()).map((one) => one.tagName + " " + (one.name ?? one.href)),
    barred: controls.filter((one) => one.disabled).map((one) => one.outerHTML.slice(0, 120)),
  };
}"""
"""What can be read and used on a page."""


def in_sight(page: Page) -> list[str]:
    """Tell which tables have columns that a wide screen does not show: nobody looks for an amount that is not there."""
    hidden = page.evaluate("""() => [...document.querySelectorAll(".vk-scroll")]
      .map((one) => one.scrollWidth - one.clientWidth).filter((beyond) => beyond > 0)""")
    return [f"{beyond} pixels of a table are out of sight" for beyond in hidden]


def by_keyboard(page: Page) -> list[str]:
    """Begin at the skip link, go to the content with it, open and shut the menu, and look where the focus is."""
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className + ' ' + document.activeElement.getBoundingClientRect().top")
    if "nl-skip-link" not in first or first.rpartition(" ")[2].startswith("-"):
        return [f"first is {first}", *page.evaluate(FOCUS)]
    faults = []
    page.keyboard.press("Enter")
    if page.evaluate("document.activeElement.id") != "content":
        faults.append("the skip link does not lead to the content")
    if page.locator(MENU).is_visible():
        page.focus(MENU)
        for state in (True, False):
            page.keyboard.press("Enter")
            if page.locator(".vk-menu nav").is_visible() is not state:
                faults.append(f"the menu does not {'open' if state else 'shut'} by keyboard")
    return faults + list(page.evaluate(FOCUS))


def on_paper(page: Page) -> list[str]:
    """Put the page on a sheet, lying where a wide table asks for it."""
    size = page.viewport_size
    lying = page.locator("main .vk-scroll").count() > 0
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER["lying" if lying else "upright"], "height": 900})
    faults = list(page.evaluate(PRINTED))
    page.emulate_media(media="screen")
    if size is not None:
        page.set_viewport_size(size)
    return faults


def without_scripts(page: Page, bare: Page) -> list[str]:
    """Hold the page against the same one in a browser that runs no scripts, and send its main form there.

    What a script counts or says is left out. The form is sent as it stands; the answer is not waited for.
    """
    rich, poor = page.evaluate(READ), bare.evaluate(READ)
    faults = [f"cannot be used without scripts: {one}" for one in poor["barred"] if one not in rich["barred"]]
    if rich["controls"] != poor["controls"]:
        faults.append(f"other controls without scripts: {set(rich['controls']) ^ set(poor['controls'])}")
    if _without(rich) != _without(poor):
        faults.append("other words without scripts")
    return faults + _send(bare)


def _without(read: dict[str, str]) -> str:
    words = read["words"]
    for live in read["live"]:
        words = words.replace(live, "", 1)
    return words


def _send(bare: Page) -> list[str]:
    button = bare.locator("main form[method=post] button:visible:enabled").first
    if not button.count():
        return []
    sent: list[Request] = []

    def caught(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request)
            route.fulfill(status=204)
        else:
            route.continue_()

    bare.route("**", caught)
    with bare.expect_request(lambda request: request.method == "POST"):
        button.click()
    bare.unroute("**")
    return [] if sent and "csrf_token" in (sent[0].post_data or "") else ["the form does not send its token"]
