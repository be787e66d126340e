"""The desk of determinations: what can be settled, the proposal, the page on which it is signed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from fund.applications.models import Application
from fund.assessment.actions import require_reading
from fund.awards.models import Award
from fund.core import clock
from fund.core.i18n import _
from fund.core.money import Money
from fund.decisions import queries as decision_queries
from fund.decisions.forms import PostForm, SendBackForm, SignForm
from fund.decisions.models import Mandate
from fund.decisions.rules import covering_mandate
from fund.documents import letters as paper
from fund.documents import press, settings
from fund.documents.drawings import Drawn
from fund.documents.queries import register_reader
from fund.ledger import queries as ledger
from fund.reports import queries as reports
from fund.settlement import actions, letters, policy, queries, rules
from fund.settlement.forms import GROUNDS, SettlementForm
from fund.settlement.models import Settlement
from fund.settlement.workflow import WORKFLOW, State
from fund.web.errors import attempt
from fund.web.forms import Form
from fund.web.guard import actor, requires
from fund.web.paging import Listing, Order, page_of

blueprint = Blueprint("settlement", __name__)

register_reader(Settlement, policy.may_read_letter)

AWARD = (
    joinedload(Award.application).options(
        joinedload(Application.organisation),
        joinedload(Application.call),
        joinedload(Application.submitted_by),
        joinedload(Application.handler),
    ),
)
WHOLE = (joinedload(Settlement.award).options(*AWARD), joinedload(Settlement.letter), joinedload(Settlement.decided_by))
WAITING = Listing(queries.waiting(), Order((Settlement.proposed_at, Settlement.id)), size=100)
READY = Listing(queries.ready(), Order((Award.ends_on, Award.id)))


@blueprint.app_template_global("determination_of_grant")
def _determination_of_grant(award: Award) -> Settlement | None:
    """Answer the determination of a grant, for the page of its grantee."""
    return queries.settlement_of(award)


@blueprint.get("/settlements")
@requires(policy.may_see_settlements)
def settlements() -> ResponseReturnValue:
    """Show what waits for a signature, and the grants that ended and can be settled."""
    waiting = page_of(WAITING, None)
    ready = page_of(READY, request.args.get("page"), {"today": clock.today()})
    return render_template("settlement/settlements.html", waiting=waiting, ready=ready, workflow=WORKFLOW)


@blueprint.route("/awards/<number>/settlement", methods=["GET", "POST"])
@requires(policy.may_propose, Award, by="number", load=AWARD)
def propose(award: Award) -> ResponseReturnValue:
    """Propose what a grant comes to, or once more what was sent back; where one waits or was signed, that is shown."""
    require_reading(award.application, by=actor())
    earlier = queries.settlement_of(award)
    if earlier is not None and earlier.state is not State.SENT_BACK and request.method == "GET":
        return redirect(url_for(".settlement", key=earlier.key))
    form = SettlementForm(data=_prefilled(award, earlier))
    if form.validate_on_submit():
        with attempt(form):
            settlement = actions.propose_settlement(award, **form.proposed(), by=actor())
            flash(str(_("The proposal is ready to be signed.")), "ok")
            return redirect(url_for(".settlement", key=settlement.key))
    return _proposal_page(award, form, earlier=earlier), 422 if form.errors else 200


@blueprint.route("/settlements/<key>/change", methods=["GET", "POST"])
@requires(policy.may_propose, Settlement, load=WHOLE)
def change(settlement: Settlement) -> ResponseReturnValue:
    """Change a proposal while it waits for its signature."""
    award = settlement.award
    require_reading(award.application, by=actor())
    if settlement.state is State.DETERMINED:
        flash(str(_("This grant was determined already.")), "info")
        return redirect(url_for(".settlement", key=settlement.key))
    if settlement.state is State.SENT_BACK:
        return redirect(url_for(".propose", number=award.number))
    form = SettlementForm(data=_prefilled(award, settlement))
    if form.validate_on_submit():
        with attempt(form):
            actions.revise_settlement(settlement, **form.proposed(), by=actor())
            flash(str(_("The proposal is ready to be signed.")), "ok")
            return redirect(url_for(".settlement", key=settlement.key))
    return _proposal_page(award, form, earlier=settlement), 422 if form.errors else 200


def _proposal_page(award: Award, form: SettlementForm, *, earlier: Settlement | None) -> str:
    return render_template(
        "settlement/propose.html",
        award=award,
        application=award.application,
        form=form,
        total=queries.arithmetic(award),
        position=ledger.case_position(award.number),
        reports=reports.reports_of(award),
        earlier=earlier,
        too_early=queries.why_too_early(award, clock.today()),
    )


def _prefilled(award: Award, earlier: Settlement | None) -> dict[str, object]:
    """Offer the most that it can be, or what was proposed before."""
    if earlier is None:
        most = queries.arithmetic(award).most
        return {"amount": most, "ground": "" if most == award.amount else None}
    ground = earlier.reduction_ground
    return {"amount": earlier.amount, "ground": ground.value if ground else "", "reasoning": earlier.reasoning}


@blueprint.get("/settlements/<key>")
@requires(policy.may_see_settlements, Settlement, load=WHOLE)
def settlement(settlement: Settlement) -> ResponseReturnValue:
    """Show everything one needs to determine: the sum, the reasons, the letter."""
    return _page(settlement)


def _page(settlement: Settlement, form: Form | None = None) -> str:
    """Show a determination; `form` is what was sent and refused."""
    require_reading(settlement.award.application, by=actor())
    person, day = actor(), clock.today()
    mandate, signer = _mandate(settlement)
    return render_template(
        "settlement/settlement.html",
        settlement=settlement,
        award=settlement.award,
        total=rules.arithmetic_of(settlement),
        application=settlement.award.application,
        position=ledger.case_position(settlement.award.number),
        workflow=WORKFLOW,
        State=State,
        form=form,
        send_back=form if isinstance(form, SendBackForm) else SendBackForm(formdata=None),
        sign=SignForm(formdata=None, data={"seen_hash": settlement.content_hash}),
        post=form if isinstance(form, PostForm) else PostForm(formdata=None, data={"posted_on": day}),
        may_post=policy.may_post(person) is None,
        may_propose=policy.may_propose(person) is None,
        too_early=queries.why_too_early(settlement.award, day) if settlement.decided_on is None else None,
        open_steps={step.name for step in WORKFLOW.open_steps(settlement, person, day)},
        mandate=mandate,
        letter=press.fragment(_sheet(settlement, signer)),
        grounds=GROUNDS,
    )


def _sheet(settlement: Settlement, signer: paper.Signer | None) -> press.Sheet:
    """Put the letter on paper: of the day on which it was made, or as it would go out today."""
    at = clock.now() if settlement.letter is None else settlement.letter.made_at
    letter = letters.letter_of(settlement, known_on=clock.today(), signer=signer)
    return paper.sheet(letter, sender=settings.sender("nl"), at=at, reference=settlement.number)


def _mandate(settlement: Settlement) -> tuple[Mandate | None, paper.Signer | None]:
    """Answer the mandate with which the reader may sign, and how the letter then names them."""
    person, day = actor(), clock.today()
    mandates = decision_queries.mandates_on(day, person_id=person.id)
    mandate = covering_mandate(mandates, person_id=person.id, amount=settlement.granted, day=day)
    return mandate, None if mandate is None else paper.Signer(name=person.name, function=mandate.capacity)


def _ahead(settlement: Settlement) -> Drawn | None:
    """Draw the letter while nobody waits for us; nothing when the reader has no mandate or somebody signed already."""
    _mandate_held, signer = _mandate(settlement)
    if signer is None or settlement.state is not State.PROPOSED:
        return None
    return letters.draw_ahead(settlement, signer=signer)


@blueprint.post("/settlements/<key>/determine")
@requires(policy.may_determine, Settlement, load=WHOLE)
def determine(settlement: Settlement) -> ResponseReturnValue:
    """Sign: the final amount holds, what is less is released, the letter goes out."""
    form = SignForm()
    if form.validate_on_submit():
        with attempt(form):
            ahead = _ahead(settlement)
            actions.determine(settlement, seen_hash=form.seen_hash.data or "", ahead=ahead, by=actor())
    if form.errors:
        return _page(settlement, form), 409
    amount = Money(settlement.amount)
    said = _("Determined at %(amount)s. The letter is on its way.", amount=amount)
    if settlement.served_on is None:
        said = _("Determined at %(amount)s. Now print the letter and post it.", amount=amount)
    flash(str(said), "ok")
    return redirect(url_for(".settlement", key=settlement.key))


@blueprint.post("/settlements/<key>/post")
@requires(policy.may_post, Settlement, load=WHOLE)
def post(settlement: Settlement) -> ResponseReturnValue:
    """Write down on which day the letter was posted."""
    require_reading(settlement.award.application, by=actor())
    form = PostForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.post_settlement(settlement, posted_on=form.posted_on.data, by=actor())
    if form.errors:
        return _page(settlement, form), 422
    flash(str(_("The letter was posted. The decision holds from that day.")), "ok")
    return redirect(url_for(".settlement", key=settlement.key))


@blueprint.post("/settlements/<key>/send-back")
@requires(policy.may_determine, Settlement, load=WHOLE)
def send_back(settlement: Settlement) -> ResponseReturnValue:
    """Send a proposal back with what must be changed."""
    form = SendBackForm()
    if form.validate_on_submit():
        with attempt(form):
            actions.send_settlement_back(settlement, form.reason.data or "", by=actor())
            flash(str(_("The proposal went back.")), "ok")
            return redirect(url_for(".settlements"))
    return _page(settlement, form), 422
