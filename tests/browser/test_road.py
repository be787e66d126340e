"""The road as people walk it in a browser, through the story of the demo, to each of its ends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fund.notices.jobs import send_notices
from fund.payments.models import BankStatement
from tests.builders import PDF
from tests.demo import PASSWORD
from tests.journeys.road import lines_of
from tests.payments.bank_files import Line
from tests.payments.desk import bank_file

if TYPE_CHECKING:
    from tests.bed.held import Held
    from tests.bed.outbox import Outbox
    from tests.bed.site import Site
    from tests.browser.walk import Walk

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("demo")]


def test_an_application_is_refused(walk: Walk) -> None:
    title = "Buurtwerkplaats Zevensprong"
    _apply(walk, title)
    _take_up(walk, title)
    for who in ("daan", "fatima"):
        _score(walk, who, title)
    _advise_to_refuse(walk, title)
    _propose_a_refusal(walk, title)
    _sign(walk, "joost", title, said="U hebt de afwijzing ondertekend.")
    _send_the_letter(walk, title)
    walk.sign_in("noor")
    walk.look("home after a refusal")
    walk.follow(title)
    walk.reads("Afgewezen")
    walk.look("refused")
    walk.opens_pdf(re.compile("U krijgt geen subsidie"))


def _apply(walk: Walk, title: str) -> None:
    page = walk.page
    walk.sign_in("noor")
    walk.look("home")
    walk.follow(title)
    walk.look("task list")
    walk.follow("Waar gaat het over?")
    page.locator("[name=summary]").fill("Buren repareren samen en leren het vak van elkaar.")
    walk.look("part")
    walk.push("Opslaan en verder")
    walk.follow(title, "Bijlagen")
    for nth, name in enumerate(("statuten", "uittreksel", "rekening")):
        file = {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": PDF()}
        page.locator("main input[type=file]").nth(nth).set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("main").get_by_role("button", name=re.compile("^Voeg toe")).nth(nth).click()
        page.get_by_role("link", name=f"{name}.pdf").wait_for()
    walk.look("attachments")
    walk.follow("Verder naar: Verklaringen")
    for box in ("de_minimis][value=none", "declared_solvent", "declared_true", "agrees_electronic"):
        page.locator(f"[name={box}]").check()
    walk.look("declarations")
    walk.push("Opslaan en verder")
    walk.look("review")
    walk.push("Dien aanvraag in")
    page.get_by_text(re.compile(r"FSV-2026-\d{6}")).first.wait_for()
    walk.look("receipt")


def _take_up(walk: Walk, title: str) -> None:
    walk.sign_in("mila")
    walk.look("work of a case handler")
    walk.declare(title)
    walk.look("case that came in")
    walk.push("De aanvraag is compleet")
    for name in ("Daan Verhoeven", "Fatima El Idrissi"):
        walk.page.locator("#assign select").select_option(label=name)
        walk.push("Vraag om te beoordelen")
    walk.look("case in assessment")


def _score(walk: Walk, who: str, title: str) -> None:
    page = walk.page
    walk.sign_in(who)
    walk.declare(title)
    walk.follow("Open mijn scoreblad")
    for name in page.locator("main input[type=radio]").evaluate_all("all => [...new Set(all.map(one => one.name))]"):
        page.locator(f"[name={name}][value='2']").check()
    for box in page.locator("main textarea").all():
        box.fill("Er is een idee, maar zonder cijfers en zonder namen.")
    walk.look("score sheet")
    walk.push("Lever mijn punten in")
    walk.reads("Uw punten zijn ingeleverd")
    walk.look("case with points")


def _advise_to_refuse(walk: Walk, title: str) -> None:
    walk.sign_in("mila")
    walk.declare(title)
    walk.follow("Schrijf het advies")
    walk.reads("De punten halen het minimum van deze regeling niet.")
    walk.page.locator("[name=outcome][value=refuse]").check()
    walk.page.locator("[name=reasoning]").fill("Het plan is te weinig uitgewerkt.")
    walk.look("advice")
    walk.push("Geef advies")


def _propose_a_refusal(walk: Walk, title: str) -> None:
    walk.follow("Stel het besluit voor")
    walk.page.locator("[name=outcome][value=refuse]").check()
    walk.page.locator("[name=reasoning]").fill("Uw plan haalt het minimum niet.")
    walk.push("Bied aan voor ondertekening")
    walk.reads("Kies ten minste één weigeringsgrond.")
    walk.look("refusal without a ground")
    walk.page.locator("[name=ground_codes]").first.check()
    walk.push("Bied aan voor ondertekening")
    walk.look("refusal that waits for a signature")


def _sign(walk: Walk, who: str, title: str, *, said: str | re.Pattern[str]) -> None:
    walk.sign_in(who)
    walk.look("work of a decision maker")
    walk.menu("Besluiten")
    walk.look("decisions")
    walk.follow(title)
    if walk.page.get_by_role("button", name="Verklaar").count():
        walk.choose("Nee, ik heb geen belang bij deze zaak")
        walk.push("Verklaar")
    walk.look("decision")
    walk.push(re.compile("^Onderteken dit besluit"))
    walk.reads(said)
    walk.look("signed")


def _send_the_letter(walk: Walk, title: str) -> None:
    walk.sign_in("mila")
    walk.menu("Besluiten")
    walk.follow(title)
    walk.push("Verstuur de brief")
    walk.reads("De brief is onderweg.")
    walk.look("letter sent")


def test_less_is_granted_than_was_asked(walk: Walk, demo: Site, outbox: Outbox) -> None:
    title, email = "Praat mee in de buurt", "yasmin@breda.example"
    walk.sign_in("mila")
    walk.follow("Verbeter het teruggestuurde voorstel")
    walk.look("proposal sent back")
    walk.follow("Wijzig het voorstel")
    walk.page.locator("[name=amount]").fill("30.000")
    walk.page.locator("[name=first_payment_on]").fill("2026-12-15")
    walk.push("Bied aan voor ondertekening")
    walk.look("less than advised without a reason")
    walk.page.locator("[name=deviation]").fill("De huur van de ruimte telt niet mee.")
    walk.push("Bied aan voor ondertekening")
    walk.reads(re.compile("30.000"))
    _sign(walk, "marieke", title, said=re.compile("U hebt ondertekend: €.30.000 is vastgelegd."))
    _send_the_letter(walk, title)
    _choose_a_password(walk, demo, outbox, email)
    walk.sign_in(email)
    walk.follow(title)
    walk.reads(re.compile("30.000"))
    walk.look("granted less than asked")
    walk.opens_pdf(re.compile("30.000|PDF"))


def _choose_a_password(walk: Walk, site: Site, outbox: Outbox, email: str) -> None:
    """Ask for a link by mail and choose a password with it."""
    walk.page.context.clear_cookies()
    walk.page.goto("/")
    walk.menu("Inloggen")
    walk.follow("Ik weet mijn wachtwoord niet meer")
    walk.fill(Mailadres=email)
    walk.push(re.compile("Stuur|Mail"))
    site.refresh()
    send_notices()
    site.refresh()
    link = re.search(r"/reset/\S+", outbox.to(email)[-1].get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert link is not None
    walk.page.goto(link[0])
    walk.look("choose a password")
    walk.page.locator("[name=password]").fill(PASSWORD)
    walk.push("Bewaar nieuw wachtwoord")


def test_a_late_report_holds_money_up_until_it_is_paid(walk: Walk, demo: Site, held: Held, tmp_path: Path) -> None:
    late, ended = "Maatje op de bus", "Mantelzorghuis De Pauze"
    _hold_up(walk, late)
    _file_late(walk, late)
    _ask_and_accept(walk, late)
    _settle(walk, ended)
    walk.sign_in("olga")
    walk.menu("Betalen")
    walk.follow("Te controleren rekeningen")
    walk.look("accounts to check")
    walk.follow("Stichting Rijdend Gezelschap")
    walk.look("account")
    walk.push("Ja, het klopt")
    held.forward(days=8)
    lines = _pay(walk, tmp_path / "bank.xml")
    held.forward(days=5)
    _read_the_statement(walk, demo, lines)
    walk.sign_in("mila")
    walk.declare(ended)
    walk.reads("Deze subsidie is gesloten")
    walk.look("closed")
    walk.declare(late)
    walk.follow("Geld")
    walk.reads("Teruggekomen")
    walk.look("money that came back")


def _hold_up(walk: Walk, title: str) -> None:
    """The reminders went out, the handler has it on the list of work, and finance reads why nothing is paid."""
    walk.sign_in("mila")
    walk.menu("Verslagen")
    walk.follow("Verwacht")
    walk.look("reports that are late")
    walk.follow(title)
    walk.reads(re.compile(r"Dit verslag is \d+ dagen te laat"))
    assert walk.page.get_by_text("verstuurd").count() >= 4
    walk.look("late report")
    walk.sign_in("sanne")
    walk.menu("Betalen")
    walk.reads(re.compile(r"Het tussenverslag is \d+ dagen te laat"))
    walk.look("payments held up")


def _file_late(walk: Walk, title: str) -> None:
    page = walk.page
    walk.sign_in("anja")
    walk.look("home of a grantee")
    walk.follow(title)
    walk.look("grant")
    walk.follow("Tussenverslag")
    walk.look("report to file")
    walk.follow("Vul het verslag in")
    for box in page.locator("main textarea").all():
        box.fill("Wij reden elke week met 40 maatjes.")
    for box in page.locator("main input[name^=spent_]").all():
        box.fill("1.000,00")
    for box in page.locator("main input[name^=reached_]").all():
        box.fill("38 mensen")
    for box in page.locator("main input[name^=why_]").all():
        box.fill("Wij deden veel zelf.")
    walk.look("report")
    walk.push("Opslaan en verslag controleren")
    walk.look("report to check")
    walk.push("Stuur verslag")
    walk.reads("Wij hebben uw verslag")
    walk.look("report sent")


def _ask_and_accept(walk: Walk, title: str) -> None:
    walk.sign_in("mila")
    walk.menu("Verslagen")
    walk.look("reports to review")
    walk.follow(title)
    walk.look("report to review")
    walk.fill(Onderwerp="Wat er bereikt is", Uw_vraag="Hoe weet u dat 38 mensen een maatje hebben?")
    walk.push("Stuur de vraag")
    walk.reads("Uw vraag is onderweg naar de ontvanger.")
    walk.look("question asked")
    walk.sign_in("anja")
    walk.follow(title, "Tussenverslag")
    walk.reads("Hoe weet u dat 38 mensen een maatje hebben?")
    walk.look("question")
    walk.page.locator("[name^=answer_]").fill("Wij spraken iedereen vooraf en achteraf.")
    walk.push("Stuur antwoord")
    _accept(walk, title)


def _accept(walk: Walk, title: str) -> None:
    walk.sign_in("mila")
    walk.menu("Verslagen")
    walk.follow(title)
    walk.push("Keur het verslag goed")
    walk.reads(re.compile("verslag is goedgekeurd"))
    walk.look("report accepted")


def _settle(walk: Walk, title: str) -> None:
    _accept(walk, title)
    walk.menu("Vaststellingen")
    walk.look("settlements")
    walk.follow(title)
    walk.page.locator("[name=reasoning]").fill("U voerde het plan uit en kwam uw verplichtingen na.")
    walk.look("propose the final amount")
    walk.push("Bied aan voor ondertekening")
    walk.sign_in("marieke")
    walk.menu("Vaststellingen")
    walk.follow(title)
    if walk.page.get_by_role("button", name="Verklaar").count():
        walk.choose("Nee, ik heb geen belang bij deze zaak")
        walk.push("Verklaar")
    walk.look("settlement")
    walk.push(re.compile("^Stel vast op"))
    walk.reads(re.compile("^Vastgesteld op"))
    walk.look("settled")


def _pay(walk: Walk, file: Path) -> list[Line]:
    """One makes a run and cannot release it; another does, and takes the file along."""
    walk.sign_in("sanne")
    walk.menu("Betalen")
    walk.look("payments")
    walk.push("Maak een betaalrun")
    walk.reads("Wacht op de tweede persoon")
    assert not walk.page.get_by_role("button", name=re.compile("^Geef .* vrij$")).count()
    walk.look("run that waits")
    number = walk.page.get_by_role("heading", level=1).inner_text().split()[-1]
    walk.sign_in("ruud")
    walk.menu("Betalen")
    walk.follow("Runs", re.compile(number))
    walk.look("run to release")
    walk.push(re.compile("^Geef .* vrij$"))
    walk.look("run released")
    return lines_of(walk.download("Download het bankbestand", file))


def _read_the_statement(walk: Walk, site: Site, lines: list[Line]) -> None:
    """All was paid, and the last payment to the troupe came back."""
    sent = next(line for line in lines if line.name == "Stichting Rijdend Gezelschap")
    back = Line(-sent.cents, sent.end_to_end_id, sent.name, sent.iban, reason="AC04", reference="REF-2")
    before = site.session.scalars(select(BankStatement).order_by(BankStatement.id.desc())).first()
    assert before is not None
    content = bank_file(*lines, back, number="TEST-00099", opening=before.closing_balance)
    site.refresh()
    walk.sign_in("sanne")
    walk.menu("Bank")
    walk.look("bank")
    file = {"name": "afschrift.xml", "mimeType": "application/xml", "buffer": content}
    walk.page.locator("main input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    walk.push("Lees het afschrift")
    walk.reads("Teruggekomen")
    walk.look("statement with a payment that came back")
    walk.menu("Betalen")
    walk.look("payment to make once more")


def test_finance_exports_a_statement(walk: Walk, tmp_path: Path) -> None:
    walk.sign_in("sanne")
    walk.menu("Overzichten")
    walk.look("statement")
    for form, begins in (("XLSX", b"PK"), ("CSV", b"\xef\xbb\xbf"), ("PDF", b"%PDF-")):
        assert walk.download(re.compile(form), tmp_path / form).startswith(begins)
    walk.follow("Per opgave")
    walk.look("statement per task")
