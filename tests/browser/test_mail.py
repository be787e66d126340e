"""The mail that did not arrive, as an administrator and a case handler meet it; the numbers beside the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fund.core import clock
from fund.notices.actions import tell
from fund.notices.models import Notice, NoticeStatus
from tests.builders import a_decision, a_proposal, a_scored_application, an_advised_application
from tests.world import PASSWORD, World, address

if TYPE_CHECKING:
    from tests.bed.site import Site
    from tests.browser.walk import Walk

PROBLEMS = ("550 5.1.1 <samir@korenaar.example>: user unknown", "452 4.2.2 mailbox full", "450 4.7.1 greylisted")


def test_mail_that_did_not_arrive(walk: Walk, database: Site, world: World) -> None:
    application = an_advised_application(title="Naaiatelier De Draad")
    for nth, problem in enumerate(PROBLEMS):
        notice = tell(
            world.samir,
            template="people/added",
            reason=f"lost:{nth}",
            facts={"organisation": world.bakery.name, "by_name": world.noor.name},
            case_id=application.id,
        )
        notice.status, notice.attempts, notice.last_problem = NoticeStatus.GIVEN_UP, 5, problem
        notice.next_try_at = clock.now()
    number = application.number or ""
    database.commit()
    walk.sign_in(address("bram"), PASSWORD)
    walk.page.goto("/admin/mail")
    walk.look("mail that did not arrive")
    walk.push("Probeer opnieuw")
    walk.page.get_by_text("We proberen binnen een paar minuten opnieuw").wait_for()
    walk.look("one tried again")
    walk.push("Probeer alles opnieuw")
    walk.page.get_by_text("Alle mail is verstuurd.").wait_for()
    walk.look("no mail lost")
    walk.page.goto("/admin/mail?view=waiting")
    walk.look("mail that waits")
    walk.page.get_by_role("link", name=number).first.wait_for()


def test_a_case_says_that_mail_did_not_arrive(walk: Walk, database: Site, world: World) -> None:
    application = an_advised_application(title="Naaiatelier De Draad")
    facts = {"organisation": world.bakery.name, "by_name": world.noor.name}
    tell(world.noor, template="people/added", reason="waits", facts=facts, case_id=application.id)
    notice = tell(world.samir, template="people/added", reason="lost", facts=facts, case_id=application.id)
    notice.status, notice.attempts, notice.last_problem = NoticeStatus.GIVEN_UP, 5, PROBLEMS[0]
    number = application.number or ""
    database.commit()
    walk.sign_in(address("mila"), PASSWORD)
    walk.page.goto(f"/cases/{number}?tab=messages")
    walk.page.get_by_text("1 mail is niet aangekomen").wait_for()
    walk.page.locator("details.vk-more > summary").first.click()
    walk.look("messages of a case")


def test_numbers_beside_the_menu(walk: Walk, database: Site, world: World, width: int) -> None:
    a_scored_application(hand_in=False, title="Wijkwarmte Kalsdonk")
    a_proposal()
    database.commit()
    walk.sign_in(address("joost"), PASSWORD)
    walk.page.goto("/my-work")
    if width < 1000:
        walk.page.get_by_text("Menu", exact=True).click()
    walk.page.get_by_role("link", name="Besluiten 1 te doen voor u").wait_for()
    walk.look("numbers beside the menu")


def test_a_decision_that_did_not_arrive_is_sent_again(walk: Walk, database: Site, world: World) -> None:
    decision = a_decision()
    database.session.flush()
    mail = database.session.query(Notice).filter(Notice.template.startswith("decisions/")).one()
    mail.status, mail.last_problem = NoticeStatus.GIVEN_UP, PROBLEMS[0]
    number, key = decision.application.number, decision.key
    database.commit()
    walk.sign_in(address("mila"), PASSWORD)
    walk.page.get_by_role("link", name="Bel de aanvrager en stuur het besluit opnieuw").wait_for()
    walk.look("a decision that did not arrive, among the work")
    walk.page.goto(f"/cases/{number}")
    walk.look("a decision that did not arrive, in its case")
    walk.page.goto(f"/decisions/{key}")
    walk.follow("Stuur opnieuw")
    walk.look("send a decision again")
    walk.page.get_by_label("Mailadres").fill("noor@nieuw.example")
    walk.push("Stuur opnieuw")
    walk.page.get_by_text("Vanaf vandaag kan de aanvrager bezwaar maken").wait_for()
    walk.look("a decision sent again")
