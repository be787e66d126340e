import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fund.assessment.actions import NotDeclared, declare_interest
from fund.awards.models import Award
from fund.awards.workflow import State as AwardState
from fund.core import clock
from fund.core.append_only import drop_trigger_ddl
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.legal_terms import objection_term
from fund.decisions.models import ApprovalKind
from fund.documents.press.sandbox import write_day
from fund.documents.queries import content_of
from fund.ledger import queries as ledger
from fund.notices.jobs import send_notices
from fund.overview.queries.menu import waiting_for
from fund.overview.queries.reporting import reports
from fund.payments import actions as bank
from fund.payments import queries as payments
from fund.payments.workflow import InstalmentState
from fund.settlement import actions
from fund.settlement.models import ReductionGround, Settlement
from fund.settlement.workflow import State
from tests.builders import an_award
from tests.documents.test_press import text_of
from tests.payments import desk


@pytest.fixture
def award(world, held, database) -> Award:
    """A small grant whose plan has ended: nothing was paid yet."""
    award = an_award(requested=2_000_000)
    database.commit()
    held.at(award.ends_on + timedelta(days=10))
    return award


def propose(award: Award, world, amount: int | None = None, **changed: object) -> Settlement:
    wanted = award.amount if amount is None else amount
    ground = None if wanted == award.amount else ReductionGround.NOT_CARRIED_OUT
    terms = {"amount": wanted, "ground": ground, "reasoning": "Alles is gedaan.", "by": world.mila}
    return actions.propose_settlement(award, **{**terms, **changed})


def sign(settlement: Settlement, world) -> None:
    declare_interest(settlement.award.application, has_interest=False, by=world.marieke)
    actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke)


def test_the_whole_amount_is_determined_and_the_rest_is_still_paid(award, world):
    sign(propose(award, world), world)
    assert award.state is AwardState.SETTLED
    assert award.settled_amount == award.amount
    position = ledger.case_position(award.number)
    assert (position.released, position.open) == (0, award.amount)
    planned = [item for item in payments.instalments_of(award) if item.state is InstalmentState.PLANNED]
    assert sum(item.amount for item in planned) == award.amount


def test_a_small_grant_without_a_report_comes_on_the_work_list_when_its_plan_has_ended(award, world, held):
    (task,) = reports(world.mila, clock.today())
    assert (task.endpoint, task.due) == ("settlement.propose", award.ends_on + timedelta(days=14))
    held.at(award.ends_on)
    assert not list(reports(world.mila, clock.today()))


def test_a_lower_amount_releases_the_difference(award, world):
    sign(propose(award, world, 1_500_000), world)
    position = ledger.case_position(award.number)
    assert position.released == 500_000
    assert position.open == 1_500_000
    assert ledger.call_position(award.application.call.code).released == 500_000


def test_a_grant_that_comes_to_nothing_is_closed(award, world):
    sign(propose(award, world, 0), world)
    assert award.state is AwardState.CLOSED
    assert ledger.case_position(award.number).released == award.amount


def test_higher_than_granted_is_refused_at_the_amount(award, world):
    with pytest.raises(Refused) as refused:
        propose(award, world, award.amount + 1)
    assert refused.value.field == "amount"


def test_lower_without_a_ground_is_refused_at_the_ground(award, world):
    with pytest.raises(Refused) as refused:
        propose(award, world, 1, ground=None)
    assert refused.value.field == "ground"


def test_who_proposed_cannot_determine(award, world):
    settlement = propose(award, world)
    with pytest.raises(Forbidden):
        actions.determine(settlement, seen_hash=settlement.content_hash, by=world.mila)


def test_an_interest_closes_every_step_of_a_determination(award, world):
    declare_interest(award.application, has_interest=True, explanation="Mijn broer bakt daar.", by=world.fatima)
    with pytest.raises(Forbidden, match="You declared an interest"):
        propose(award, world, by=world.fatima)
    settlement = propose(award, world)
    declare_interest(award.application, has_interest=True, explanation="Mijn zus.", by=world.marieke)
    with pytest.raises(Forbidden, match="You declared an interest"):
        actions.send_settlement_back(settlement, "Leg de huur uit.", by=world.marieke)
    with pytest.raises(Forbidden, match="You declared an interest"):
        actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke)


def test_nobody_settles_without_declaring_first(award, world):
    settlement = propose(award, world)
    for step in (
        lambda: actions.send_settlement_back(settlement, "Leg de huur uit.", by=world.marieke),
        lambda: actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke),
    ):
        with pytest.raises(NotDeclared):
            step()
    assert settlement.state is State.PROPOSED


def test_what_changed_meanwhile_is_not_signed(award, world):
    settlement = propose(award, world)
    with pytest.raises(Stale):
        actions.determine(settlement, seen_hash="x", by=world.marieke)
    assert settlement.state is State.PROPOSED


def test_a_proposal_goes_back_and_comes_again(award, world, database):
    settlement = propose(award, world)
    declare_interest(award.application, has_interest=False, by=world.marieke)
    actions.send_settlement_back(settlement, "Leg de huur uit.", by=world.marieke)
    assert settlement.state is State.SENT_BACK
    again = propose(award, world, 1_900_000)
    assert again is settlement
    assert (again.state, again.amount) == (State.PROPOSED, 1_900_000)
    actions.send_settlement_back(settlement, "Leg ook de les uit.", by=world.marieke)
    where, number = f"/settlements/{settlement.key}", award.number
    database.commit()
    page = world.client("mila").get(where).text
    assert "Leg ook de les uit." in page
    assert f'href="/cases/{number}"' in page
    assert "vk-next--late" not in page, "it is the turn of the proposer, and nothing is late"


def test_a_proposal_that_waits_is_shown_and_changed_instead_of_asked_for_again(award, world, database):
    where, number = f"/awards/{award.number}/settlement", award.number
    mila = world.client("mila")
    asked = mila.get(where).text
    assert re.search(r'checked[^>]*value=""|value=""[^>]*checked', asked), "the whole amount goes with no ground"
    both = mila.fill(where, {"ground": "not_carried_out", "reasoning": "Klaar."}, press="Bied aan voor ondertekening")
    assert both.status_code == 422
    assert "U koos een grond voor een lager bedrag" in both.text
    assert re.search(r'href="#ground[-0-9]*">U koos een grond', both.text), "it stands at the field"
    shown = mila.fill(where, {"ground": "", "reasoning": "Klaar."}, press="Bied aan voor ondertekening")
    settlement = database.session.scalars(select(Settlement)).one()
    seen, key = settlement.content_hash, settlement.key
    assert shown.request.path == f"/settlements/{key}"
    assert f'href="/settlements/{key}/change"' in shown.text
    assert (settlement.amount, settlement.reduction_ground) == (2_000_000, None)
    again = mila.get(where)
    assert (again.status_code, again.headers["Location"]) == (302, f"/settlements/{key}")
    less = {"amount": "18.000", "ground": "not_carried_out"}
    changed = mila.fill(f"/settlements/{key}/change", less, press="Bied aan voor ondertekening")
    assert changed.request.path == f"/settlements/{key}"
    assert "Het voorstel is gewijzigd." in changed.text
    settlement = database.session.get_one(Settlement, settlement.id)
    assert (settlement.state, settlement.amount) == (State.PROPOSED, 1_800_000)
    old, new = settlement.approvals
    assert (old.voided_at is None, new.voided_at, new.content_hash) == (False, None, settlement.content_hash)
    declare_interest(settlement.award.application, has_interest=False, by=world.marieke)
    with pytest.raises(Stale):
        actions.determine(settlement, seen_hash=seen, by=world.marieke)
    same = {"amount": settlement.amount, "ground": settlement.reduction_ground, "reasoning": settlement.reasoning}
    actions.revise_settlement(settlement, **same, by=world.mila)
    assert len(settlement.approvals) == 2, "what stays the same is not signed again"
    actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke)
    with pytest.raises(Stale, match="does not wait"):
        actions.revise_settlement(settlement, amount=1, ground=None, reasoning="Klaar.", by=world.mila)
    database.commit()
    assert mila.get(f"/settlements/{key}/change").status_code == 302
    assert "Vaststelling gewijzigd" in mila.get(f"/cases/{number}?tab=proof").text


def test_the_letter_is_drawn_and_mailed_once(award, world, database, outbox):
    sign(propose(award, world), world)
    database.commit()
    send_notices()
    letters = [mail for mail in outbox.to("noor@korenaar.example") if "vastgesteld" in mail["Subject"]]
    assert len(letters) == 1
    assert [part.get_content_type() for part in letters[0].iter_attachments()] == ["application/pdf"]


def test_the_page_shows_the_letter_as_it_went_out(award, world, database, held):
    settlement = propose(award, world)
    sign(settlement, world)
    database.commit()
    assert settlement.letter is not None
    number, day = settlement.letter.number, write_day(clock.today(), "day", "nl")
    held.forward(days=40)
    after = database.client(world.mila).get(f"/settlements/{settlement.key}").text
    assert "Brief zoals die uitging" in after
    assert number in after
    assert day in after
    assert "concept" not in after


def test_a_grant_with_an_open_report_cannot_be_settled(world, held):
    award = an_award()
    held.at(award.ends_on + timedelta(days=10))
    with pytest.raises(Refused, match="reports"):
        propose(award, world)


def test_a_grant_is_not_settled_before_its_plan_has_ended(award, world, held, database):
    """Not proposed, and not signed either when the clock or the end says otherwise at that moment (LC-70b)."""
    held.at(award.ends_on)
    with pytest.raises(Refused, match="The plan runs until"):
        propose(award, world)
    mila = world.client("mila")
    page = mila.get(f"/awards/{award.number}/settlement").text
    assert "U kunt deze subsidie vaststellen vanaf de dag daarna" in page
    assert "Bied aan voor ondertekening" not in page
    typed = {"amount": "20.000", "reasoning": "Alles is gedaan."}
    refused = mila.post(f"/awards/{award.number}/settlement", data=typed)
    assert refused.status_code == 422
    award = database.session.get_one(Award, award.id)
    held.forward(days=1)
    settlement = propose(award, world)
    held.at(award.ends_on)
    with pytest.raises(Refused, match="The plan runs until"):
        sign(settlement, world)


def test_a_payment_that_left_meanwhile_is_waited_for(award, world, held, database):
    """Asked again at the signature: a run that was released after the proposal holds it up, in words."""
    settlement = propose(award, world)
    first = desk.first_of(award)
    desk.checked(world)
    run = desk.a_released_run(world, first)
    declare_interest(award.application, has_interest=False, by=world.marieke)
    with pytest.raises(Refused, match="on its way to the bank"):
        actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke)
    held.at(run.execute_on + timedelta(days=1))
    bank.read_statement(desk.bank_file(*desk.paid(run)), filename="camt053.xml", by=world.sanne)
    with pytest.raises(Stale, match="the sum is made anew"):
        actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke)
    actions.send_settlement_back(settlement, "Reken opnieuw.", by=world.marieke)
    again = propose(award, world)
    actions.determine(again, seen_hash=again.content_hash, by=world.marieke)
    assert again.state is State.DETERMINED


def test_what_is_signed_is_the_whole_content(award, world):
    """Sent back and proposed on another ground for the same amount: the old page signs nothing (P2)."""
    settlement = propose(award, world, 1_000_000, reasoning="De helft ging niet door.")
    seen = settlement.content_hash
    declare_interest(award.application, has_interest=False, by=world.joost)
    actions.send_settlement_back(settlement, "Anders.", by=world.joost)
    propose(award, world, 1_000_000, ground=ReductionGround.WRONG_INFORMATION, reasoning="De opgave klopte niet.")
    declare_interest(award.application, has_interest=False, by=world.marieke)
    with pytest.raises(Stale, match="changed while you looked"):
        actions.determine(settlement, seen_hash=seen, by=world.marieke)
    actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke)
    first, second, decided = settlement.approvals
    assert (first.content_hash, first.voided_because) == (seen, "The proposal was sent back.")
    assert (second.person, second.kind, second.voided_at) == (world.mila, ApprovalKind.PROPOSED, None)
    assert (decided.person, decided.kind, decided.capacity) == (world.marieke, ApprovalKind.DECIDED, "directeur")
    assert decided.content_hash == second.content_hash == settlement.content_hash
    assert decided.amount_seen == 1_000_000


def test_what_was_altered_behind_the_program_is_not_signed(award, world, database):
    settlement = propose(award, world)
    database.commit()
    database.session.execute(text("UPDATE settlement SET reasoning = 'Iets anders.'"))
    database.session.expire_all()
    declare_interest(award.application, has_interest=False, by=world.marieke)
    with pytest.raises(Stale, match="changed while you looked"):
        actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke)


def test_a_signature_sent_twice_counts_once(award, world):
    settlement = propose(award, world)
    sign(settlement, world)
    actions.determine(settlement, seen_hash=settlement.content_hash, by=world.marieke)
    assert len(settlement.approvals) == 2


def test_the_database_itself_keeps_a_determination(award, world, database):
    sign(propose(award, world, 1_500_000), world)
    database.commit()
    for statement in (
        "UPDATE settlement SET amount = amount + 1",
        "UPDATE settlement SET reasoning = 'x'",
        "UPDATE settlement SET object_until = NULL",
        "UPDATE settlement SET state = 'proposed', decided_on = NULL, served_on = NULL",
        "DELETE FROM settlement",
        "UPDATE settlement_approval SET content_hash = 'x'",
        "DELETE FROM settlement_approval",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            database.session.execute(text(statement))
        database.refresh()
    for one in drop_trigger_ddl(database.name, "settlement"):
        database.session.execute(text(one))
    database.commit()
    assert not ledger.check().findings
    database.session.execute(text("UPDATE settlement SET amount = amount + 1"))
    database.commit()
    (finding,) = ledger.check().findings
    assert finding.row == f"determination {award.number}/V1"


def test_who_did_not_agree_to_mail_gets_the_letter_by_post(award, world, held, database, outbox):
    award.application.agrees_electronic = False
    settlement = propose(award, world)
    sign(settlement, world)
    database.commit()
    assert (settlement.state, settlement.served_on, settlement.object_until) == (State.DETERMINED, None, None)
    assert settlement.letter is not None
    assert settlement.decided_on is not None
    paper = f"/documents/{settlement.letter.key}"
    assert "binnen zes weken" in text_of(content_of(settlement.letter))
    where = f"/settlements/{settlement.key}"
    assert world.client("noor").get(paper).status_code == 403
    for statement in ("UPDATE settlement SET amount = 1", "UPDATE settlement SET decided_by_id = NULL"):
        with pytest.raises(DBAPIError, match="append-only"):
            database.session.execute(text(statement))
        database.refresh()
    (task,) = reports(world.mila, clock.today())
    assert (str(task.what), task.where) == ("Post the letter", {"key": settlement.key})
    assert waiting_for(world.mila, clock.today())["settlement.settlements"] == 1
    assert not waiting_for(world.marieke, clock.today())["settlement.settlements"], "it was signed"
    held.forward(days=2)
    mila = world.client("mila")
    wrong = mila.fill(where, posted_on=str(award.ends_on), press="Ik heb de brief op de post gedaan")
    assert wrong.status_code == 422
    posted = settlement.decided_on + timedelta(days=1)
    done = mila.fill(where, posted_on=str(posted), press="Ik heb de brief op de post gedaan")
    assert "De brief is op de post gedaan." in done.text
    settlement = database.session.scalars(select(Settlement)).one()
    assert (settlement.served_on, settlement.object_until) == (posted, objection_term(posted).day)
    assert not list(reports(world.mila, clock.today()))
    assert world.client("noor").get(paper).status_code == 200
    send_notices()
    assert not [mail for mail in outbox.to("noor@korenaar.example") if "vastgesteld" in str(mail["Subject"])]
