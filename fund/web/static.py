"""How static files reach the browser: named by their content and so kept for a year, gzipped where that helps.

Style sheets and scripts are many readable files here and one file there; they are put together when first asked for.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, has_request_context, request, url_for
from werkzeug.security import safe_join

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "fund" / "static"
YEAR = 365 * 24 * 3600
FAMILIES = (
    *("bones", "shell", "page", "action", "form", "time"),
    *("table", "money", "case", "area", "public", "staff"),
)
SCRIPTS = ("errors", "totals", "autosave", "leave", "files")
# What the browser asks for, and what it is put together from; later style rules win.
TOGETHER = {
    "site.css": (
        *("vendor/nlds.css", "tokens.css", "base.css"),
        *(f"components/{family}.css" for family in FAMILIES),
    ),
    "site.js": tuple(f"scripts/{name}.js" for name in SCRIPTS),
}
COMPRESSED = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def content_hash(content: bytes) -> str:
    """Return ten hexadecimal characters that change when the content changes."""
    return hashlib.sha256(content).hexdigest()[:10]


@dataclass(frozen=True)
class StaticFile:
    """What is remembered of a served file: its content and hash, and its gzipped content where that helps."""

    content: bytes
    version: str
    zipped: bytes | None


def _sources(name: str) -> list[Path]:
    """Return the files a served name is made of that are there."""
    located = [safe_join(str(STATIC), part) for part in TOGETHER.get(name, (name,))]
    return [Path(path) for path in located if path is not None and Path(path).is_file()]


def _remembered(name: str) -> StaticFile | None:
    """Read a static file once per worker, and again when it changes while developing."""
    known: dict[str, tuple[int, StaticFile]] = current_app.extensions.setdefault("static_files", {})
    if name in known and not current_app.debug:
        return known[name][1]
    sources = _sources(name)
    if not sources:
        return None
    changed = max(path.stat().st_mtime_ns for path in sources)
    if name not in known or known[name][0] != changed:
        content = b"\n".join(path.read_bytes() for path in sources)
        zipped = gzip.compress(content, mtime=0) if Path(name).suffix in COMPRESSED else None
        known[name] = (changed, StaticFile(content, content_hash(content), zipped))
    return known[name][1]


def static_url(name: str) -> str:
    """Return the address of a static file with the hash of its content; without it when the file is not built."""
    if current_app.debug:
        return _address(name)
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault("static_urls", {})
    at = (request.script_root if has_request_context() else "", name)
    if at not in known:
        known[at] = _address(name)
    return known[at]


def _address(name: str) -> str:
    remembered = _remembered(name)
    return url_for("static", filename=name, v=remembered.version if remembered else None)


def serve_static(filename: str) -> Response:
    """Serve a static file, gzipped where that helps; with its hash in the address it may be kept for a year."""
    remembered = _remembered(filename)
    if remembered is None:
        abort(404)
    kind = COMPRESSED.get(Path(filename).suffix) or mimetypes.guess_type(filename)[0] or "application/octet-stream"
    if remembered.zipped is not None and request.accept_encodings.quality("gzip") > 0:
        response = Response(remembered.zipped, mimetype=kind)
        response.content_encoding = "gzip"
        response.set_etag(f"{remembered.version}-gzip")
    else:
        response = Response(remembered.content, mimetype=kind)
        response.set_etag(remembered.version)
    if remembered.zipped is not None:
        response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = YEAR if request.args.get("v") == remembered.version else 3600
    response.cache_control.immutable = request.args.get("v") == remembered.version
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Give templates `static_url` and serve the static folder through `serve_static`."""
    app.jinja_env.globals["static_url"] = static_url
    app.view_functions["static"] = serve_static
