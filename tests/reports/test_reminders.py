from datetime import date, timedelta

import pytest

from fund.core import clock, jobs
from fund.core.audit import TheClock
from fund.notices.jobs import send_notices
from fund.reports import actions
from fund.reports.jobs import JOBS, send_reminders
from fund.reports.models import ReminderKind
from tests.reports.filing import a_report, fill_in


@pytest.fixture
def report(world, database, outbox):
    report = a_report()
    database.commit()
    send_notices()
    outbox.clear()
    return report


def test_nothing_goes_out_before_its_day(report, held, outbox):
    held.at(report.due_on - timedelta(days=29))
    assert send_reminders() == "0 reminders sent, 0 no longer needed"


def test_the_reminder_before_the_day_says_what_when_and_what_follows(report, held, outbox, database):
    held.at(report.due_on - timedelta(days=28))
    assert send_reminders().startswith("1 reminder")
    database.commit()
    send_notices()
    mail = outbox.to("noor@korenaar.example")
    assert len(mail) == 1
    body = mail[0].get_body().get_content()
    assert "tussenverslag" in mail[0]["Subject"]
    assert "Daarna betalen wij" in body
    assert len(outbox.to("samir@korenaar.example")) == 1


def test_a_missed_day_loses_nothing_and_repeats_nothing(report, held, database):
    held.at(report.due_on + timedelta(days=8))
    assert send_reminders() == "4 reminders sent, 0 no longer needed"
    database.commit()
    assert send_reminders() == "0 reminders sent, 0 no longer needed"


def test_after_three_weeks_the_handler_is_told(report, held, outbox, database, world):
    held.at(report.due_on + timedelta(days=21))
    send_reminders()
    database.commit()
    send_notices()
    mail = outbox.to(world.mila.email)
    assert len(mail) == 1
    assert "21 dagen te laat" in mail[0]["Subject"]


def test_a_report_that_came_in_is_not_reminded_of(report, held, database, world):
    held.at(report.due_on)
    fill_in(report)
    actions.submit_report(report, by=world.noor)
    database.commit()
    held.at(report.due_on + timedelta(days=30))
    assert send_reminders() == "0 reminders sent, 0 no longer needed"


def test_one_reminder_is_sent_once_whoever_asks_again(report, held):
    held.at(report.due_on)
    reminder = next(item for item in report.reminders if item.kind is ReminderKind.ON_THE_DAY)
    assert actions.remind(reminder.id, by=TheClock())
    assert not actions.remind(reminder.id, by=TheClock())


def test_the_job_runs_once_a_slot(report, held):
    held.at(report.due_on)
    slot = clock.now().strftime("%Y-%m-%dT%H:%M")
    assert jobs.run(JOBS[0], slot) is not None
    assert jobs.run(JOBS[0], slot) is None


def test_the_day_of_the_reminder_is_a_civil_day_in_amsterdam(report):
    on_the_day = next(item for item in report.reminders if item.kind is ReminderKind.ON_THE_DAY)
    assert clock.local_day(on_the_day.due_at) == report.due_on
    assert date(2027, 5, 1) == report.due_on
