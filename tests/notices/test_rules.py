from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fund.core.errors import Invalid
from fund.notices.rules import MOST_TRIES, MOST_TRIES_REFUSED, check_address, next_try, on_one_line, why_not_taken

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_tries_are_spaced_wider_and_wider_until_half_an_hour() -> None:
    tries = [next_try(n, refused=False, now=NOW) for n in range(1, 9)]
    assert [(again - NOW) // timedelta(minutes=1) for again in tries if again] == [1, 2, 5, 10, 15, 30, 30, 30]


def test_we_give_up_after_two_days_and_sooner_when_the_server_says_never() -> None:
    assert next_try(MOST_TRIES - 1, refused=False, now=NOW) is not None
    assert next_try(MOST_TRIES, refused=False, now=NOW) is None
    assert next_try(MOST_TRIES_REFUSED - 1, refused=True, now=NOW) is not None
    assert next_try(MOST_TRIES_REFUSED, refused=True, now=NOW) is None


@pytest.mark.parametrize(
    "typed", ["a\r\nBcc: all@example.nl", "a\nb", "a\u2028b", "a\x00b", "a\x0bb", "  a \t b  ", "a\u0085b"]
)
def test_a_header_has_one_line(typed: str) -> None:
    line = on_one_line(typed)
    assert line.isprintable()
    assert line.splitlines() == [line]


def test_a_long_subject_is_cut_where_it_shows() -> None:
    assert on_one_line("x" * 400) == "x" * 299 + "…"
    assert on_one_line("x" * 300) == "x" * 300


def test_an_address_is_one_address() -> None:
    assert check_address("fatima@bakkerij.example") == "fatima@bakkerij.example"
    for bad in ("a@b.nl\r\nBcc: c@d.nl", "a@b.nl, c@d.nl", "a b@c.nl", "a@b.nl\n", "", "a", "a@", "<a@b.nl>", "a@b@c"):
        with pytest.raises(Invalid):
            check_address(bad)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("550 5.1.1 <x@y.example>: user unknown", "does not exist"),
        ("550 no such person here", "does not exist"),
        ("553 mailbox name not allowed", "does not exist"),
        ("550 5.7.1 message refused as spam", "refuses our mail"),
        ("554 transaction failed", "refuses our mail"),
        ("552 5.2.2 over quota", "is full"),
        ("452 4.2.2 over quota", "is full"),
        ("552 5.3.4 too big", "too large"),
        ("451 4.7.1 greylisted", "try later"),
        ("450 busy", "try later"),
        ("421 closing the channel", "Our own mail server"),
        ("ConnectionRefusedError: [Errno 111] Connection refused", "Our own mail server"),
        ("SMTPUTF8 not supported by server", "could not be handed"),
        ("'a key'", "could not be handed"),
    ],
)
def test_what_a_mail_server_says_is_told_in_plain_words(problem: str, words: str) -> None:
    assert words in str(why_not_taken(problem))


def test_who_said_nothing_is_not_quoted() -> None:
    assert why_not_taken("") is None
