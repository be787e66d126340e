"""The desk of decisions as people use it: buttons by role, wrong input, two tabs, pressing twice."""

from __future__ import annotations

import pytest

from fund.assessment import actions as assessment
from fund.assessment.models import AdviceOutcome
from fund.decisions import actions
from fund.decisions import queries as decision_queries
from fund.decisions.models import Decision
from fund.decisions.workflow import State
from fund.documents.queries import content_of
from fund.ledger import queries as ledger
from tests.bed.held import Held
from tests.bed.site import Site
from tests.builders import a_decision, a_proposal, an_advised_application, mandates, sign
from tests.decisions.test_actions import leave
from tests.documents.test_press import text_of
from tests.world import World

FROM = {"first_payment_on": "2026-06-01", "interim_report_on": "", "final_report_on": "2028-03-01"}


def path(decision: Decision, way: str = "") -> str:
    return f"/decisions/{decision.key}{way}"


def ready(database: Site, world: World, *names: str, **options: object) -> Decision:
    """A proposal that these people have declared themselves about."""
    decision = a_proposal(an_advised_application(**options))  # type: ignore[arg-type]
    for name in names:
        assessment.declare_interest(decision.application, has_interest=False, by=world.person(name))
    database.commit()
    return decision


def test_nothing_waits_and_then_something_does(database: Site, world: World, queries) -> None:
    joost = world.client("joost")
    assert "Er wacht niets op een besluit" in joost.get("/decide").text
    ready(database, world)
    with queries() as sent:
        page = joost.get("/decide").text
    assert len(sent) <= 8
    assert "Bakken en ontmoeten" in page
    assert "40.000,00" in page
    assert world.client("noor").get("/decide").status_code == 403


def test_a_case_handler_proposes_what_was_advised(database: Site, world: World) -> None:
    number = an_advised_application().number
    database.commit()
    mila = world.client("mila")
    page = mila.fill(
        f"/cases/{number}/decision", reasoning="Het plan helpt de wijk.", press="Bied aan voor ondertekening"
    )
    assert "Het voorstel staat klaar voor ondertekening." in page.text
    assert "€\u00a040.000" in page.text
    assert "Onderteken dit besluit" not in page.text  # it was her own proposal
    assert page.request.path.startswith("/decisions/")
    again = mila.get(f"/cases/{number}/decision")
    assert again.location == page.request.path  # there is one already: that one is shown


def test_pressing_twice_proposes_once(database: Site, world: World) -> None:
    application = an_advised_application()
    number = application.number
    database.commit()
    mila = world.client("mila")
    typed = {"outcome": "grant", "amount": "40.000", "reasoning": "Goed plan.", **FROM}
    first = mila.post(f"/cases/{number}/decision", data=typed)
    second = mila.post(f"/cases/{number}/decision", data=typed)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    other = mila.post(f"/cases/{number}/decision", data={**typed, "reasoning": "Iets anders."})
    assert other.status_code == 422
    assert "Er is al een voorstel voor deze zaak." in other.text
    assert "Iets anders." in other.text
    assert len(decision_queries.decisions_of(application)) == 1


def test_what_is_typed_wrong_is_said_at_its_field_and_kept(database: Site, world: World) -> None:
    application = an_advised_application()
    number, code = application.number, application.call.refusal_grounds[0].code
    database.commit()
    mila = world.client("mila")
    assert mila.get(f"/cases/{number}/decision").text.count("leest de aanvrager in de brief") == 1
    typed = {"outcome": "grant", "amount": "40.000", "reasoning": "Mijn reden.", **FROM}
    for change, sentence in (
        ({"amount": "veel"}, 'id="amount-error"'),
        ({"amount": ""}, "Vul het bedrag in dat u wilt verlenen"),
        ({"amount": "39.999"}, "Dit wijkt af van het advies"),
        ({"amount": "45.000", "deviation": "Meer nodig"}, "Volgens de regeling is hoogstens"),
        ({"amount": "1", "deviation": "Minder"}, "Het laagste bedrag van deze regeling is"),
        ({"first_payment_on": "2020-01-01"}, "Kies vandaag of een latere dag."),
        ({"interim_report_on": "2026-03-03"}, "Kies een dag tussen het begin en het einde van het plan."),
        ({"final_report_on": "2026-03-03"}, "Kies een dag na het einde van het plan."),
        ({"final_report_on": ""}, "vraagt om een eindverslag"),
        ({"outcome": ""}, "Kies of u verleent of afwijst."),
        ({"outcome": "refuse", "deviation": "Toch niet"}, "Kies ten minste één weigeringsgrond"),
        ({"outcome": "refuse", "ground_codes": "made_up", "deviation": "x"}, "ground_codes-error"),
        ({"ground_codes": code}, "Een weigeringsgrond hoort bij een afwijzing."),
        ({"ground_codes": code}, 'id="ground_codes-error"'),
        ({"reasoning": " "}, "Schrijf de motivering van het besluit."),
    ):
        page = mila.post(f"/cases/{number}/decision", data={**typed, **change})
        assert page.status_code == 422, change
        assert sentence in page.text, change
        if "reasoning" not in change:
            assert "Mijn reden." in page.text
    assert ledger.call_position("FSV-2026").committed == 0


def test_a_decision_maker_reads_signs_and_sends(database: Site, world: World, queries) -> None:
    decision = ready(database, world, "joost")
    joost = world.client("joost")
    with queries() as sent:
        page = joost.get(path(decision)).text
    assert len(sent) <= 20
    for words in (
        "u, als afdelingshoofd (mandaat tot €\u00a050.000)",
        "Onderteken dit besluit: verlenen €\u00a040.000",
        "Plafond op dit moment",
        "Geen. Het voorstel volgt het advies.",
        "U krijgt €\u00a040.000 subsidie",
        "zag €\u00a040.000",
    ):
        assert words in page, words
    signed = joost.fill(path(decision), press="Onderteken dit besluit: verlenen € 40.000")
    assert "U hebt ondertekend: €\u00a040.000 is vastgelegd." in signed.text
    assert "Verstuur de brief" in signed.text
    assert "Plafond bij het ondertekenen" in signed.text
    noor = world.client("noor")
    assert "Toegekend" not in noor.get(f"/applications/{decision.application.key}").text  # not made known yet (LC-72a)
    made_known = world.client("mila").fill(path(decision), press="Verstuur de brief")
    assert "De brief is onderweg." in made_known.text
    assert "Bekendgemaakt op" in made_known.text
    assert "Toegekend" in noor.get(f"/applications/{decision.application.key}").text


def test_pressing_twice_signs_once_and_sends_once(database: Site, world: World) -> None:
    decision = ready(database, world, "joost")
    joost, seen = world.client("joost"), {"seen_hash": decision.content_hash}
    for _press in range(2):
        assert joost.post(path(decision, "/approve"), data=seen).status_code == 302
    assert ledger.call_position("FSV-2026").committed == 4_000_000
    for _press in range(2):
        assert joost.post(path(decision, "/serve")).status_code == 302
    database.refresh()
    assert len(decision_queries.decisions_of(decision.application)) == 1


def test_a_proposal_that_changed_in_another_tab_is_not_signed(database: Site, world: World) -> None:
    decision = ready(database, world, "joost")
    joost, old = world.client("joost"), decision.content_hash
    changed = world.client("mila").fill(
        path(decision, "/change"),
        amount="30.000",
        deviation="De bus telt niet mee.",
        press="Bied aan voor ondertekening",
    )
    assert "vervalt" in changed.text or "Het voorstel staat klaar" in changed.text
    assert "Het voorstel is gewijzigd." in changed.text
    english = world.client("sanne").get(f"/language/en?next={path(decision)}", follow_redirects=True).text
    assert "The proposal was changed." in english
    assert "Het voorstel is gewijzigd." not in english
    refused = joost.post(path(decision, "/approve"), data={"seen_hash": old})
    assert refused.status_code == 409
    assert "Dit voorstel is gewijzigd terwijl u keek." in refused.text
    assert "verlenen €\u00a030.000" in refused.text
    assert ledger.call_position("FSV-2026").committed == 0


def test_what_does_not_fit_is_said_in_words_and_changes_nothing(database: Site, world: World) -> None:
    decision = ready(database, world, "joost")
    leave(database, 3_000_000, by=world.mila)
    joost = world.client("joost")
    assert "Dit past niet onder het plafond" in joost.get(path(decision)).text
    refused = joost.post(path(decision, "/approve"), data={"seen_hash": decision.content_hash})
    assert refused.status_code == 409
    assert "€\u00a030.000,00" in refused.text
    assert "€\u00a040.000,00" in refused.text
    database.refresh()
    assert decision.state is State.PROPOSED


def test_sending_back_asks_for_the_reason_and_the_proposer_mends_it(database: Site, world: World, held: Held) -> None:
    decision = ready(database, world, "joost")
    joost, mila = world.client("joost"), world.client("mila")
    empty = joost.post(path(decision, "/send-back"), data={"reason": " "})
    assert empty.status_code == 422
    assert "Schrijf wat er anders moet." in empty.text
    back = joost.fill(path(decision), reason="Leg de huur uit.", press="Stuur het voorstel terug")
    assert "Het voorstel ging terug naar Mila Brouwers." in back.text
    shown = mila.get(path(decision)).text
    assert "Leg de huur uit." in shown
    assert "vk-next--late" not in shown, "there is time left"
    held.forward(days=200)
    assert "vk-next--late" in world.client("mila").get(path(decision)).text
    held.forward(days=-200)
    mended = mila.fill(path(decision, "/change"), reasoning="De huur hoort erbij.", press="Bied aan voor ondertekening")
    assert "Wacht op handtekening" in mended.text
    assert "Het voorstel werd teruggestuurd." in mended.text


def test_who_may_not_sign_reads_why(database: Site, world: World) -> None:
    decision = ready(database, world, "joost", requested=5_500_000)
    page = world.client("joost").get(path(decision))
    assert "Uw mandaat gaat tot €\u00a050.000,00" in page.text
    assert "Onderteken dit besluit" not in page.text
    seen = {"seen_hash": decision.content_hash}
    assert world.client("joost").post(path(decision, "/approve"), data=seen).status_code == 403
    undeclared = world.client("marieke").get(path(decision))
    assert undeclared.status_code == 303
    assert undeclared.location.startswith(f"/cases/{decision.application.number}")
    for name in ("mila", "daan", "sanne", "bram", "tom", "noor"):
        for way in ("/approve", "/send-back"):
            assert world.client(name).post(path(decision, way), data=seen).status_code == 403, (name, way)
    assert world.client("sanne").get(path(decision)).status_code == 200
    assert world.client("noor").get(path(decision)).status_code == 403
    assert world.client("noor").get(path(decision, "/letter.pdf")).status_code == 403


def test_a_concept_of_the_letter_can_be_read_in_both_languages(database: Site, world: World) -> None:
    decision = ready(database, world, "joost")
    joost = world.client("joost")
    dutch, english = (joost.get(path(decision, f"/letter.pdf?language={each}")) for each in ("nl", "en"))
    assert "Wij verlenen u" in text_of(dutch.data)
    assert "We grant you" in text_of(english.data)
    assert "concept" in dutch.headers["Content-Disposition"]


@pytest.mark.parametrize(("amount", "outcome"), [(3_000_000, "toegekend"), (0, "afgewezen")])
def test_after_it_was_sent_the_page_shows_what_went_out_and_who_did_what(
    database: Site, world: World, held: Held, amount: int, outcome: str
) -> None:
    decision = a_proposal(an_advised_application(), amount)
    database.commit()
    mila, where, number = world.client("mila"), path(decision), decision.id
    page = mila.get(where).text
    assert "ons kenmerk concept" in page
    assert "na de handtekening" in page
    sign(database.session.get_one(Decision, number))
    database.commit()
    page = mila.get(where).text
    assert "ons kenmerk concept" in page
    assert "na de handtekening" not in page
    decision = database.session.get_one(Decision, number)
    actions.serve(decision, by=world.mila)
    database.commit()
    case = decision.application.number
    held.forward(days=3)
    mila = world.client("mila")
    page = mila.get(where).text
    assert f"ons kenmerk {case}/B1 " in page
    assert "concept" not in page
    assert "na de handtekening" not in page
    assert [words in page for words in ("zag €", "Staatssteun")] == [bool(amount)] * 2
    told = mila.get(f"/cases/{case}").text
    assert "Besluit ondertekend (Joost van Rooij)" in told
    assert f"Bekendgemaakt: {outcome} (Mila Brouwers)" in told
    assert "Toegekend (" not in told
    assert "Afgewezen (" not in told
    _introduces_the_departure(database.session.get_one(Decision, number))


def _introduces_the_departure(decision: Decision) -> None:
    assert decision.letter is not None
    assert decision.courtesy_letter is not None
    for letter, introduction in (
        (decision.letter, "Dit besluit is anders dan het advies over uw plan. Dit is de reden:"),
        (decision.courtesy_letter, "This decision differs from the advice about your plan. The reason"),
    ):
        text = text_of(content_of(letter))
        assert 0 < text.index(introduction) < text.index("Een deel van de kosten telt niet mee."), text


def test_a_refusal_is_proposed_signed_and_read_by_the_applicant(database: Site, world: World) -> None:
    application = an_advised_application(AdviceOutcome.REFUSE)
    mandates()
    assessment.declare_interest(application, has_interest=False, by=world.joost)
    code, article = application.call.refusal_grounds[0].code, application.call.refusal_grounds[0].article
    number, key = application.number, application.key
    database.commit()
    mila, joost = world.client("mila"), world.client("joost")
    page = mila.fill(
        f"/cases/{number}/decision",
        outcome="refuse",
        reasoning="Te weinig punten.",
        ground_codes=[code],
        press="Bied aan voor ondertekening",
    )
    where = page.request.path
    signed = joost.fill(where, press="Onderteken dit besluit: afwijzen")
    assert "U hebt de afwijzing ondertekend." in signed.text
    joost.fill(where, press="Verstuur de brief")
    noor = world.client("noor")
    own = noor.get(f"/applications/{key}").text
    assert "Brief" in own
    (decision,) = decision_queries.decisions_of(application)
    assert decision.letter is not None
    paper = f"/documents/{decision.letter.key}"
    assert paper in own
    letter = text_of(noor.get(paper).data)
    assert "U krijgt geen subsidie" in letter
    assert article in letter
    assert world.client("anja").get(paper).status_code == 403


def test_an_administrator_gives_and_ends_a_mandate(database: Site, world: World) -> None:
    bram = world.client("bram")
    assert "Niemand heeft een mandaat" in bram.get("/admin/mandates").text
    typed = {"person": world.joost.key, "capacity": "afdelingshoofd", "maximum_amount": "50.000"}
    wrong = bram.fill("/admin/mandates/new", {**typed, "maximum_amount": "vijftig"}, press="Geef het mandaat")
    assert wrong.status_code == 422
    assert "vijftig" in wrong.text
    assert "afdelingshoofd" in wrong.text
    early = bram.fill("/admin/mandates/new", {**typed, "valid_until": "2020-01-01"}, press="Geef het mandaat")
    assert "De laatste dag komt na de eerste dag." in early.text
    given = bram.fill("/admin/mandates/new", typed, press="Geef het mandaat")
    assert "Joost van Rooij heeft het mandaat." in given.text
    assert "50.000,00" in given.text
    (mandate,) = decision_queries.all_mandates()
    ended = bram.fill(f"/admin/mandates/{mandate.key}/end", until="2026-03-31", press="Ja, beëindig het mandaat")
    assert "31 mrt" in ended.text or "31 maart" in ended.text
    assert "Geef een mandaat" not in world.client("tom").get("/admin/mandates").text
    for name in ("joost", "mila", "noor"):
        assert world.client(name).get("/admin/mandates").status_code == 403
    assert world.client("tom").get("/admin/mandates/new").status_code == 403


def test_a_signed_decision_is_not_changed_any_more(database: Site, world: World) -> None:
    decision = a_decision(State.APPROVED)
    database.commit()
    mila = world.client("mila")
    page = mila.get(path(decision, "/change"), follow_redirects=True)
    assert "Dit besluit is ondertekend. Het kan niet meer worden gewijzigd." in page.text
