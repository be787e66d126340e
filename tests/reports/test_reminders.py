from collections import Counter
from datetime import date, timedelta

import pytest

from fund.core import clock, jobs
from fund.core.audit import AuditEntry, TheClock
from fund.core.jobs import NotAllDone
from fund.notices.actions import tell
from fund.notices.jobs import send_notices
from fund.notices.models import Notice
from fund.overview.queries.reporting import reports
from fund.people.actions import end_person, end_role, grant_role
from fund.people.roles import Role
from fund.reports import actions
from fund.reports.jobs import JOBS, send_reminders
from fund.reports.models import Reminded, ReminderKind
from fund.reports.rules import DAYS_FROM_DUE
from tests.bed import crew
from tests.reports.filing import a_filed_report, a_report, fill_in


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


def told(database, kind):
    found = database.session.query(Notice).filter(Notice.reason.contains(f":{kind.value}:")).order_by(Notice.id)
    return [notice.to_email for notice in found]


def sent(report):
    return [reminder.kind for reminder in report.reminders if reminder.sent_at is not None]


def test_a_handler_who_left_is_not_told_but_those_who_work_here_are(report, held, database, world):
    end_person(world.mila, by=world.bram)
    database.commit()
    held.at(report.due_on + timedelta(days=21))
    send_reminders()
    assert told(database, ReminderKind.ESCALATION) == [world.fatima.email]


def test_a_handler_with_another_job_is_not_told(report, held, database, world):
    (role,) = world.mila.role_grants
    end_role(role, last_day=clock.today(), by=world.bram)
    database.commit()
    held.at(report.due_on + timedelta(days=21))
    send_reminders()
    assert told(database, ReminderKind.ESCALATION) == [world.fatima.email]


def test_with_nobody_to_tell_an_escalation_stays_open_until_there_is_somebody(report, held, database, world, caplog):
    for person in (world.mila, world.fatima):
        end_person(person, by=world.bram)
    database.commit()
    held.at(report.due_on + timedelta(days=21))
    assert send_reminders() == "4 reminders sent, 0 no longer needed, 1 without anybody to tell"
    database.refresh()
    assert ReminderKind.ESCALATION not in sent(report)
    assert f"nobody to tell that report {report.key} is due: escalation" in caplog.text
    grant_role(world.daan, Role.CASE_HANDLER, by=world.bram)
    database.commit()
    assert send_reminders() == "1 reminders sent, 0 no longer needed"
    assert told(database, ReminderKind.ESCALATION) == [world.daan.email]


def test_an_organisation_without_anybody_is_not_written_down_as_reminded(report, held, database, world):
    for person in (world.noor, world.samir):
        end_person(person, by=world.bram)
    database.commit()
    held.at(report.due_on)
    assert send_reminders() == "0 reminders sent, 0 no longer needed, 3 without anybody to tell"
    database.refresh()
    assert sent(report) == []


def test_one_reminder_that_goes_wrong_undoes_and_holds_up_no_other(report, held, database, monkeypatch):
    held.at(report.due_on + timedelta(days=8))

    def broken(person, **told):
        if ":week_before:" in told["reason"]:
            raise ValueError("bad row")
        return tell(person, **told)

    with monkeypatch.context() as patched:
        patched.setattr("fund.notices.actions.tell", broken)
        with pytest.raises(NotAllDone, match="3 reminders sent, 0 no longer needed, 1 went wrong; the first: Value"):
            jobs.run(JOBS[0], "now")
    database.refresh()
    assert ReminderKind.WEEK_BEFORE not in sent(report)
    assert len(sent(report)) == 3
    assert jobs.last_runs()[JOBS[0].name].outcome is jobs.Outcome.FAILED
    held.forward(minutes=11)
    assert jobs.run(JOBS[0], "now") == "1 reminders sent, 0 no longer needed"


@pytest.mark.concurrency
def test_four_who_remind_at_once_send_each_reminder_once(report, held, database):
    held.at(report.due_on + timedelta(days=21))
    said = crew.at_once(database, "tests.reports.reminding:remind", 4, clock.now().isoformat())
    database.session.expire_all()
    assert len(sent(report)) == 5, said
    assert sum(int(line.split(" ", 1)[0]) for line in said) == 5, said
    entries = database.session.query(AuditEntry).filter_by(action="report.remind").all()
    assert Counter(entry.detail["kind"] for entry in entries) == dict.fromkeys(DAYS_FROM_DUE, 1)
    assert len(told(database, ReminderKind.ON_THE_DAY)) == 2


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
    assert actions.remind(reminder.id, by=TheClock()) is Reminded.SENT
    assert actions.remind(reminder.id, by=TheClock()) is Reminded.EARLIER


def test_the_job_runs_once_a_slot(report, held):
    held.at(report.due_on)
    slot = clock.now().strftime("%Y-%m-%dT%H:%M")
    assert jobs.run(JOBS[0], slot) is not None
    assert jobs.run(JOBS[0], slot) is None


def test_the_day_of_the_reminder_is_a_civil_day_in_amsterdam(report):
    on_the_day = next(item for item in report.reminders if item.kind is ReminderKind.ON_THE_DAY)
    assert clock.local_day(on_the_day.due_at) == report.due_on
    assert date(2027, 5, 1) == report.due_on


def test_an_answer_that_stays_away_is_reminded_of_and_told_to_the_handler(database, held, outbox, world):
    report = a_filed_report()
    first = actions.ask(report, about="Bereik", question="Hoe telde u dat?", by=world.mila)
    actions.answer(report, {first.id: "Met een lijst."}, by=world.noor)
    question = actions.ask(report, about="Geld", question="Waar bleef het?", by=world.mila)
    database.commit()
    send_notices()
    outbox.clear()
    for day, says in ((-3, "Antwoord uiterlijk"), (1, "1 dag te laat")):
        held.at(question.answer_by + timedelta(days=day))
        assert send_reminders() == "1 reminders sent, 0 no longer needed", "not of the question that was answered"
        database.commit()
        send_notices()
        mail = outbox.to("noor@korenaar.example")[-1]
        body = mail.get_body().get_content()
        assert "Geld" in body
        assert says in body, body
        assert f"/reports/{report.key}" in body
    held.at(question.answer_by + timedelta(days=8))
    send_reminders()
    assert told(database, ReminderKind.ANSWER_ESCALATION) == [world.mila.email]
    (task,) = reports(world.mila, clock.today())
    assert (task.where, task.due) == ({"key": report.key}, question.answer_by)
    assert "not answered" in str(task.what)
    assert not list(reports(world.mila, clock.today() - timedelta(days=1))), "as late as the mail"
    actions.answer(report, {question.id: "Aan de oven."}, by=world.noor)
    assert all(each.sent_at or each.dropped_at for each in report.reminders)
