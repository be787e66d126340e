from datetime import date, timedelta

import pytest

from fund.core.errors import Forbidden, Refused, Stale
from fund.notices.jobs import send_notices
from fund.reports import actions
from fund.reports.models import ReportKind
from fund.reports.queries import paid_from, reports_of
from fund.reports.workflow import State
from fund.web import filters
from tests.builders import an_award
from tests.reports.filing import a_filed_report, a_report, fill_in, paid_after


def test_a_grant_promises_its_reports_with_a_row_per_line_and_task(world):
    report = a_report()
    assert report.due_on == report.obligation.due_on
    assert [line.budget_line for line in report.spending] == report.award.application.budget_lines
    assert [outcome.task_link for outcome in report.outcomes] == report.award.application.task_links
    assert len(report.reminders) == 5


def test_a_small_grant_is_asked_for_no_report(world, database):
    award = an_award(requested=2_000_000)
    assert reports_of(award) == []


def test_an_unfinished_report_is_kept_but_not_sent(world):
    report = a_report()
    fill_in(report, activities="")
    with pytest.raises(Refused, match="Describe"):
        actions.submit_report(report, by=world.noor)
    assert report.state is State.EXPECTED
    assert report.lesson == "Een taak houdt mensen vast."


def test_somebody_of_another_organisation_cannot_file(world):
    report = a_report()
    with pytest.raises(Forbidden):
        fill_in_as(report, world.anja)


def fill_in_as(report, person):
    actions.save_report(report, actions.Filed("a", "", "", None, {}, {}), by=person)


def test_a_report_that_was_sent_cannot_be_changed(world):
    report = a_filed_report()
    with pytest.raises(Stale):
        fill_in(report)


def test_sending_drops_the_reminders_that_are_still_to_come(world):
    report = a_filed_report()
    assert all(reminder.dropped_at is not None and reminder.sent_at is None for reminder in report.reminders)


def test_a_question_goes_to_the_grantee_and_the_answer_comes_back(world):
    report = a_filed_report()
    question = actions.ask(report, about="Bereik", question="Hoe telde u dat?", by=world.mila)
    assert report.state.value == "questioned"
    with pytest.raises(Refused):
        actions.answer(report, {question.id: " "}, by=world.noor)
    actions.answer(report, {question.id: "Met een lijst bij de deur."}, by=world.noor)
    assert report.state.value == "submitted"
    assert question.answer == "Met een lijst bij de deur."


def test_the_grantee_is_mailed_when_a_report_came_in_when_we_ask_and_when_it_is_accepted(world, database, outbox):
    report = a_filed_report()
    question = actions.ask(report, about="Bereik", question="Hoe telde u dat?", by=world.mila)
    actions.answer(report, {question.id: "Met een lijst bij de deur."}, by=world.noor)
    actions.ask(report, about="Geld", question="Waar bleef het?", by=world.mila)
    actions.answer(report, {report.questions[1].id: "Aan de oven."}, by=world.noor)
    actions.accept(report, remark="Mooi gedaan.", by=world.mila)
    amount, first_day = paid_after(report)
    assert paid_from(report, first_day - timedelta(days=1)) == first_day
    assert paid_from(report, first_day) is None
    promised = f"Dan betalen wij {filters.euro0(amount)}, vanaf {filters.day(first_day)}."
    database.commit()
    send_notices()
    for who in ("noor@korenaar.example", "samir@korenaar.example"):
        mails = [mail for mail in outbox.to(who) if "tussenverslag" in mail["Subject"]]
        received, first, second, accepted = (mail.get_body().get_content() for mail in mails)
        assert f"/reports/{report.key}" in received
        assert promised in received
        assert "Die gaat over: Bereik." in first
        assert f"uiterlijk {filters.day(question.answer_by)}" in first
        assert "Die gaat over: Geld." in second
        assert "Onze opmerking: Mooi gedaan." in accepted


def test_a_question_has_words(world):
    with pytest.raises(Refused, match="question"):
        actions.ask(a_filed_report(), about="x", question=" ", by=world.mila)


def test_accepting_meets_the_obligation_on_that_day(world, held):
    report = a_filed_report()
    held.at(date(2027, 4, 20))
    actions.accept(report, remark="Mooi", by=world.mila)
    assert report.obligation.met_on == date(2027, 4, 20)
    assert report.remark == "Mooi"


def test_only_a_case_handler_accepts(world):
    with pytest.raises(Forbidden):
        actions.accept(a_filed_report(), by=world.daan)


def test_the_final_report_is_due_thirteen_weeks_after_the_end(world):
    report = a_report(ReportKind.FINAL)
    assert report.due_on == report.award.ends_on + timedelta(weeks=13)
