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


_translator: ContextVar[Translator] = ContextVar("translator", default=_as_written)
_formatter: ContextVar[Formatter] = ContextVar("formatter", default=_as_given)


@dataclass(frozen=True)
class Message:
    """A sentence in English with named values, translated by `str()` into the language of the moment."""

    text: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        sentence = _translator.get()(self.text)
        if not self.values:
            return sentence
        write = _formatter.get()
        return sentence % {name: write(value) for name, value in self.values.items()}

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted(self.values))))


def _(text: str, /, **values: object) -> Message:
    """Say `text` (the key in the catalogue) with `values`, to be translated when it is read."""
    return Message(text, values)


@contextmanager
def speaking(translator: Translator, formatter: Formatter = _as_given) -> Iterator[None]:
    """Let every `Message` inside the block speak through `translator`, its values through `formatter`."""
    voices = _translator.set(translator), _formatter.set(formatter)
    try:
        yield
    finally:
        _translator.reset(voices[0])
        _formatter.reset(voices[1])


def speak(translator: Translator, formatter: Formatter = _as_given) -> None:
    """Let every `Message` from here on speak through `translator`: at the start of a request."""
    _translator.set(translator)
    _formatter.set(formatter)


def hush() -> None:
    """Let every `Message` speak as it is written again: at the end of a request."""
    speak(_as_written)


def local(texts: Mapping[str, str] | None, language: str) -> str:
    """Choose from texts kept as data, `{"nl": …, "en": …}`; the legal language stands in where one is missing."""
    if not texts:
        return ""
    return texts.get(language) or texts.get(LEGAL_LANGUAGE) or next(iter(texts.values()), "")
