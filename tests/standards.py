"""Published schemas against which files are tested; they are not ours to distribute, so they stand outside the project.

They are looked for in the folder that `STANDARDS` names, or in `shared/standards` beside the project or above it. Where
they are absent the test is skipped, and says so.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from lxml import etree


def folder() -> Path | None:
    """Return the folder with the schemas, if there is one."""
    named = os.environ.get("STANDARDS")
    places = [Path(named)] if named else [above / "shared" / "standards" for above in Path(__file__).parents]
    return next((place for place in places if place.is_dir()), None)


@cache
def schema(path: str) -> etree.XMLSchema:
    """Read a schema, `iso20022/pain.001.001.09.xsd`, or skip the test that asks for it."""
    place = folder()
    if place is None or not (place / path).is_file():
        pytest.skip(f"the published schema {path} is not here: set STANDARDS")
    return etree.XMLSchema(etree.parse(place / path))
