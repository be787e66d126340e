"""The account pages by HTTP: sessions that end, answers alike, forms that keep what was typed."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from fund.core.identifiers import demo_iban
from fund.people import actions, queries
from fund.people.models import Organisation, Person
from fund.people.roles import Role
from tests.bed.client import Browser
from tests.bed.site import Site
from tests.people.conftest import Told
from tests.world import PASSWORD, World

NEW = "een heel ander wachtwoord"


def _csrf(client: Browser, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, f"no token on {path}"
    return found[1]


def send(client: Browser, path: str, token_from: str = "", **typed: object) -> tuple[int, str, str]:
    """Send a form as a browser does; answer the status, where it goes, and the page."""
    answer = client.post(path, data={"csrf_token": _csrf(client, token_from or path), **typed}, token=False)
    return answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True)


def sign_in(client: Browser, email: str, password: str = PASSWORD, path: str = "/sign-in") -> tuple[int, str, str]:
    return send(client, path, email=email, password=password)


def _cookie(client: Browser) -> str:
    cookie = client.get_cookie("session")
    assert cookie is not None
    return str(cookie.value)


def test_a_newcomer_makes_an_account_and_is_signed_in(database: Site, client: Browser, told: Told) -> None:
    status, location, _page = send(client, "/sign-up", name="Noor", email="Noor@Korenaar.example")
    assert (status, location) == (302, "/mail-sent")
    assert client.get("/mail-sent").status_code == 200
    link = f"/confirm/{told.token()}"
    assert "noor@korenaar.example" in client.get(link).get_data(as_text=True)
    assert client.get(link).status_code == 200, "looking does not use the link up"
    assert send(client, link, password=NEW)[0] == 302
    assert "noor@korenaar.example" in client.get("/account").get_data(as_text=True)
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("path", ["/sign-up", "/forgot"])
def test_known_and_unknown_addresses_see_the_same_page(
    database: Site, world: World, client: Browser, told: Told, path: str
) -> None:
    answers = [
        send(client, path, name="Naam", email=email) for email in ("noor@korenaar.example", "niemand@example.example")
    ]
    assert answers[0] == answers[1]
    assert len(told) == 2, "each gets a mail, each another one"


def test_wrong_passwords_and_unknown_addresses_look_alike(database: Site, world: World, client: Browser) -> None:
    pages = [
        sign_in(client, email, "mis")[2].replace(email, "X").split("<main", 1)[1]
        for email in ("noor@korenaar.example", "iemand@korenaar.example")
    ]
    bare = [re.sub(r'value="[^"]{40,}"', "", page) for page in pages]
    assert bare[0] == bare[1]
    assert "horen niet bij elkaar" in bare[0]


def test_what_was_typed_stays_when_signing_in_fails_but_the_password_does_not(
    database: Site, world: World, client: Browser
) -> None:
    _status, _location, page = sign_in(client, "noor@korenaar.example", "mijn geheim")
    assert "noor@korenaar.example" in page
    assert "mijn geheim" not in page


def test_too_many_tries_are_told_at_the_form(database: Site, world: World, client: Browser) -> None:
    for _time in range(8):
        sign_in(client, "noor@korenaar.example", "mis")
    assert "Wacht 15 minuten" in sign_in(client, "noor@korenaar.example")[2]


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/organisations", "/organisations"),
        ("https://elders.example/", None),
        ("//elders.example", None),
        ("/\\elders.example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_after_signing_in_one_never_leaves_the_site(
    database: Site, world: World, client: Browser, wanted: str, goes: str | None
) -> None:
    status, location, _page = sign_in(client, "noor@korenaar.example", path=f"/sign-in?next={wanted}")
    assert status == 302
    assert location == goes if goes else location in ("/home", "/")


def test_a_page_behind_the_door_comes_back_after_signing_in(database: Site, world: World, client: Browser) -> None:
    away = client.get("/organisations/new?a=b")
    assert away.headers["Location"] == "/sign-in?next=/organisations/new?a%3Db"
    assert sign_in(client, "noor@korenaar.example", path=away.headers["Location"])[1] == "/organisations/new?a=b"


def test_a_copied_cookie_is_worth_nothing_after_signing_out(database: Site, world: World, client: Browser) -> None:
    sign_in(client, "noor@korenaar.example")
    copy = _cookie(client)
    thief = database.client()
    thief.set_cookie("session", copy)
    assert thief.get("/account").status_code == 200
    assert send(client, "/sign-out", token_from="/account")[0] == 302
    assert client.get("/account").status_code == 302
    thief.set_cookie("session", copy)
    assert thief.get("/account").status_code == 302


def test_the_session_gets_another_id_at_sign_in(database: Site, world: World, client: Browser) -> None:
    client.get("/sign-in")
    with client.session_transaction() as before:
        kept = dict(before)
    sign_in(client, "noor@korenaar.example")
    first = _cookie(client)
    with client.session_transaction() as after:
        assert after["_user_id"] not in str(kept)
        assert after.get("csrf_token") != kept.get("csrf_token")
    other = database.client()
    sign_in(other, "noor@korenaar.example")
    assert _cookie(other) != first


def test_a_role_counts_from_the_next_request(database: Site, world: World) -> None:
    daan = world.client("daan")
    assert daan.get("/admin/people").status_code == 403
    actions.grant_role(world.daan, Role.ADMINISTRATOR, by=world.bram)
    database.commit()
    assert daan.get("/admin/people").status_code == 302, "signed out by the change"
    daan.sign_in(world.daan)
    assert daan.get("/admin/people").status_code == 200
    grant = next(grant for grant in world.daan.role_grants if grant.role is Role.ADMINISTRATOR)
    grant.until_on = grant.from_on.replace(day=1)
    database.commit()
    assert daan.get("/admin/people").status_code == 403, "no cached role"


def test_a_membership_counts_from_the_next_request(database: Site, world: World) -> None:
    samir, path = world.client("samir"), f"/organisations/{world.bakery.key}"
    assert samir.get(path).status_code == 200
    actions.end_member(queries.members(world.bakery.id)[1], by=world.noor)
    database.commit()
    assert samir.get(path).status_code == 403


def test_a_new_password_ends_the_other_sign_ins_and_not_this_one(database: Site, world: World, told: Told) -> None:
    here, there = world.client("noor"), world.client("noor")
    before = _cookie(here)
    status, location, _page = send(here, "/account/password", current=PASSWORD, password=NEW)
    assert (status, location) == (302, "/account")
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    replay = database.client()
    replay.set_cookie("session", before)
    assert replay.get("/account").status_code == 302
    assert sign_in(database.client(), "noor@korenaar.example")[0] == 200
    assert sign_in(database.client(), "noor@korenaar.example", NEW)[0] == 302


def test_a_wrong_present_password_is_counted(database: Site, world: World, told: Told) -> None:
    noor = world.client("noor")
    for _time in range(8):
        assert "niet uw huidige wachtwoord" in send(noor, "/account/password", current="mis", password=NEW)[2]
    assert send(noor, "/account/password", current=PASSWORD, password=NEW)[0] == 200
    assert not told


def test_a_form_without_its_token_changes_nothing(database: Site, world: World) -> None:
    noor = world.client("noor")
    answer = noor.post("/account/change", data={"name": "Iemand anders", "language": "en"}, token=False)
    assert answer.status_code == 400
    assert "laad de pagina opnieuw" in answer.text
    assert world.noor.name == "Noor van Dijk"
    assert noor.post("/sign-out", token=False).status_code == 400
    assert noor.get("/account").status_code == 200


def test_the_reset_link_chooses_a_password(database: Site, world: World, client: Browser, told: Told) -> None:
    send(client, "/forgot", email="noor@korenaar.example")
    link = f"/reset/{told.token()}"
    status, _location, page = send(client, link, password="te kort")
    assert status == 422
    assert "minstens 12 tekens" in page
    assert send(client, link, password=NEW)[:2] == (302, "/sign-in")
    assert client.get(link).status_code == 404
    assert sign_in(client, "noor@korenaar.example", NEW)[0] == 302


def test_the_account_is_changed(database: Site, world: World) -> None:
    noor = world.client("noor")
    assert send(noor, "/account/change", name="Noor Jansen", phone="06 00 00 00 00", language="en")[0] == 302
    assert (world.noor.name, world.noor.language) == ("Noor Jansen", "en")
    assert "Your account" in noor.get("/account").get_data(as_text=True)


ORGANISATION = {
    "name": "Coöperatie De Schakel",
    "legal_form": "cooperative",
    "kvk_number": "0123 4567",
    "rsin": "812340012",
    "street": "Dorpsstraat 1",
    "postcode": "5701ab",
    "town": "Helmond",
}


def test_an_organisation_is_registered_and_its_account_filled_in(database: Site, world: World) -> None:
    anja = world.client("anja")
    status, location, _page = send(anja, "/organisations/new", **ORGANISATION)
    assert status == 302
    kept = database.session.scalars(select(Organisation).where(Organisation.kvk_number == "01234567")).one()
    assert location == f"/organisations/{kept.key}"
    assert kept.postcode == "5701 AB"
    page = anja.get(location).get_data(as_text=True)
    assert "Vul de bankrekening" in page
    assert send(anja, f"{location}/bank-account", iban=demo_iban(77), holder="De Schakel")[0] == 302
    assert "nog niet" in anja.get(location).get_data(as_text=True)
    assert "Coöperatie De Schakel" in anja.get("/organisations").get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("kvk_number", "1234567", "8 cijfers"),
        ("kvk_number", "17123456", "Vraag een collega"),
        ("rsin", "123456789", "bestaat niet"),
        ("rsin", "", "Vul het RSIN in"),
        ("legal_form", "sole_trader", "eenmanszaak heeft geen RSIN"),
        ("legal_form", "", "Kies de rechtsvorm"),
        ("postcode", "12 AB", "1234 AB"),
        ("name", "  ", "Vul de naam in"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    database: Site, world: World, field: str, typed: str, sentence: str
) -> None:
    status, _location, page = send(world.client("anja"), "/organisations/new", **{**ORGANISATION, field: typed})
    assert status == 422
    assert sentence in page
    assert "Dorpsstraat 1" in page
    assert database.session.scalars(select(Organisation).where(Organisation.name.startswith("Coöp"))).first() is None


@pytest.mark.parametrize("iban", ["NL91ABNA0417164301", "NL91 ABNA 0417", "US64SVBUUS6S3300958879", "x"])
def test_a_wrong_account_number_is_told_and_stays(database: Site, world: World, iban: str) -> None:
    path = f"/organisations/{world.bakery.key}/bank-account"
    status, _location, page = send(world.client("noor"), path, iban=iban, holder="De Korenaar")
    assert status == 422
    assert iban in page
    current = queries.bank_account(world.bakery.id)
    assert current is not None
    assert current.iban == demo_iban(101)


def test_a_colleague_is_invited_may_sign_and_is_removed(database: Site, world: World, told: Told) -> None:
    noor, path = world.client("noor"), f"/organisations/{world.bakery.key}"
    assert send(noor, f"{path}/members/new", name="Kees", email="kees@korenaar.example")[0] == 302
    kees = queries.person_by_email("kees@korenaar.example")
    assert kees is not None
    key = kees.key
    assert "Kees" in noor.get(path).get_data(as_text=True)
    assert send(noor, f"{path}/members/{key}/signing")[0] == 302
    assert [person.name for person in queries.signatories(world.bakery.id)] == ["Kees", "Noor van Dijk"]
    assert send(noor, f"{path}/members/{key}/end")[0] == 302
    assert [person.name for person in queries.signatories(world.bakery.id)] == ["Noor van Dijk"]
    status, _location, page = send(noor, f"{path}/members/{world.noor.key}/end")
    assert status == 422
    assert "Laat eerst een collega tekenen" in page


def test_a_member_of_elsewhere_cannot_be_removed_through_ones_own_organisation(database: Site, world: World) -> None:
    noor = world.client("noor")
    assert noor.get(f"/organisations/{world.bakery.key}/members/{world.anja.key}/end").status_code == 404


def test_nobody_without_an_organisation_is_left_with_an_empty_page(database: Site, world: World) -> None:
    actions.enrol(name="Nieuw", email="nieuw@example.example", by=world.bram)
    database.commit()
    person = queries.person_by_email("nieuw@example.example")
    assert person is not None
    page = database.client(person).get("/organisations").get_data(as_text=True)
    assert "U werkt nog voor geen organisatie" in page
    assert "/organisations/new" in page


def test_an_administrator_adds_somebody_and_gives_and_ends_a_role(database: Site, world: World, told: Told) -> None:
    bram = world.client("bram")
    status, location, _page = send(
        bram, "/admin/people/new", name="Vera Smits", email="vera@veerkracht.example", job_title="jurist"
    )
    assert status == 302
    assert send(bram, f"{location}/roles/new", role="finance", from_on="2026-03-02")[:2] == (302, location)
    assert send(bram, f"{location}/roles/new", role="finance", from_on="2026-03-02")[0] == 422
    vera = queries.person_by_email("vera@veerkracht.example")
    assert vera is not None
    assert vera.roles == {Role.FINANCE}
    assert "Vera Smits" in bram.get("/admin/people?role=finance&q=vera").get_data(as_text=True)
    assert "Vera Smits" not in bram.get("/admin/people?role=auditor").get_data(as_text=True)
    assert "Niemand past bij dit filter" in bram.get("/admin/people?q=zzz").get_data(as_text=True)
    assert send(bram, f"{location}/roles/finance/end", last_day="2026-03-01")[0] == 302
    assert bram.get(f"{location}/roles/finance/end").status_code == 404
    assert send(bram, f"{location}/end")[0] == 302
    ended = database.session.scalars(select(Person).where(Person.email == "vera@veerkracht.example")).one()
    assert ended.ended_at is not None


def test_an_administrator_cannot_change_his_own_roles_by_the_page(database: Site, world: World) -> None:
    bram = world.client("bram")
    assert bram.get(f"/admin/people/{world.bram.key}/roles/new").status_code == 403
    assert bram.get(f"/admin/people/{world.bram.key}/roles/administrator/end").status_code == 403


PAGES = {
    "/organisations": {"noor", "samir", "anja"},
    "/organisations/{bakery}": {"noor", "samir", *("mila", "joost", "sanne", "ilse", "bram", "tom")},
    "/organisations/{bakery}/change": {"noor"},
    "/organisations/{bakery}/bank-account": {"noor"},
    "/organisations/{bakery}/members/new": {"noor"},
    "/admin/people": {"bram", "tom"},
    "/admin/people/new": {"bram"},
    "/admin/people/{mila}": {"bram", "tom"},
    "/admin/people/{mila}/roles/new": {"bram"},
    "/admin/people/{noor}": set(),
    "/account": {"noor", "samir", "anja", "mila", "joost", "sanne", "ilse", "bram", "tom"},
}
WHO = ["noor", "samir", "anja", "mila", "joost", "sanne", "ilse", "bram", "tom"]


@pytest.mark.parametrize("who", WHO)
def test_everybody_opens_what_they_may_and_nothing_else(database: Site, world: World, who: str) -> None:
    keys = {"bakery": world.bakery.key, "mila": world.mila.key, "noor": world.noor.key}
    browser = world.client(who)
    wrong = {
        path: status
        for path, allowed in PAGES.items()
        if (status := browser.get(path.format(**keys)).status_code) != (200 if who in allowed else 403)
    }
    assert not wrong


def test_nobody_opens_them_without_signing_in(database: Site, world: World, client: Browser) -> None:
    keys = {"bakery": world.bakery.key, "mila": world.mila.key, "noor": world.noor.key}
    for path in PAGES:
        answer = client.get(path.format(**keys))
        assert answer.headers["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize(
    "typed", ["\0", "a\0b@example.nl", "\u202e", "<script>alert(1)</script>", "x" * 5000, "'; --", "ù" * 300]
)
def test_hostile_text_is_answered_in_words(database: Site, world: World, client: Browser, typed: str) -> None:
    for path, fields in (("/sign-in", ("email", "password")), ("/sign-up", ("name", "email")), ("/forgot", ("email",))):
        for field in fields:
            status, _location, page = send(client, path, **{**dict.fromkeys(fields, "noor@example.nl"), field: typed})
            assert status in (200, 302, 422)
            assert "<script>alert" not in page


def test_the_list_of_people_takes_few_statements(database: Site, world: World, queries: object) -> None:
    bram = world.client("bram")
    with queries() as sent:  # type: ignore[operator]
        bram.get("/admin/people")
    assert len(sent) <= 8
