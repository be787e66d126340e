"""Accounts: links are good once, known and unknown addresses look alike, a new password ends every sign-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from fund.core import clock
from fund.core.errors import Invalid, Refused
from fund.core.i18n import Message
from fund.people import actions, queries
from fund.people.actions import sign_ins
from fund.people.models import EmailPurpose, EmailToken, Person, SignInAttempt
from fund.people.rules import FAILURES_FROM_ONE_SOURCE, FAILURES_ON_ONE_ADDRESS, hash_token
from tests.bed.held import Held
from tests.bed.site import Site
from tests.people.conftest import Told
from tests.world import PASSWORD, World

NEW = "een heel ander wachtwoord"


def _sign_up(email: str = "nieuw@example.example") -> None:
    actions.sign_up(name="Nieuwe Naam", email=email, language="en", source="10.0.0.1")


def test_who_signs_up_gets_a_link_and_chooses_a_password(database: Site, told: Told) -> None:
    _sign_up("Nieuw@Example.example")
    assert [(to, template) for to, template, _facts in told] == [("nieuw@example.example", "people/confirm")]
    person = actions.confirm(told.token(), password=NEW)
    database.commit()
    assert person.confirmed_at is not None
    assert (person.name, person.language) == ("Nieuwe Naam", "en")
    assert sign_ins.check_password("nieuw@example.example", NEW, source="") is person


def test_only_the_hash_of_a_link_is_kept(database: Site, told: Told) -> None:
    _sign_up()
    kept = database.session.scalars(select(EmailToken)).one()
    assert kept.token_hash == hash_token(told.token())
    assert told.token() not in {kept.token_hash, str(kept.id)}


def test_a_link_is_good_once(database: Site, told: Told) -> None:
    _sign_up()
    actions.confirm(told.token(), password=NEW)
    with pytest.raises(Refused, match="used already"):
        actions.confirm(told.token(), password=NEW)


def test_a_link_grows_old(database: Site, told: Told, held: Held) -> None:
    _sign_up()
    held.forward(days=2, minutes=1)
    assert queries.live_token(hash_token(told.token()), EmailPurpose.CONFIRM, clock.now()) is None
    with pytest.raises(Refused, match="too old"):
        actions.confirm(told.token(), password=NEW)


def test_a_link_is_good_for_what_it_was_sent_for_only(database: Site, told: Told) -> None:
    _sign_up()
    with pytest.raises(Refused):
        actions.reset_password(told.token(), password=NEW)


def test_a_short_password_leaves_the_link_good(database: Site, told: Told) -> None:
    _sign_up()
    with pytest.raises(Invalid) as refusal:
        actions.confirm(told.token(), password="kort")
    assert refusal.value.field == "password"
    actions.confirm(told.token(), password=NEW)


def test_signing_up_with_a_known_address_changes_nothing_and_helps_its_owner(
    database: Site, world: World, told: Told
) -> None:
    _sign_up("noor@korenaar.example")
    database.commit()
    assert [(to, template) for to, template, _facts in told] == [("noor@korenaar.example", "people/known_address")]
    assert world.noor.name == "Noor van Dijk"
    assert sign_ins.check_password("noor@korenaar.example", PASSWORD, source="") is world.noor


def test_a_reset_for_an_unknown_address_is_answered_by_mail_only(database: Site, told: Told) -> None:
    actions.request_reset(email="Niemand@example.example", source="10.0.0.1")
    assert [(to, template) for to, template, _facts in told] == [("niemand@example.example", "people/no_account")]
    assert database.session.scalars(select(Person)).first() is None


def test_a_reset_before_the_account_was_confirmed_sends_the_confirmation_again(database: Site, told: Told) -> None:
    _sign_up()
    actions.request_reset(email="nieuw@example.example")
    assert told[-1][1] == "people/confirm"


def test_mails_to_one_address_stop_without_a_word(database: Site, told: Told, held: Held) -> None:
    for _time in range(9):
        actions.request_reset(email="iemand@example.example", source="10.0.0.1")
    assert len(told) == 4
    held.forward(hours=1, minutes=1)
    actions.request_reset(email="iemand@example.example", source="10.0.0.1")
    assert len(told) == 5


def test_one_source_cannot_mail_everybody(database: Site, told: Told) -> None:
    for number in range(30):
        actions.request_reset(email=f"iemand{number}@example.example", source="10.0.0.1")
    with pytest.raises(Refused, match="Wait an hour"):
        actions.request_reset(email="nog-iemand@example.example", source="10.0.0.1")
    assert len(told) == 30


def test_a_new_password_ends_every_sign_in_and_is_told(database: Site, world: World, told: Told) -> None:
    token = sign_ins.begin_sign_in(world.noor)
    actions.request_reset(email="noor@korenaar.example")
    actions.reset_password(told.token(), password=NEW)
    database.commit()
    assert queries.signed_in_person(hash_token(token), world.noor.created_at) is None
    assert told[-1][:2] == ("noor@korenaar.example", "people/password_changed")
    assert isinstance(sign_ins.check_password("noor@korenaar.example", PASSWORD, source=""), Message)
    assert isinstance(sign_ins.check_password("noor@korenaar.example", NEW, source=""), Person)


def test_one_reset_makes_other_links_worthless(database: Site, world: World, told: Told) -> None:
    actions.request_reset(email="noor@korenaar.example")
    first = told.token()
    actions.request_reset(email="noor@korenaar.example")
    actions.reset_password(told.token(), password=NEW)
    with pytest.raises(Refused):
        actions.reset_password(first, password=PASSWORD)


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash that a password was held against: the work that one can time from outside."""
    done: list[str] = []
    real: Callable[[str, str], bool] = sign_ins.verify

    def counting(kept: str, password: str) -> bool:
        done.append(kept)
        return real(kept, password)

    monkeypatch.setattr(sign_ins, "verify", counting)
    return done


@pytest.mark.parametrize("email", ["noor@korenaar.example", "niemand@example.example", "wacht@example.example", "?"])
def test_known_and_unknown_addresses_are_answered_alike(
    database: Site, world: World, told: Told, verifications: list[str], email: str
) -> None:
    _sign_up("wacht@example.example")  # not confirmed yet
    answer = sign_ins.check_password(email, "een verkeerd wachtwoord", source="10.0.0.9")
    assert answer == sign_ins.WRONG
    assert len(verifications) == 1
    assert verifications[0].split("$")[1:4] == sign_ins.NOBODY.split("$")[1:4], "the same work"


def test_an_ended_account_is_like_no_account(database: Site, world: World) -> None:
    actions.end_person(world.noor, by=world.bram)
    assert sign_ins.check_password("noor@korenaar.example", PASSWORD, source="") == sign_ins.WRONG


@pytest.mark.parametrize("email", ["noor@korenaar.example", "niemand@example.example"])
def test_too_many_tries_make_one_wait_known_or_not(database: Site, world: World, held: Held, email: str) -> None:
    for _time in range(FAILURES_ON_ONE_ADDRESS):
        assert sign_ins.check_password(email, "mis", source="10.0.0.9") == sign_ins.WRONG
    wait = sign_ins.check_password(email, PASSWORD, source="10.0.0.8")
    assert isinstance(wait, Message)
    assert wait.values == {"minutes": 15}
    held.forward(minutes=16)
    answer = sign_ins.check_password(email, PASSWORD, source="10.0.0.8")
    assert (answer is world.noor) is (email == "noor@korenaar.example")


def test_one_source_cannot_try_everybody(database: Site, world: World) -> None:
    for number in range(FAILURES_FROM_ONE_SOURCE):
        sign_ins.check_password(f"iemand{number}@example.example", "mis", source="10.0.0.9")
    wait = sign_ins.check_password("noor@korenaar.example", PASSWORD, source="10.0.0.9")
    assert isinstance(wait, Message)
    assert "minutes" in wait.values
    assert sign_ins.check_password("noor@korenaar.example", PASSWORD, source="10.0.0.7") is world.noor


def test_a_new_password_by_mail_lets_the_owner_in_while_somebody_else_is_guessing(
    database: Site, world: World, told: Told
) -> None:
    for _time in range(FAILURES_ON_ONE_ADDRESS):
        sign_ins.check_password("noor@korenaar.example", "mis", source="10.0.0.9")
    actions.request_reset(email="noor@korenaar.example")
    actions.reset_password(told.token(), password=NEW)
    assert sign_ins.check_password("noor@korenaar.example", NEW, source="10.0.0.1") is world.noor


def test_tries_are_kept_without_the_address(database: Site, world: World) -> None:
    sign_ins.check_password("noor@korenaar.example", "mis", source="10.0.0.9")
    attempt = database.session.scalars(select(SignInAttempt)).one()
    assert "noor" not in attempt.email_hash
    assert not attempt.succeeded
