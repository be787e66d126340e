"""Both languages are complete: every sentence of code and templates has its Dutch, and only one."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from fund.web.translations import SHARED, domains, gather
from tests.architecture.source import CATALOGUES, packages

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@cache
def _catalogue(domain: str) -> Catalog:
    path = CATALOGUES / f"{domain}.po"
    if not path.is_file():
        return Catalog(locale="nl", domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale="nl", domain=domain)


@cache
def _gathered(domain: str) -> Catalog:
    return gather(domain)


def _identity(message: Message) -> tuple[str, str | None]:
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value or ""),)


def _messages(domain: str) -> dict[tuple[str, str | None], Message]:
    return {_identity(message): message for message in _catalogue(domain) if message.id}


def _wanted(domain: str) -> set[tuple[str, str | None]]:
    return {_identity(message) for message in _gathered(domain) if message.id}


ALL = (*SHARED, *packages())


@pytest.mark.parametrize("domain", ALL)
def test_every_sentence_is_in_dutch(domain: str) -> None:
    there = _messages(domain)
    missing = sorted(key[0] for key in _wanted(domain) if key not in there or not all(_texts(there[key].string)))
    assert not missing, f"`flask --app wsgi translations update {domain}`, then write the Dutch"


@pytest.mark.parametrize("domain", ALL)
def test_no_sentence_is_left_over_or_half_done(domain: str) -> None:
    left = sorted(key[0] for key in _messages(domain).keys() - _wanted(domain))
    assert not left, "no code says this any more"
    assert not [message.id for message in _catalogue(domain) if message.id and message.fuzzy]
    assert not _catalogue(domain).obsolete


def _keeps_values(message: Message, dutch: str) -> bool:
    """Whether a translation uses the values of the sentence: all of them, or in a plural form some."""
    wanted = {name for form in _texts(message.id) for name in PLACEHOLDER.findall(form)}
    used = set(PLACEHOLDER.findall(dutch))
    return used <= wanted if isinstance(message.id, list | tuple) else used == wanted


@pytest.mark.parametrize("domain", ALL)
def test_the_dutch_names_the_same_values(domain: str) -> None:
    wrong = [
        dutch
        for message in _messages(domain).values()
        for dutch in _texts(message.string)
        if dutch and not _keeps_values(message, dutch)
    ]
    assert not wrong


def test_one_sentence_has_one_translation() -> None:
    told: dict[tuple[str, str | None], dict[tuple[str, ...], str]] = defaultdict(dict)
    for domain in ALL:
        for key, message in _messages(domain).items():
            told[key].setdefault(_texts(message.string), domain)
    torn = {key[0]: list(versions.items()) for key, versions in told.items() if len(versions) > 1}
    assert not torn, "the same English means the same Dutch everywhere; use a context when it does not"


def test_there_is_no_catalogue_without_a_package() -> None:
    assert set(domains()) <= set(ALL)
