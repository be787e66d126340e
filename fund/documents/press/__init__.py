"""The press: frozen plain data in, a PDF out that is PDF/A-3a and PDF/UA-1 at once, and the same bytes every time.

Letters are composed in a sandbox (`sandbox`), laid out in a child process without network or secrets, under a limit of
time and memory (`room`), and finished with the second profile (`finish`). When the press cannot draw, nothing is sent:
`PressDown` undoes what was under way and says so.
"""

from fund.documents.press.machine import Press, PressDown, draw
from fund.documents.press.sandbox import fragment, page, version
from fund.documents.press.sheets import Plain, Sender, Sheet, as_plain, plain

__all__ = ["Plain", "Press", "PressDown", "Sender", "Sheet", "as_plain", "draw", "fragment", "page", "plain", "version"]
