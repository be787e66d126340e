"""An application from draft until withdrawn, through its actions."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from fund.applications import actions, rules
from fund.applications.actions import Cost, Help, PartnerRow, PlaceRow
from fund.applications.actions.saving import revision_of
from fund.applications.models import Application, CostType
from fund.applications.workflow import State
from fund.assessment.actions import declare_interest
from fund.calls.queries import by_code
from fund.core import clock
from fund.core.audit import AuditEntry
from fund.core.errors import Forbidden, Invalid, Refused, Stale
from fund.documents.uploads import look_at
from fund.notices.jobs import send_notices
from fund.people.queries import duties_of
from fund.people.rules import DutyKind
from fund.programme.queries import municipalities_on, tasks_on
from tests.bed.held import Held
from tests.bed.outbox import Outbox
from tests.bed.site import Site
from tests.builders import PDF, a_call, an_application
from tests.documents.files import a_docx
from tests.world import World


def _count(database: Site, model: type) -> int:
    return database.session.scalar(select(func.count()).select_from(model)) or 0


def _plan(application: Application, *, revision: int, world: World, title: str) -> None:
    actions.save_plan(
        application,
        revision=revision,
        by=world.noor,
        title=title,
        summary="",
        problem="",
        activities="",
        starts_on=None,
        ends_on=None,
    )


@pytest.mark.parametrize("state", list(State))
def test_the_builder_gets_everywhere(database: Site, world: World, state: State) -> None:
    application = an_application(at=state)
    database.commit()
    kept = database.session.get(Application, application.id)
    assert kept is not None
    assert kept.state is state


def test_the_same_key_starts_one_application(database: Site, world: World) -> None:
    call = a_call()
    first = actions.start(call, world.bakery, by=world.noor, idempotency_key="once")
    database.commit()
    assert actions.start(call, world.bakery, by=world.noor, idempotency_key="once") is first
    other = actions.start(call, world.bakery, by=world.samir, idempotency_key="once")
    assert other.id != first.id
    assert (first.state, first.number) == (State.DRAFT, None)


def test_nobody_starts_in_a_call_that_is_not_open(database: Site, world: World, held: Held) -> None:
    call = a_call()
    held.at(call.closes_at)
    with pytest.raises(Refused, match="This call is closed"):
        actions.start(call, world.bakery, by=world.noor)
    held.at(date(2026, 2, 1))
    with pytest.raises(Refused, match="You can apply from"):
        actions.start(call, world.bakery, by=world.noor)
    assert _count(database, Application) == 0


def test_nobody_starts_for_an_organisation_of_others(database: Site, world: World) -> None:
    with pytest.raises(Forbidden, match="You do not act for this organisation"):
        actions.start(a_call(), world.bakery, by=world.anja)


def test_an_older_revision_is_refused_and_changes_nothing(database: Site, world: World) -> None:
    application = actions.start(a_call(), world.bakery, by=world.noor)
    _plan(application, revision=0, world=world, title="Eerste")
    database.commit()
    with pytest.raises(Stale, match="saved in another tab or by a colleague"):
        _plan(application, revision=0, world=world, title="Tweede")
    database.refresh()
    assert (application.title, revision_of(application, "plan")) == ("Eerste", 1)
    _plan(application, revision=1, world=world, title="Tweede")
    assert application.title == "Tweede"
    assert revision_of(application, "impulse") == 0


def test_a_submitted_application_cannot_be_written_in(database: Site, world: World) -> None:
    application = an_application(at=State.SUBMITTED)
    for save in (
        lambda: _plan(application, revision=1, world=world, title="Anders"),
        lambda: actions.attach(application, upload=look_at(PDF(), filename="extra.pdf"), by=world.noor),
        lambda: actions.remove_attachment(application.attachments[0], by=world.noor),
    ):
        with pytest.raises(Stale, match="was submitted on"):
            save()
    withdrawn = an_application(at=State.WITHDRAWN)
    with pytest.raises(Stale, match="was withdrawn"):
        _plan(withdrawn, revision=1, world=world, title="Anders")


def test_others_do_not_write(database: Site, world: World) -> None:
    application = an_application(at=State.DRAFT)
    for person in (world.anja, world.mila, world.bram):
        with pytest.raises(Forbidden):
            actions.save_line(application, revision=1, by=person, line_id=None, line_reason="")
        with pytest.raises(Forbidden):
            actions.attach(application, upload=look_at(PDF(), filename="x.pdf"), by=person)
        with pytest.raises(Forbidden):
            actions.submit(application, by=person)
    with pytest.raises(Forbidden, match="may sign"):
        actions.submit(application, by=world.samir)
    with pytest.raises(Forbidden, match="may sign"):
        actions.withdraw(application, by=world.samir)


def test_tasks_and_places_are_kept_changed_and_dropped(database: Site, world: World) -> None:
    application = actions.start(a_call(), world.bakery, by=world.noor)
    one, two, three, four = (task.id for task in tasks_on(clock.today())[:4])
    by = world.noor
    actions.save_tasks(application, revision=0, by=by, helps={one: Help(how="A"), two: Help(how="B")}, main_id=two)
    database.commit()
    assert [(link.task_id, link.is_main) for link in application.task_links] == [(one, False), (two, True)]
    actions.save_tasks(application, revision=1, by=by, helps={two: Help(how="B2"), three: Help()}, main_id=one)
    database.commit()
    database.session.expire_all()
    links = [(link.task_id, link.is_main, link.how) for link in application.task_links]
    assert links == [(two, True, "B2"), (three, False, "")]
    with pytest.raises(Refused, match="at most"):
        actions.save_tasks(application, revision=2, by=by, helps={key: Help() for key in (one, two, three, four)})
    database.refresh()
    here, there = (place.id for place in municipalities_on(clock.today())[:2])
    rows = [PlaceRow(here, "Noord"), PlaceRow(there, is_main=True)]
    actions.save_places(application, revision=0, by=by, places=rows, target_group="", people_reached=None)
    actions.save_places(
        application, revision=1, by=by, places=[PlaceRow(here, "Zuid")], target_group="x", people_reached=3
    )
    database.commit()
    database.session.expire_all()
    assert [(place.municipality_id, place.neighbourhood, place.is_main) for place in application.places] == [
        (here, "Zuid", True)
    ]


def test_rows_without_an_amount_are_refused(database: Site, world: World) -> None:
    application = actions.start(a_call(), world.bakery, by=world.noor)
    costs = [Cost(CostType.STAFF, "Uren", 100), Cost(CostType.OTHER, "Niets", 0)]
    with pytest.raises(Invalid, match="more than zero") as refused:
        actions.save_budget(application, revision=0, by=world.noor, costs=costs, vat_recoverable=None)
    assert refused.value.field == "lines-1-amount"


def test_who_names_a_partner_does_not_do_it_alone(database: Site, world: World) -> None:
    application = actions.start(a_call(), world.bakery, by=world.noor)
    actions.save_partners(application, revision=0, by=world.noor, partners=[PartnerRow("Buurthuis")], no_partners=True)
    assert application.no_partners is False
    actions.save_partners(application, revision=1, by=world.noor, partners=[], no_partners=True)
    assert (application.no_partners, application.partners) == (True, [])


def test_a_file_is_added_once_and_taken_away(database: Site, world: World) -> None:
    application = actions.start(a_call(), world.bakery, by=world.noor)
    wanted = application.call.required_documents[0]
    first, attachment = (
        actions.attach(
            application,
            wanted,
            upload=look_at(a_docx(), filename="statuten.docx"),
            by=world.noor,
            idempotency_key="one",
        )
        for _again in range(2)
    )
    database.commit()
    assert first is attachment
    assert [kept.id for kept in rules.kept(application)] == [attachment.id]
    actions.remove_attachment(attachment, by=world.samir)
    actions.remove_attachment(attachment, by=world.samir)
    database.commit()
    assert rules.kept(application) == []
    assert attachment.removed_at is not None


def test_a_file_that_we_do_not_take_is_refused_at_its_field(database: Site, world: World) -> None:
    application = actions.start(a_call(), world.bakery, by=world.noor)
    with pytest.raises(Invalid, match="We cannot open this kind of file") as refused:
        actions.attach(application, upload=look_at(b"MZ", filename="planning.exe"), by=world.noor)
    assert refused.value.field == "file"
    assert _count(database, Application) == 1
    assert application.attachments == []


def test_submitting_gives_a_number_a_moment_and_a_term_once(database: Site, world: World) -> None:
    first, second = an_application(at=State.DRAFT), an_application(at=State.DRAFT, title="Tweede")
    actions.submit(first, by=world.noor)
    database.commit()
    actions.submit(second, by=world.noor)
    database.commit()
    assert (first.number, second.number) == ("FSV-2026-000001", "FSV-2026-000002")
    assert (first.submitted_at, first.submitted_by_id) == (clock.now(), world.noor.id)
    assert first.decide_by == rules.decision_term(first).day
    assert first.next_step_by == date(2026, 3, 16)
    assert duties_of(world.noor.id, [first.id])[first.id] == {DutyKind.APPLIED}
    actions.submit(first, by=world.noor)
    database.commit()
    assert first.number == "FSV-2026-000001"
    entries = database.session.scalars(
        select(AuditEntry).where(AuditEntry.case_id == first.id, AuditEntry.action == "application.submit")
    ).all()
    assert [entry.detail["number"] for entry in entries] == ["FSV-2026-000001"]


def test_late_is_refused_with_the_moment_and_everything_stays_a_draft(database: Site, world: World, held: Held) -> None:
    application = an_application(at=State.DRAFT)
    database.commit()
    held.at(application.call.closes_at)
    with pytest.raises(Refused, match="All your answers are kept as a draft"):
        actions.submit(application, by=world.noor)
    database.refresh()
    assert (application.state, application.number, application.title) == (State.DRAFT, None, "Bakken en ontmoeten")
    assert len(rules.kept(application)) == 3


def test_the_last_second_counts(database: Site, world: World, held: Held) -> None:
    application = an_application(at=State.DRAFT)
    application.starts_on, application.ends_on = date(2027, 1, 4), date(2027, 12, 31)
    held.at(application.call.closes_at.replace(minute=59, hour=application.call.closes_at.hour - 1, second=59))
    actions.submit(application, by=world.noor)
    assert application.state is State.SUBMITTED


def test_what_is_not_ready_is_not_submitted_and_uses_no_number(database: Site, world: World) -> None:
    application = an_application(at=State.DRAFT, requested=4_000_000, costs=8_000_000)
    actions.save_budget(
        application,
        revision=1,
        by=world.noor,
        costs=[Cost(CostType.OTHER, "Oven", 8_150_000)],
        vat_recoverable=False,
    )
    database.commit()
    with pytest.raises(Refused, match="still missing in"):
        actions.submit(application, by=world.noor)
    database.refresh()
    assert application.number is None
    other = an_application()
    assert other.number == "FSV-2026-000001"


def test_taking_up_starts_the_term_when_the_call_counts_from_completeness(
    database: Site, world: World, held: Held
) -> None:
    application = an_application(at=State.SUBMITTED)
    before = application.decide_by
    held.forward(days=9)
    declare_interest(application, has_interest=False, by=world.mila)
    actions.take_up(application, by=world.mila)
    call = by_code("FSV-2026")
    assert call is not None
    assert call.decision_term_start == "complete"
    assert application.decide_by is not None
    assert before is not None
    assert (application.decide_by - before).days == 9
    assert (application.complete_at, application.handler_id) == (clock.now(), world.mila.id)


def test_the_course_of_the_fund_is_for_the_fund(database: Site, world: World) -> None:
    application = an_application(at=State.ADVISED)
    with pytest.raises(Forbidden):
        actions.grant(application, by=world.sanne)
    with pytest.raises(Forbidden):
        actions.reopen_assessment(application, by=world.noor)
    actions.reopen_assessment(application, by=world.mila, reason="nieuwe feiten")
    assert application.state is State.IN_ASSESSMENT
    with pytest.raises(Stale):
        actions.refuse(application, by=world.marieke)


def test_what_was_decided_is_not_withdrawn(database: Site, world: World) -> None:
    application = an_application(at=State.GRANTED)
    with pytest.raises(Stale):
        actions.withdraw(application, by=world.noor)
    draft = an_application(at=State.DRAFT)
    actions.withdraw(draft, by=world.noor)
    assert (draft.state, draft.number) == (State.WITHDRAWN, None)
    with pytest.raises(Stale):
        actions.submit(draft, by=world.noor)


def test_everybody_of_the_organisation_is_mailed_that_an_application_was_withdrawn(
    database: Site, world: World, outbox: Outbox
) -> None:
    application = an_application(at=State.SUBMITTED)
    actions.withdraw(application, by=world.noor, reason="Wij kregen een lening.")
    database.commit()
    send_notices()
    for person in (world.noor, world.samir):
        (mail,) = (mail for mail in outbox.to(person.email) if "ingetrokken" in mail["Subject"])
        assert application.number in mail["Subject"]
        body = mail.get_body()
        assert body is not None
        assert f"Noor van Dijk trok de aanvraag ‘{application.title}’" in body.get_content()
