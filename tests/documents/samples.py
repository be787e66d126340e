"""Sheets to draw in tests: the letter of the design, in both languages, and what hostile people would send."""

from dataclasses import replace
from datetime import UTC, date, datetime

from fund.core.table import Column, Kind, Statement
from fund.documents.letters import (
    Answer,
    Answers,
    Part,
    PlainLetter,
    Section,
    SectionTable,
    Signer,
    sheet,
    statement_sheet,
)
from fund.documents.press import Sender

SENDER = Sender(
    fund="Fonds Sociale Veerkracht",
    authority="Provincie Noord-Brabant",
    address=("Brabantlaan 1", "5216 TV 's-Hertogenbosch"),
    phone="073\u00a0000\u00a000\u00a000",
    signs_for="Gedeputeerde Staten van Noord-Brabant",
    remedies_address="Postbus 1, 5200 AA 's-Hertogenbosch",
)

AT = datetime(2026, 12, 4, 8, 12, tzinfo=UTC)


LETTER = PlainLetter(
    language="nl",
    title="U krijgt € 33.250 subsidie",
    addressee=("Stichting Rijdend Gezelschap", "t.a.v. mevrouw A. van Gils", "Kade 12", "4651 AA Steenbergen"),
    salutation="Beste mevrouw Van Gils,",
    contact="Mila Brouwers",
    signer=Signer(name="J. van Rooij", function="afdelingshoofd Sociale Veerkracht"),
    object_until=date(2027, 1, 15),
    sections=(
        Section(
            paragraphs=(
                "U vroeg subsidie aan voor ‘Maatje op de bus’. De commissie gaf uw plan 82 van de 100 punten.",
                "In deze brief leest u waarom, wanneer u het geld krijgt en wat wij van u vragen.",
            )
        ),
        Section(
            heading="Zo komen wij aan dit bedrag",
            table=SectionTable(
                heads=("Stap", "Bedrag (€)"),
                amounts=(1,),
                rows=(
                    ("Uw begroting", 7_000_000),
                    ("Af: de bus, die u vóór uw aanvraag al betaalde (artikel 7, lid 2)", -350_000),
                    ("Kosten die meetellen", 6_650_000),
                ),
                total=("Subsidie: de helft hiervan", 3_325_000),
            ),
        ),
        Section(
            heading="Wat vragen wij van u?",
            points=(
                "U voert het plan uit tussen 1 februari 2027 en 31 januari 2028.",
                "U stuurt ons vóór 1 september 2027 een tussenverslag en vóór 1 mei 2028 een eindverslag.",
                "Verandert uw plan, of lukt iets niet? Meld het ons binnen twee weken.",
            ),
        ),
        Section(
            heading="Waarom verlenen wij deze subsidie?",
            paragraphs=(
                "Uw plan helpt ouderen in Steenbergen om zelf weer naar de huisarts en de markt te gaan.",
                "Het past bij de opgave mobiliteit. De gemeente en de vervoerder doen mee. Wij volgen het advies.",
                "Dit besluit steunt op artikel 4:23 van de Algemene wet bestuursrecht en op de Regeling.",
            )
            * 5,
        ),
    ),
)


def a_sheet(language="nl", reference="FSV-2026-000022/B1", **facts):
    """The letter of the design, two pages long; `facts` replace its own."""
    title = {"nl": "U krijgt € 33.250 subsidie", "en": "You receive a grant of € 33,250"}[language]
    letter = replace(LETTER, language=language, title=title, **facts)
    return sheet(letter, sender=SENDER, at=AT, reference=reference)


def some_answers(language="nl", text="Een buurtbus.\nMet een maatje naast de chauffeur."):
    """The copy of an application."""
    money = SectionTable(
        heads=("Post", "Bedrag (€)"),
        amounts=(1,),
        rows=(("Personeel", 5_000_000), ("Bus", 2_000_000)),
        total=("Samen", 7_000_000),
    )
    answers = Answers(
        language=language,
        title={"nl": "Uw aanvraag: Maatje op de bus", "en": "Your application: Maatje op de bus"}[language],
        introduction={"nl": "Wij ontvingen uw aanvraag.", "en": "We received your application."}[language],
        sent_by="A. van Gils",
        received_at=AT,
        parts=(
            Part(
                title="Uw plan", answers=(Answer(question="Wat gaat u doen?", text=text), Answer(question="Voor wie?"))
            ),
            Part(
                title="Begroting",
                answers=(
                    Answer(question="Wat kost het?", table=money),
                    Answer(question="In welke gemeenten?", points=("Steenbergen", "Bergen op Zoom")),
                ),
            ),
        ),
        files=("begroting.xlsx", "statuten.pdf"),
    )
    return sheet(answers, sender=SENDER, at=AT, reference="FSV-2026-000022")


def a_statement(count=10, language="nl", control=None):
    """A statement of awards, as finance takes it home."""
    columns = (
        Column("case", "Zaak"),
        Column("grantee", "Ontvanger"),
        Column("decided", "Besluit", Kind.DAY),
        Column("points", "Punten", Kind.NUMBER),
        Column("awarded", "Toegekend", Kind.CENTS),
        Column("paid", "Betaald", Kind.CENTS),
        Column("open", "Nog open", Kind.CENTS),
    )
    rows = [
        (f"FSV-2026-{each:06}", f"Stichting {each} <b>Vooruit</b>", date(2026, 12, 4), 80, 4_800_000, 3_840_000, None)
        for each in range(1, count + 1)
    ]
    statement = Statement(
        title="Toegekend en betaald per zaak",
        moment=AT,
        columns=columns,
        rows=iter(rows),
        filters={"Behandelaar": "Mila Brouwers"},
        control={"awarded": 4_800_000 * count} if control is None else control,
    )
    return statement_sheet(statement, sender=SENDER, language=language, made_by="Ruud Hendriks", made_at=AT)
