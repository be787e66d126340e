"""Look into pictures: they must decode from the first line to the last. Nothing is taken out of them."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, UnidentifiedImageError

from fund.documents.intake.faults import Fault

MOST_PIXELS: Final = 60_000_000
Image.MAX_IMAGE_PIXELS = None  # judged here, with a sentence of our own

NAMES: Final = {"jpg": "JPEG", "png": "PNG"}


def check_picture(kind: str, content: bytes) -> None:
    """Refuse a picture that is of another kind, damaged, or too large to open.

    Raises:
        Fault: with the name of what is wrong.
    """
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=[NAMES[kind]]) as picture:
            warnings.simplefilter("error")
            if picture.width * picture.height > MOST_PIXELS:
                raise Fault("pixels")
            picture.load()
    except UnidentifiedImageError as problem:
        raise Fault("mismatch") from problem
    except (OSError, SyntaxError, ValueError, EOFError, Warning) as problem:
        raise Fault("broken") from problem
