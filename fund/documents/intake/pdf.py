"""Look into PDFs, and take out of them what could do something by itself: programs, actions, files inside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from fund.documents.intake.faults import Fault

MOST_OBJECTS: Final = 400_000
DEEPEST: Final = 60

ACTIONS: Final = frozenset(
    f"/{name}"
    for name in (
        "JavaScript",
        "Launch",
        "ImportData",
        "SubmitForm",
        "Rendition",
        "Movie",
        "Sound",
        "GoToE",
        "GoTo3DView",
    )
)
"""Actions that are taken out; going to a page or to a web address stays."""

ANNOTATIONS: Final = frozenset(f"/{name}" for name in ("FileAttachment", "RichMedia", "3D", "Movie", "Sound", "Screen"))
"""What on a page is more than text, picture or link."""

ALWAYS: Final = ("/AA", "/JS", "/XFA", "/AF", "/EF", "/RF")
"""Entries that nothing readable needs: automatic actions, programs, dynamic forms, files inside."""


def clean_pdf(content: bytes) -> bytes | None:
    """Answer a cleaned copy when there was something to take out, and None when the file is fit as it is.

    Raises:
        Fault: when it is no PDF, is damaged beyond repair, is locked, or has no page.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                raise Fault("locked")
            if len(document.objects) > MOST_OBJECTS:
                raise Fault("bomb")
            if not len(document.pages):
                raise Fault("broken")
            changed = _clean(document) or not _starts_and_ends(content)
            if not changed:
                return None
            copy = io.BytesIO()
            document.save(copy, deterministic_id=True)
    except pikepdf.PasswordError as problem:
        raise Fault("locked") from problem
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError, OverflowError) as problem:
        raise Fault("broken") from problem
    return copy.getvalue()


def _starts_and_ends(content: bytes) -> bool:
    """Whether the file is a PDF from its first byte to its last, with nothing before or behind it."""
    return content.startswith(b"%PDF-") and content.rstrip(b"\r\n \0").endswith(b"%%EOF")


def _clean(document: pikepdf.Pdf) -> bool:
    """Take out what acts; answer whether there was any."""
    changed = _clean_root(document.Root)
    for entry in document.objects:
        for dictionary in _dictionaries(entry, 0):
            changed = _clean_dictionary(dictionary) or changed
    for page in document.pages:
        changed = _clean_page(page.obj) or changed
    return changed


def _clean_root(root: Any) -> bool:
    """Take out what starts when the document is opened, and lists of programs and files; opening at a page stays."""
    changed = False
    if isinstance(root.get("/OpenAction"), pikepdf.Dictionary):
        del root["/OpenAction"]
        changed = True
    if "/Collection" in root:
        del root["/Collection"]
        changed = True
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for name in ("/JavaScript", "/EmbeddedFiles", "/Renditions"):
            if name in names:
                del names[name]
                changed = True
    return changed


def _dictionaries(entry: Any, depth: int) -> Iterator[Any]:
    """Walk through an object and what is written inside it; what it refers to is an object of its own."""
    if depth > DEEPEST:
        raise Fault("broken")
    if isinstance(entry, pikepdf.Stream):
        yield entry
        children = [entry.stream_dict.get(name) for name in entry.stream_dict.keys()]  # noqa: SIM118 (not a dict)
    elif isinstance(entry, pikepdf.Dictionary):
        yield entry
        children = [entry.get(name) for name in entry.keys()]  # noqa: SIM118 (not a dict)
    elif isinstance(entry, pikepdf.Array):
        children = list(entry)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _dictionaries(child, depth + 1)


def _clean_dictionary(dictionary: Any) -> bool:
    """Take out of one dictionary what acts by itself."""
    changed = False
    for name in ALWAYS:
        if name in dictionary:
            del dictionary[name]
            changed = True
    if str(dictionary.get("/S", "")) in ACTIONS and not isinstance(dictionary, pikepdf.Stream):
        for name in list(dictionary.keys()):
            del dictionary[name]
        dictionary["/S"] = pikepdf.Name("/GoTo")
        dictionary["/D"] = pikepdf.Array([])
        changed = True
    return changed


def _clean_page(page: Any) -> bool:
    """Take annotations off a page that are more than text, picture or link."""
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return False
    kept = [each for each in annotations if str(_subtype(each)) not in ANNOTATIONS]
    if len(kept) == len(annotations):
        return False
    page["/Annots"] = pikepdf.Array(kept)
    return True


def _subtype(annotation: Any) -> Any:
    return annotation.get("/Subtype", "") if isinstance(annotation, pikepdf.Dictionary) else ""
