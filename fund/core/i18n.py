"""Sentences that are translated when somebody reads them.

Rules and actions speak in `Message`s: the English sentence is the key, the reader's language is known only at the page
or in the letter. Values may be money or dates; they are written in the reader's notation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["nl", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")
LEGAL_LANGUAGE: Final[Language] = "nl"

Translator = Callable[[str], str]
Formatter = Callable[[object], object]


def _as_written(text: str) -> str:
    return text


def _as_given(value: object) -> object:
    return value


@dataclass(frozen=True)
class Voice:
    """Who speaks: the language, what puts a sentence into it, and what writes a value inside a sentence."""

    language: Language = LEGAL_LANGUAGE
    translate: Translator = _as_written
    write: Formatter = _as_given


PLAIN: Final = Voice()
"""Says every sentence as it is written in the code."""

_voice: ContextVar[Voice | None] = ContextVar("voice", default=PLAIN)
_choose: ContextVar[Callable[[], Voice]] = ContextVar("choose", default=lambda: PLAIN)


def voice() -> Voice:
    """Answer the voice of the moment; in a request it is chosen when the first sentence is read."""
    now = _voice.get()
    if now is None:
        now = _choose.get()()
        _voice.set(now)
    return now


@dataclass(frozen=True)
class Message:
    """A sentence in English with named values, translated by `str()` into the language of the moment."""

    text: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        now = voice()
        sentence = now.translate(self.text)
        if not self.values:
            return sentence
        return sentence % {name: now.write(value) for name, value in self.values.items()}

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted(self.values))))


def _(text: str, /, **values: object) -> Message:
    """Say `text` (the key in the catalogue) with `values`, to be translated when it is read."""
    return Message(text, values)


@contextmanager
def speaking(voice: Voice) -> Iterator[None]:
    """Let every `Message` inside the block speak with this voice."""
    before = _voice.set(voice)
    try:
        yield
    finally:
        _voice.reset(before)


def speak(choose: Callable[[], Voice]) -> None:
    """Let every `Message` from here on speak with a voice that is chosen when it is needed: when a request starts."""
    _choose.set(choose)
    _voice.set(None)


def hush() -> None:
    """Let every `Message` speak as it is written again: at the end of a request."""
    _voice.set(PLAIN)


def local(texts: Mapping[str, str] | None, language: str) -> str:
    """Choose from texts kept as data, `{"nl": …, "en": …}`; the legal language stands in where one is missing."""
    if not texts:
        return ""
    return texts.get(language) or texts.get(LEGAL_LANGUAGE) or next(iter(texts.values()), "")
