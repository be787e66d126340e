"""A link that lets somebody in stands in the mail and nowhere else: not in the outbox, before or after it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from fund.core import clock
from fund.core.db import Base
from fund.core.seals import secret_of
from fund.notices.actions import try_again
from fund.notices.jobs import send_notices
from fund.notices.models import Notice, NoticeStatus
from fund.people import actions, queries
from fund.people.models import EmailPurpose
from fund.people.rules import hash_token
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.world import World

NEW = "nieuw@example.example"
WAYS: dict[str, tuple[str, EmailPurpose, Callable[[World], object]]] = {
    "sign up": (NEW, EmailPurpose.CONFIRM, lambda _world: actions.sign_up(name="Nieuw", email=NEW)),
    "known": ("noor@korenaar.example", EmailPurpose.RESET,
              lambda _world: actions.sign_up(name="Nieuw", email="noor@korenaar.example")),
    "reset": ("noor@korenaar.example", EmailPurpose.RESET,
              lambda _world: actions.request_reset(email="noor@korenaar.example")),
    "staff": (NEW, EmailPurpose.CONFIRM, lambda world: actions.create_staff(name="Nieuw", email=NEW, by=world.bram)),
    "colleague": (NEW, EmailPurpose.CONFIRM,
                  lambda world: actions.add_member(world.bakery, name="Nieuw", email=NEW, by=world.noor)),
}  # fmt: skip


def everything(database: Site) -> str:
    """Read the whole database, every column of every row."""
    database.session.expire_all()
    return "\n".join(
        str(tuple(row)) for table in Base.metadata.sorted_tables for row in database.session.execute(select(table))
    )


def secret_in(text: str) -> str:
    found = re.search(r"/(?:confirm|reset)/(\S+)", text)
    assert found is not None, text
    return found[1]


@pytest.mark.parametrize("way", WAYS)
def test_what_opens_the_door_is_nowhere_in_the_database(database: Site, world: World, outbox: Outbox, way: str) -> None:
    address, purpose, ask = WAYS[way]
    ask(world)
    database.commit()
    waiting = everything(database)
    assert send_notices() == "1 sent, 0 not taken"
    (mail,) = outbox.to(address)
    secret = secret_in(mail.get_content())
    assert len(secret) == 43
    assert queries.live_token(hash_token(secret), purpose, clock.now()) is not None, "the link in the mail works"
    for found in (waiting, everything(database)):
        assert hash_token(secret) in found
        assert secret not in found
    notice = database.session.scalars(select(Notice)).one()
    assert queries.live_token(hash_token(secret_in(notice.body)), purpose, clock.now()) is None
    database.commit()


def test_a_mail_that_was_given_up_and_sent_again_brings_the_same_link(
    database: Site, world: World, outbox: Outbox
) -> None:
    actions.sign_up(name="Nieuw", email=NEW)
    database.commit()
    notice = database.session.query(Notice).one()
    notice.status = NoticeStatus.GIVEN_UP
    try_again(notice, by=world.bram)
    database.commit()
    send_notices()
    (mail,) = outbox.to(NEW)
    assert secret_in(mail.get_content()) == secret_of(notice.facts["token"])


def test_with_another_key_a_seed_is_another_secret(database: Site) -> None:
    here, database.app.config["SECRET_KEY"] = database.app.config["SECRET_KEY"], "of another installation"
    try:
        there = secret_of("seed")
    finally:
        database.app.config["SECRET_KEY"] = here
    assert there != secret_of("seed") != secret_of("other seed")
